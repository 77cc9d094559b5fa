-module(paxy_outcome_tests).
-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).
-define(GREEN, {0, 255, 0}).

outcome(Ending, Decisions) ->
    Trial = (paxy_trial:defaults())#{sleep => [0], proposers => 2, acceptors => 3, drop => 0, delay => 0, timeout => 100,
                                     backoff => 10, version => 2, time_limit => 1000, seed => 1},
    paxy_outcome:outcome(Ending, #{trial => Trial, decisions => Decisions, messages => 12, dropped => 1, late => 0,
                                   started_us => 5000000, traces => []}).

decisions_come_in_the_order_of_time_with_what_led_to_them_test() ->
    ?assertMatch(#{verdict := agreed, rounds := 1, elapsed := 30, messages := 12, dropped := 1, started_at := 5000,
                   decisions := [{bender, ?RED, 0, 20}, {fry, ?RED, 1, 30}]},
                 outcome(finished, [{fry, ?RED, 1, 30}, {bender, ?RED, 0, 20}])).

one_that_gave_up_leaves_the_run_undecided_test() ->
    ?assertMatch(#{verdict := undecided, reason := <<"the bound on rounds came first">>},
                 outcome(finished, [{fry, ?RED, 1, 30}])).

a_decision_after_the_limit_did_not_come_in_time_test() ->
    ?assertMatch(#{verdict := undecided, elapsed := none, rounds := none, reason := <<"the time limit came first">>},
                 outcome(finished, [{fry, ?RED, 1, 30}, {bender, ?RED, 1, 1001}])).

a_decision_at_the_limit_came_in_time_test() ->
    ?assertMatch(#{verdict := agreed, elapsed := 1000},
                 outcome(time_limit, [{fry, ?RED, 1, 30}, {bender, ?RED, 1, 1000}])).

a_decision_after_the_limit_counts_for_safety_test() ->
    ?assertMatch(#{verdict := violation}, outcome(finished, [{fry, ?RED, 1, 30}, {bender, ?GREEN, 1, 1001}])).

a_violation_brings_its_trace_and_nothing_else_does_test() ->
    ?assertMatch(#{trace := []}, outcome(cancelled, [{fry, ?RED, 1, 30}, {fry, ?GREEN, 2, 60}])),
    ?assertNot(is_map_key(trace, outcome(cancelled, [{fry, ?RED, 1, 30}]))).

the_closing_lines_match_the_verdict_test() ->
    Lines = fun(Ending, Decisions) -> paxy_outcome:lines(outcome(Ending, Decisions)) end,
    Both = [{fry, ?RED, 1, 30}, {bender, ?RED, 1, 366}],
    ?assertEqual([<<"[Paxy] Total elapsed time: 366 ms">>], Lines(finished, Both)),
    ?assertEqual([<<"[Paxy] undecided: the time limit came first">>], Lines(time_limit, [])),
    ?assertEqual([<<"[Paxy] cancelled: cancelled by the user">>], Lines(cancelled, [])),
    ?assertEqual([<<"[Paxy] failed: no node">>], Lines({failed, "no node"}, [])),
    ?assertMatch([<<"[Paxy] VIOLATION: both ", _/binary>>], Lines(time_limit, [{fry, ?RED, 1, 3}, {fry, ?GREEN, 2, 6}])).
