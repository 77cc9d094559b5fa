-module(paxy_sim_tests).
-include_lib("eunit/include/eunit.hrl").

trial() ->
    trial(#{}).

trial(Changes) ->
    maps:merge(maps:merge(paxy_trial:defaults(),
                          #{sleep => [10, 100, 10, 20, 50], proposers => 5, acceptors => 10, drop => 2,
                            delay => 100, timeout => 500, backoff => 50, version => 2,
                            time_limit => 30000, seed => 7}),
               Changes).

runs(Trial, First, Count) ->
    paxy_sim:run_many(Trial, {First, 1}, Count, fun(Run, Result) -> self() ! {run, Run, Result} end),
    collect().

collect() ->
    receive {run, Run, Result} -> [{Run, maps:remove(started_at, Result)} | collect()]
    after 0 -> []
    end.

results(Trial, Count) ->
    [Result || {_, Result} <- runs(Trial, 1, Count)].

runs_come_back_in_order_test() ->
    ?assertEqual(lists:seq(1, 500), [Run || {Run, _} <- runs(trial(), 1, 500)]).

a_stretch_of_no_runs_is_nothing_test() ->
    ?assertEqual([], runs(trial(), 1, 0)).

a_run_is_the_same_whatever_the_stretch_test() ->
    All = runs(trial(), 1, 60),
    ?assertEqual(lists:sublist(All, 31, 30), runs(trial(), 31, 30)),
    Alone = maps:remove(started_at, paxy_sim:run(trial(), 42, #{})),
    ?assertEqual({42, Alone}, lists:nth(42, All)).

another_seed_is_another_run_test() ->
    ?assertNotEqual(runs(trial(), 1, 5), runs(trial(#{seed => 8}), 1, 5)).

everybody_decides_the_same_test() ->
    [begin
         ?assertMatch(#{verdict := agreed, decision := {value, _}}, Result),
         ?assertEqual(5, length(maps:get(decisions, Result)))
     end || Result <- results(trial(), 200)].

a_lone_proposer_needs_two_round_trips_test() ->
    Trial = trial(#{proposers => 1, acceptors => 3, drop => 0, delay => 0, sleep => [25]}),
    ?assertMatch(#{verdict := agreed, rounds := 0, elapsed := 25, dropped := 0,
                   decisions := [{fry, {255, 0, 0}, 0, 25}]},
                 paxy_sim:run(Trial, 1, #{})).

every_phase_waits_for_the_delay_and_the_next_tick_test() ->
    Trial = trial(#{proposers => 1, acceptors => 1, drop => 0, delay => 1, sleep => [0]}),
    ?assertMatch(#{elapsed := 4, messages := 4}, paxy_sim:run(Trial, 1, #{})).

when_every_reply_is_lost_the_time_limit_ends_the_run_test() ->
    Result = paxy_sim:run(trial(#{drop => 100}), 1, #{}),
    ?assertMatch(#{verdict := undecided, rounds := none, elapsed := none, decisions := []}, Result),
    #{messages := Messages, dropped := Dropped} = Result,
    ?assertEqual(Messages, 2 * Dropped).

when_every_reply_is_lost_and_no_limit_is_near_the_rounds_end_the_run_test() ->
    Trial = trial(#{proposers => 1, acceptors => 1, drop => 100, timeout => 1, backoff => 0,
                    time_limit => 1 bsl 30}),
    ?assertMatch(#{verdict := undecided, reason := <<"the bound on rounds came first">>,
                   messages := 200000},
                 paxy_sim:run(Trial, 1, #{})).

nothing_counts_after_the_time_limit_test() ->
    Trial = trial(#{proposers => 1, sleep => [31], time_limit => 30}),
    ?assertMatch(#{verdict := undecided, messages := 0}, paxy_sim:run(Trial, 1, #{})).

stale_promises_are_caught_with_their_trace_test() ->
    Trial = trial(#{proposers => 3, acceptors => 3, drop => 0, delay => 150, timeout => 100, backoff => 10,
                    sleep => [0], version => stale_promises}),
    Violations = [Result || #{verdict := violation} = Result <- results(Trial, 300)],
    ?assert(length(Violations) > 5),
    [?assert(length([decided || {_, _, _, decided, _, _} <- Trace]) >= 2)
     || #{trace := Trace} <- Violations].

sound_versions_never_violate_test() ->
    [[?assertNotMatch(#{verdict := violation}, Result)
      || Result <- results(trial(#{proposers => 3, acceptors => 3, drop => 10, delay => 150, timeout => 100,
                                   backoff => 10, sleep => [0], duplicate => 20, version => Version}), 300)]
     || Version <- [1, 2]].

an_unknown_version_fails_test() ->
    ?assertMatch(#{verdict := failed}, paxy_sim:run(trial(#{version => nonsense}), 1, #{})).

clocks_in_a_trace_follow_cause_and_effect_test() ->
    #{trace := Trace} = paxy_sim:run(trial(), 3, #{trace => true}),
    Sent = maps:from_list([{{Actor, Message}, Clock} || {Clock, _, Actor, send, _, Message} <- Trace]),
    Received = [{maps:get({Peer, Message}, Sent), Clock}
                || {Clock, _, _, 'receive', Peer, Message} <- Trace],
    ?assert(length(Received) > 50),
    [?assert(SentAt < ReceivedAt) || {SentAt, ReceivedAt} <- Received].

a_watched_run_is_the_same_run_test() ->
    [?assertEqual(maps:without([trace, started_at], paxy_sim:run(trial(), Run, #{})),
                  maps:without([trace, started_at], paxy_sim:run(trial(), Run, #{trace => true})))
     || Run <- lists:seq(1, 20)].

%% Faults.

kinds(Trial) ->
    #{trace := Trace} = Result = paxy_sim:run(Trial, 1, #{trace => true}),
    {Result, [{AtMs, Actor, Kind} || {_, AtMs, Actor, Kind, _, _} <- Trace,
                                     lists:member(Kind, [crash, stop, recover, cut, heal])]}.

a_crashed_acceptor_comes_back_with_what_it_wrote_test() ->
    Trial = trial(#{proposers => 2, acceptors => 1, drop => 0, delay => 1, sleep => [0, 50], timeout => 20,
                    backoff => 0, faults => [{crash, 10, 30, 1}]}),
    {Result, Kinds} = kinds(Trial),
    ?assertEqual([{10, homer, crash}, {40, homer, recover}], Kinds),
    ?assertMatch(#{verdict := agreed, decision := {value, {255, 0, 0}}}, Result).

amnesia_is_caught_after_a_crash_test() ->
    Trial = trial(#{proposers => 2, acceptors => 1, drop => 0, delay => 50, timeout => 200, backoff => 10,
                    sleep => [0], version => amnesia, faults => [{crash, 25, 1, 1}]}),
    Violated = fun(#{verdict := Verdict}) -> Verdict =:= violation end,
    ?assert(lists:any(Violated, results(Trial, 500))),
    ?assertNot(lists:any(Violated, results(Trial#{version => 2}, 500))).

a_cut_lets_nothing_pass_until_it_heals_test() ->
    {Result, Kinds} = kinds(trial(#{drop => 0, delay => 1, sleep => [0], faults => [{cut, 0, 700}]})),
    ?assertEqual(15, length([cut || {0, _, cut} <- Kinds])),
    ?assertEqual(15, length([heal || {700, _, heal} <- Kinds])),
    #{verdict := agreed, elapsed := Elapsed, dropped := Dropped} = Result,
    ?assert(Elapsed >= 700),
    ?assert(Dropped >= 10).

%% One proposer, three acceptors, no delays; two of its links.
linked(Faults) ->
    paxy_sim:run(trial(#{proposers => 1, acceptors => 3, drop => 0, delay => 0, sleep => [10], timeout => 100,
                         backoff => 0, time_limit => 5000, faults => Faults}), 1, #{}).

a_proposer_whose_links_are_lost_either_way_decides_after_that_test() ->
    [begin
         #{verdict := agreed, elapsed := Elapsed, dropped := Dropped} =
             linked([{unlink, 0, 700, 1, Acceptor, Lost} || Acceptor <- [1, 2]]),
         ?assert(Elapsed >= 700 andalso Elapsed < 850),
         ?assert(Dropped >= 14)
     end || Lost <- [both, requests, replies]].

a_quorum_of_other_links_is_enough_test() ->
    ?assertMatch(#{verdict := agreed, rounds := 0, dropped := 2}, linked([{unlink, 0, 700, 1, 2, both}])).

slow_links_make_each_of_four_messages_late_test() ->
    #{verdict := agreed, elapsed := Usual} = linked([]),
    #{verdict := agreed, rounds := 0, elapsed := Slow} = linked([{slow, 0, 4000, 1, Acceptor, 40} || Acceptor <- [1, 2]]),
    ?assertEqual(4 * 41, Slow - Usual).

stopped_acceptors_all_come_back_test() ->
    {Result, Kinds} = kinds(trial(#{drop => 0, delay => 1, sleep => [0], faults => [{stop, 0, 700, acceptors}]})),
    ?assertEqual(10, length([stop || {0, _, stop} <- Kinds])),
    ?assertEqual(10, length([recover || {700, _, recover} <- Kinds])),
    #{verdict := agreed, elapsed := Elapsed} = Result,
    ?assert(Elapsed >= 700).

stopped_proposers_never_decide_test() ->
    {Result, _} = kinds(trial(#{faults => [{stop, 5, 100, proposers}]})),
    ?assertMatch(#{verdict := undecided, decisions := []}, Result).

for_a_while_replies_arrive_twice_test() ->
    Count = fun(Faults) ->
                    Trial = trial(#{proposers => 1, acceptors => 3, drop => 0, delay => 5, sleep => [1],
                                    timeout => 100, faults => Faults}),
                    #{trace := Trace} = paxy_sim:run(Trial, 1, #{trace => true}),
                    length([reply || {_, _, fry, 'receive', _, _} <- Trace])
            end,
    ?assert(Count([{duplicate, 0, 10, 100}]) > Count([])).
