%%% The test folders as versions of the protocol, made once.
-module(lab_version).

-export([of_folder/1, of_folder/2, trial/2]).

-define(FOLDERS, "test/lab/folders").

%% The version of a folder of test/lab/folders.
of_folder(Name) -> of_folder(Name, filename:join(?FOLDERS, Name)).

%% That of another folder, under a name.
of_folder(Name, Folder) ->
    Into = filename:join(["/tmp", "paxy-lab-tests-" ++ os:getpid()]),
    ok = filelib:ensure_dir(filename:join(Into, "x")),
    {ok, _} = paxy_lab_package:write(Folder, #{name => list_to_binary(Name)}, Into),
    true = code:add_patha(Into),
    _ = code:purge(list_to_atom("paxy_lab_of_" ++ Name)),
    {module, _} = code:load_abs(filename:join(Into, "paxy_lab_of_" ++ Name)),
    ok = file:del_dir_r(Into),
    list_to_atom(Name).

%% A trial of it that leaves the folder's own values as they are.
trial(Name, Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 5, drop => 1, delay => 10,
                                        timeout => none, backoff => none, version => of_folder(Name), macros => #{},
                                        time_limit => 30000, seed => 7}, Changes).
