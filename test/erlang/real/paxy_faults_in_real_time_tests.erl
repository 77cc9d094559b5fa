%% Faults last long enough that proposers act during them.
-module(paxy_faults_in_real_time_tests).
-include_lib("eunit/include/eunit.hrl").

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 1, acceptors => 1, drop => 0, delay => 0,
                                        timeout => 20, backoff => 0, version => 2, time_limit => 10000, seed => 1},
               Changes).

%% The outcome of a run, and the lines of its faults.
run(Changes) ->
    Me = self(),
    in_time:run(400, fun() ->
        Outcome = paxy_local:run(trial(Changes), 1, #{output => fun(_, Line) -> Me ! {line, Line} end}),
        {Outcome, marks()}
    end).

marks() ->
    receive
        {line, <<"[Paxy] Total", _/binary>>} -> marks();
        {line, <<"[Paxy] ", Mark/binary>>} -> [Mark | marks()];
        {line, _} -> marks()
    after 0 -> []
    end.

nothing_is_decided_while_the_acceptor_is_away_test() ->
    {Outcome, Marks} = run(#{sleep => [500], faults => [{crash, 0, 1500, 1}]}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed, dropped := Dropped} when Elapsed >= 1490 andalso Dropped >= 3, Outcome),
    ?assertEqual([<<"acceptor homer crashed">>, <<"acceptor homer came back with what had been stored">>], Marks).

a_minority_that_is_away_stops_nobody_test() ->
    {Outcome, _} = run(#{acceptors => 3, sleep => [500], timeout => 5000, time_limit => 30000, faults => [{crash, 0, 20000, 2}]}),
    ?assertMatch(#{verdict := agreed, rounds := 0, dropped := 2}, Outcome).

all_acceptors_stop_and_come_back_test() ->
    {Outcome, Marks} = run(#{acceptors => 3, sleep => [500], faults => [{stop, 0, 1000, acceptors}]}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed} when Elapsed >= 990, Outcome),
    ?assertEqual([<<"all acceptors were stopped">>, <<"3 acceptors came back with what had been stored">>], Marks).

stopped_proposers_leave_the_run_undecided_at_its_limit_test() ->
    {Outcome, Marks} = run(#{sleep => [1000], time_limit => 1500, faults => [{stop, 10, 10, proposers}]}),
    ?assertMatch(#{verdict := undecided, decisions := [], reason := <<"the time limit came first; proposer fry was away at the end">>}, Outcome),
    ?assertMatch([<<"all proposers were stopped, for good">> | _], Marks).

%% Its ballot of round 0 is spent.
a_proposer_comes_back_with_a_higher_ballot_test() ->
    {Outcome, Marks} = run(#{version => stores_ballot, sleep => [0], timeout => 20000, request_delay => 1500, faults => [{restart, 1, 20, 1}]}),
    ?assertMatch(#{verdict := agreed, rounds := 1}, Outcome),
    ?assertEqual([<<"proposer fry crashed">>, <<"proposer fry came back with what had been stored">>], Marks).

proposers_that_have_decided_may_be_stopped_test() ->
    {Outcome, _} = run(#{proposers => 2, sleep => [0, 5000], timeout => 5000, time_limit => 5500, faults => [{stop, 3000, 10, proposers}]}),
    ?assertMatch(#{verdict := undecided, decisions := [{fry, {255, 0, 0}, 0, _}]}, Outcome).

nothing_is_heard_across_a_cut_test() ->
    {Outcome, Marks} = run(#{acceptors => 3, sleep => [500], faults => [{cut, 0, 1500}]}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed, dropped := Dropped} when Elapsed >= 1490 andalso Dropped >= 9, Outcome),
    ?assertEqual([<<"proposers and acceptors are cut off from each other">>,
                  <<"proposers and acceptors hear each other again">>], Marks).

%% Two of three acceptors cannot be heard, so no quorum is.
a_proposer_decides_once_it_hears_a_quorum_again_test() ->
    [begin
         {Outcome, Marks} = run(#{acceptors => 3, sleep => [500], faults => [{unlink, 0, 1500, 1, Acceptor, Lost} || Acceptor <- [1, 2]]}),
         ?assertMatch(#{verdict := agreed, elapsed := Elapsed, dropped := Dropped} when Elapsed >= 1490 andalso Dropped >= 2, Outcome),
         ?assertMatch([_, <<"all links are as usual again">>], Marks)
     end || Lost <- [both, requests, replies]].

a_slow_link_makes_both_ways_late_test() ->
    {Outcome, Marks} = run(#{sleep => [500], timeout => 20000, time_limit => 30000, faults => [{slow, 0, 20000, 1, 1, 300}]}),
    ?assertMatch(#{verdict := agreed, rounds := 0, elapsed := Elapsed} when Elapsed >= 500 + 4 * 300, Outcome),
    ?assertMatch([<<"fry -> homer: messages take 300 ms more; homer -> fry: messages take 300 ms more">> | _], Marks).

one_that_comes_back_during_a_cut_hears_nothing_test() ->
    {Outcome, _} = run(#{sleep => [500], faults => [{crash, 0, 700, 1}, {cut, 20, 1000}]}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed} when Elapsed >= 1010, Outcome).

doubled_replies_do_not_make_a_quorum_test() ->
    {Outcome, _} = run(#{acceptors => 3, sleep => [500], time_limit => 1000,
                         faults => [{duplicate, 0, 5000, 100}, {crash, 0, 5000, 1}, {crash, 0, 5000, 2}]}),
    ?assertMatch(#{verdict := undecided}, Outcome).

%% Homer votes for a lower ballot after each crash, having promised a higher one.
what_is_lost_with_the_memory_is_seen_in_the_trace_test_() ->
    {timeout, 60, fun() ->
        #{trace := Trace} = first_violation(1),
        [?assert(lists:any(fun({_, _, homer, Kind, _, _}) -> Kind =:= Wanted; (_) -> false end, Trace))
         || Wanted <- [start, crash, recover, 'receive', send]],
        ?assertEqual(Trace, lists:keysort(1, Trace))
    end}.

first_violation(Run) when Run =< 300 ->
    Trial = trial(#{proposers => 5, sleep => [0, 4, 8, 12, 16], timeout => 200, backoff => 5, delay => 25, version => amnesia, time_limit => 2000,
                    faults => [{crash, At, 1, 1} || At <- lists:seq(6, 90, 7)]}),
    Me = self(),
    _ = [spawn_link(fun() -> Me ! {outcome, paxy_local:run(Trial, N, #{})} end) || N <- lists:seq(Run, Run + 9)],
    case [One || _ <- lists:seq(1, 10), #{verdict := violation} = One <- [receive {outcome, One} -> One end]] of
        [] -> first_violation(Run + 10);
        [Violation | _] -> Violation
    end.

a_fault_that_never_struck_makes_its_run_late_test() ->
    Outcome = paxy_local:run(trial(#{sleep => [300], faults => [{cut, 100, 50}]}), 1,
                             #{output => fun(_, <<"[Paxy] proposers and", _/binary>>) -> timer:sleep(1000); (_, _) -> ok end}),
    ?assertMatch(#{verdict := agreed, late := Late} when Late >= 100, Outcome).

sound_versions_survive_every_fault_at_once_test_() ->
    {timeout, 60, fun() ->
        Trial = trial(#{proposers => 3, acceptors => 5, delay => 10, timeout => 15, backoff => 5, duplicate => 30, time_limit => 30000,
                        faults => [{crash, 3, 20, 1}, {crash, 11, 20, 2}, {stop, 40, 15, acceptors}, {cut, 25, 10},
                                   {duplicate, 10, 50, 100}]}),
        Me = self(),
        _ = [spawn_link(fun() -> Me ! {Run, maps:with([verdict, reason], paxy_local:run(Trial, Run, #{}))} end)
             || Run <- lists:seq(1, 30)],
        [receive {Run, Verdict} -> ?assertEqual({Run, #{verdict => agreed, reason => <<>>}}, {Run, Verdict}) end
         || Run <- lists:seq(1, 30)]
    end}.
