%%% The folder in which a run's acceptors keep their files, on their node.
-module(paxy_storage).

-export([live_in/1, make/1, remove/2]).

%% This node keeps its runs' files in Folder, wherever the node that starts the
%% runs keeps its own.
-spec live_in(file:filename_all()) -> ok.
live_in(Folder) ->
    persistent_term:put({?MODULE, folder}, Folder).

%% A fresh folder in Base, which is made if it is missing; `default' is the
%% system's folder for temporary files, where others must not look inside.
-spec make(default | file:filename_all()) -> {ok, file:filename_all()} | {error, Reason :: iodata()}.
make(default) ->
    Folder = filename:join(temporary(), "paxy-" ++ unique()),
    case file:make_dir(Folder) of
        ok -> _ = file:change_mode(Folder, 8#700), {ok, Folder};
        {error, Reason} -> failed(Folder, Reason)
    end;
make(Base) ->
    Folder = filename:join(persistent_term:get({?MODULE, folder}, Base), unique()),
    case file:make_dir(Folder) of
        ok -> {ok, Folder};
        {error, enoent} -> make_with_base(Folder);
        {error, Reason} -> failed(Folder, Reason)
    end.

make_with_base(Folder) ->
    case filelib:ensure_dir(Folder) of
        ok -> made(Folder, file:make_dir(Folder));
        {error, Reason} -> failed(Folder, Reason)
    end.

made(Folder, ok) -> {ok, Folder};
made(Folder, {error, Reason}) -> failed(Folder, Reason).

failed(Folder, Reason) ->
    {error, io_lib:format("the folder ~ts for the acceptors' storage on ~ts cannot be made: ~ts",
                          [Folder, node(), file:format_error(Reason)])}.

temporary() ->
    case os:getenv("TMPDIR") of
        Unset when Unset =:= false; Unset =:= "" -> "/tmp";
        Folder -> Folder
    end.

%% Different from every name that another node, dead or alive, made here.
unique() ->
    lists:concat(["run-", os:getpid(), "-", erlang:system_time(),
                  "-", erlang:unique_integer([positive])]).

%% Deletes the folder. Names are the files that it usually has; if there are no
%% others, the folder is not listed first.
-spec remove(none | file:filename_all(), Names :: [atom()]) -> ok.
remove(none, _) ->
    ok;
remove(Folder, Names) ->
    delete(Folder, [atom_to_list(Name) || Name <- Names]),
    case file:del_dir(Folder) of
        {error, eexist} -> remove_all(Folder);
        _ -> ok
    end.

remove_all(Folder) ->
    _ = case file:list_dir_all(Folder) of
            {ok, Files} -> delete(Folder, Files);
            {error, _} -> none
        end,
    _ = file:del_dir(Folder),
    ok.

delete(Folder, Files) ->
    lists:foreach(fun(File) -> file:delete(filename:join(Folder, File), [raw]) end, Files).
