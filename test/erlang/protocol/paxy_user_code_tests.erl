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
