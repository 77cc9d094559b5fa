-module(paxy_partition_tests).
-include_lib("eunit/include/eunit.hrl").

-export([on_paxy_run/2]).

%% Between no hosts at all. The run that starts the second one must hear its decisions meanwhile.
a_partition_that_begins_before_the_last_is_over_keeps_nobody_waiting_test() ->
    Me = alias(),
    ok = start(Me),
    Holder = whereis(paxy_partition),
    true = erlang:suspend_process(Holder),
    Starter = spawn(fun() -> start(Me) end),
    try ?assertEqual(ended, ended_or_waits(Starter))
    after
        exit(Starter, kill),
        erlang:resume_process(Holder)
    end,
    ok = paxy_partition:over(),
    ?assertEqual([rejoined, rejoined], [receive {Me, {News, _}} -> News after 0 -> nothing end || _ <- [1, 2]]),
    ?assertEqual(undefined, whereis(paxy_partition)),
    ?assertEqual(ok, paxy_partition:over()),
    unalias(Me).

across_real_nodes_test_() ->
    {timeout, 120, fun() -> test_node:with_epmd(fun across_real_nodes/1) end}.

across_real_nodes(Environment) ->
    Nodes = [test_node:start(Name, Environment) || Name <- ["paxy-run", "paxy-acc", "paxy-pro"]],
    try
        [Runner, {_, Acceptors, _}, {_, Proposers, _}] = Nodes,
        ok = test_node:call(Runner, ?MODULE, on_paxy_run, [Acceptors, Proposers])
    after
        lists:foreach(fun test_node:stop/1, Nodes)
    end.

%% Both sides say what they block, and block until they are told.
on_paxy_run(Acceptors, Proposers) ->
    true = register(?MODULE, self()),
    _ = [{module, paxy_partition} = erpc:call(Node, code, load_binary, [paxy_partition, "", blocker()])
         || Node <- [Acceptors, Proposers]],
    Run = alias(),
    Places = #{acceptor => [Acceptors], proposer => [Proposers]},
    ok = paxy_partition:start(Places, 1, Run),
    First = blocking(),
    ok = paxy_partition:start(Places, 2, Run),
    Second = blocking(),
    ?assertEqual([{[Acceptors], 1}, {[Proposers], 1}], lists:sort([Asked || {_, Asked} <- First])),
    ?assertEqual([{[Acceptors], 2}, {[Proposers], 2}], lists:sort([Asked || {_, Asked} <- Second])),
    _ = [Pid ! pass || {Pid, _} <- First ++ Second],
    ok = paxy_partition:over(),
    [receive {Run, News} -> ?assertMatch({rejoined, _}, News) end || _ <- [1, 2]],
    unalias(Run),
    ok.

blocking() -> [receive {blocks, Pid, Nodes, Ms} -> {Pid, {Nodes, Ms}} end || _ <- [1, 2]].

blocker() ->
    Source = ["-module(paxy_partition).", "-export([block/2]).",
              "block(Nodes, Ms) -> {" ++ atom_to_list(?MODULE) ++ ", '" ++ atom_to_list(node()) ++ "'} ! {blocks, self(), Nodes, Ms},"
              " receive pass -> ok end."],
    Forms = [begin {ok, Tokens, _} = erl_scan:string(Each), {ok, Form} = erl_parse:parse_form(Tokens), Form end || Each <- Source],
    {ok, paxy_partition, Binary} = compile:forms(Forms),
    Binary.

start(Run) -> paxy_partition:start(#{acceptor => [], proposer => []}, 1, Run).

ended_or_waits(Pid) ->
    case process_info(Pid, status) of
        undefined -> ended;
        {status, waiting} -> waits;
        _ -> erlang:yield(), ended_or_waits(Pid)
    end.
