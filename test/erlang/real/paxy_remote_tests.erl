-module(paxy_remote_tests).
-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).
-define(ACCEPTORS, 'paxy-acc@127.0.0.1').
-define(PROPOSERS, 'paxy-pro@127.0.0.1').

-export([on_paxy_run/2, a_node_without_our_modules_is_named/0, of_runs_here/0]).

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 5, drop => 0, delay => 0,
                                        timeout => 1000, backoff => 10, version => 2, time_limit => 10000, seed => 1},
               Changes).

run(Changes) -> run(Changes, #{}).
run(Changes, Options) -> paxy_remote:run(trial(Changes), 1, Options).

across_real_nodes_test_() ->
    {timeout, 120, fun() -> test_node:with_epmd(fun on_real_nodes/1) end}.

%% The tests below run on paxy-run, in this order.
on_real_nodes(Environment) ->
    [Runner | _] = Nodes = [test_node:start(Name, Environment) || Name <- ["paxy-run", "paxy-acc", "paxy-pro"]],
    try
        [{_, _, AcceptorsPid}, {_, _, ProposersPid}] = tl(Nodes),
        ok = test_node:call(Runner, ?MODULE, on_paxy_run, [AcceptorsPid, ProposersPid]),
        Bare = test_node:start("paxy-acc", Environment, []),
        try test_node:call(Runner, ?MODULE, a_node_without_our_modules_is_named, []) after test_node:stop(Bare) end
    after
        lists:foreach(fun test_node:stop/1, Nodes)
    end.

on_paxy_run(AcceptorsPid, ProposersPid) ->
    scratch:within(fun(Folder) -> on_paxy_run(AcceptorsPid, ProposersPid, Folder) end).

on_paxy_run(AcceptorsPid, ProposersPid, Folder) ->
    runs_agree(),
    lines_come_from_their_nodes(),
    undecided_runs_leave_nothing(Folder),
    easy_runs_beside_hopeless_ones_agree(),
    runs_end_with_their_runner(Folder),
    a_suspended_node_delays_a_run_and_does_not_break_it(ProposersPid),
    a_node_that_dies_fails_its_run(AcceptorsPid, Folder),
    a_node_that_is_not_there_fails_a_run().

runs_agree() ->
    [?assertMatch(#{verdict := agreed, decisions := [_, _, _], reason := <<>>},
                  paxy_remote:run(trial(#{drop => 5, delay => 5, timeout => 50, version => Version}), Run, #{}))
     || Version <- [1, 2], Run <- lists:seq(1, 5)],
    ?assertMatch(#{verdict := agreed, rounds := 0, messages := Messages, dropped := 0, decisions := [{fry, ?RED, 0, _}]}
                 when Messages >= 10 andalso Messages =< 12,  %% the last vote may come after the end
                 run(#{proposers => 1, acceptors => 3, timeout => 5000})).

lines_come_from_their_nodes() ->
    Me = self(),
    #{elapsed := Elapsed} = run(#{proposers => 1, timeout => 20000}, #{output => Me}),
    [Phase1, Phase2, {Decider, Decided}, Total] = printed(),
    ?assertEqual([{?PROPOSERS, <<"[Proposer fry] Phase 1: round {0,fry}">>},
                  {?PROPOSERS, <<"[Proposer fry] Phase 2: round {0,fry} proposal {255,0,0}">>},
                  ?PROPOSERS,
                  {node(), <<"[Paxy] Total elapsed time: ", (integer_to_binary(Elapsed))/binary, " ms">>}],
                 [Phase1, Phase2, Decider, Total]),
    ?assertMatch({match, _}, re:run(Decided, "^\\[Proposer fry\\] DECIDED {255,0,0} in round {0,fry} after \\d+ ms$")).

printed() ->
    receive {paxy_output, Node, Line} -> [{Node, Line} | printed()] after 0 -> [] end.

undecided_runs_leave_nothing(Folder) ->
    ?assertMatch(#{verdict := undecided, decisions := []}, run(#{drop => 100, time_limit => 100}, #{storage => Folder})),
    ?assertEqual({ok, []}, file:list_dir_all(Folder)),
    ?assertEqual({messages, []}, process_info(self(), messages)).

easy_runs_beside_hopeless_ones_agree() ->
    Me = self(),
    _ = [spawn_link(fun() -> Me ! {N, run(#{drop => (N rem 2) * 100, time_limit => 5000})} end) || N <- lists:seq(1, 8)],
    [receive {N, #{verdict := Verdict}} -> ?assertEqual(lists:nth(N rem 2 + 1, [agreed, undecided]), Verdict) end
     || N <- lists:seq(1, 8)].

runs_end_with_their_runner(Folder) ->
    {Runner, Monitor} = spawn_monitor(fun() -> run(#{drop => 100}, #{storage => Folder}) end),
    wait_until(fun() -> length(of_runs()) >= 10 andalso {ok, []} =/= file:list_dir(Folder) end),
    exit(Runner, kill),
    receive {'DOWN', Monitor, _, _, _} -> ok end,
    wait_until(fun() -> {of_runs(), file:list_dir_all(Folder)} =:= {[], {ok, []}} end).

%% The processes of all runs on both nodes: parts, and those whose group leader is one.
of_runs() ->
    lists:append([erpc:call(Node, ?MODULE, of_runs_here, []) || Node <- [?ACCEPTORS, ?PROPOSERS]]).

of_runs_here() ->
    Hosts = [Pid || Pid <- processes(), {initial_call, {paxy_part, _, _}} <- [process_info(Pid, initial_call)]],
    [Pid || Pid <- processes(), {group_leader, Leader} <- [process_info(Pid, group_leader)], lists:member(Leader, Hosts)].

a_suspended_node_delays_a_run_and_does_not_break_it(ProposersPid) ->
    Signal = fun(Name) -> [] = os:cmd("kill -" ++ Name ++ " " ++ ProposersPid) end,
    Started = erlang:monotonic_time(millisecond),
    Signal("STOP"),
    {ok, _} = timer:apply_after(700, erlang, apply, [Signal, ["CONT"]]),
    ?assertMatch(#{verdict := agreed}, run(#{timeout => 5000})),
    ?assert(erlang:monotonic_time(millisecond) - Started >= 700).

a_node_without_our_modules_is_named() ->
    ?assertMatch(#{verdict := failed, reason := <<"the node paxy-acc@127.0.0.1 does not have paxy's modules">>}, run(#{})).

a_node_that_dies_fails_its_run(AcceptorsPid, Folder) ->
    Me = self(),
    Runner = spawn_link(fun() -> Me ! {self(), run(#{drop => 100}, #{storage => Folder})} end),
    wait_until(fun() -> length(of_runs()) >= 10 end),
    Started = erlang:monotonic_time(millisecond),
    [] = os:cmd("kill -9 " ++ AcceptorsPid),
    receive {Runner, Outcome} ->
            ?assertMatch(#{verdict := failed, reason := <<"the node paxy-acc@127.0.0.1 is gone or cannot be reached">>},
                         Outcome)
    end,
    %% By the connection that closes: ticks need 60 s and more.
    ?assert(erlang:monotonic_time(millisecond) - Started < 20000).

a_node_that_is_not_there_fails_a_run() ->
    ?assertMatch(#{verdict := failed, reason := <<"the node paxy-acc@127.0.0.1 is gone or cannot be reached">>}, run(#{})).

wait_until(Condition) -> wait_until(Condition, 6000).
wait_until(Condition, Left) when Left > 0 ->
    case Condition() of
        true -> ok;
        false -> timer:sleep(10), wait_until(Condition, Left - 1)
    end.
