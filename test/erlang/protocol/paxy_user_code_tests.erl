-module(paxy_user_code_tests).
-include_lib("eunit/include/eunit.hrl").

compiled(Name, Text) ->
    scratch:within(fun(Folder) ->
        File = filename:join(Folder, Name ++ ".erl"),
        ok = file:write_file(File, Text),
        try paxy_user_code:compile(File, Folder)
        after code:del_path(Folder), code:delete(mine), code:purge(mine)
        end
    end).

a_core_may_not_have_the_name_of_a_built_in_version_test() ->
    [?assertEqual({error, [iolist_to_binary([Name, " is the name of a built-in version; give the file and its module another name"])]},
                  compiled(Name, ["-module(", Name, ").\n"]))
     || Name <- ["amnesia", "stale_votes", "stale_promises"]].

a_core_may_not_have_the_name_of_a_module_in_use_test() ->
    ?assertEqual({error, [<<"there is a module lists already; give the file and its module another name">>]},
                 compiled("lists", "-module(lists).\n")).

an_acceptor_is_told_by_its_recovery_test() ->
    Text = fun(Exports) -> ["-module(mine).\n-behaviour(paxy_core).\n-export([init/1, handle/2", Exports, "]).\n",
                            "init(_) -> s.\nhandle(_, s) -> {s, []}.\n"] end,
    ?assertMatch({ok, mine, proposer}, compiled("mine", Text(""))),
    ?assertMatch({ok, mine, acceptor}, compiled("mine", [Text(", recover/2"), "recover(_, _) -> s.\n"])).

a_core_without_one_of_its_functions_is_refused_test() ->
    ?assertEqual({error, [<<"it does not export init/1, handle/2">>]},
                 compiled("mine", "-module(mine).\n-behaviour(paxy_core).\n")).

%% A batch that is only planned compiles it, too.
nothing_of_a_core_runs_while_it_is_compiled_test() ->
    Text = ["-module(mine).\n-behaviour(paxy_core).\n-export([init/1, handle/2]).\n-on_load(loaded/0).\n",
            "loaded() -> receive after infinity -> ok end.\ninit(_) -> s.\nhandle(_, s) -> {s, []}.\n"],
    ?assertMatch({ok, mine, proposer}, compiled("mine", Text)).
