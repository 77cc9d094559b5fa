-module(paxy_lab_cps_tests).

-include_lib("eunit/include/eunit.hrl").

-define(FOLDERS, "test/lab/folders").
-define(SEEDS, 10).

converted_and_interpreted_code_ask_for_the_same_effects_test_() ->
    {ok, Names} = file:list_dir(?FOLDERS),
    [{Name, {timeout, 120, fun() -> agree(Name) end}} || Name <- lists:sort(Names)].

agree(Name) ->
    {ok, Folder} = paxy_lab_folder:load(filename:join(?FOLDERS, Name), #{}),
    {ok, Converted} = paxy_lab_converted:load(Folder),
    Interpreted = paxy_lab_interpreter:load(Folder),
    {Steps, Kinds} = lists:foldl(fun(Seed, {Sum, Kinds0}) ->
                                         {Steps, Kinds} = lab_scenario:play(Seed, Converted, Interpreted, Kinds0),
                                         {Sum + Steps, Kinds}
                                 end, {0, []}, lists:seq(1, ?SEEDS)),
    ?assert(Steps > ?SEEDS * 20),
    ?assert(lists:member(send, Kinds)).
