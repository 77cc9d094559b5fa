-module(paxy_judge_tests).
-include_lib("eunit/include/eunit.hrl").

judge(Decisions, Ending) ->
    paxy_judge:verdict(#{proposed => [red, green], decisions => Decisions, proposers => 2, ending => Ending,
                         time_limit => 1000}).

all_that_decided_the_same_agreed_test() ->
    Decisions = [{fry, red, 3, 10}, {bender, red, 1, 40}],
    ?assertEqual(#{verdict => agreed, decision => {value, red}, decisions => Decisions, rounds => 3, elapsed => 40,
                   reason => <<>>},
                 judge(Decisions, finished)).

two_values_are_a_violation_whatever_the_ending_test() ->
    [?assertMatch(#{verdict := violation, decision := none, rounds := 1, elapsed := 2,
                    reason := <<"both red and green were decided">>},
                  judge([{fry, red, 0, 1}, {bender, green, 1, 2}], Ending))
     || Ending <- [finished, time_limit, cancelled, {failed, "node lost"}]].

a_second_decision_of_one_proposer_counts_test() ->
    ?assertMatch(#{verdict := violation, elapsed := none},
                 judge([{fry, red, 0, 1}, {fry, green, 1, 2}], time_limit)).

a_value_that_nobody_proposed_is_a_violation_test() ->
    ?assertMatch(#{verdict := violation, reason := <<"blue was decided, which nobody proposed">>},
                 judge([{fry, blue, 0, 1}], time_limit)).

an_undecided_run_has_no_rounds_and_no_elapsed_test() ->
    [?assertMatch(#{verdict := undecided, decision := none, rounds := none, elapsed := none},
                  judge([{fry, red, 0, 1}], Ending)) || Ending <- [time_limit, finished]].

failed_and_cancelled_say_why_test() ->
    ?assertMatch(#{verdict := failed, reason := <<"node lost">>}, judge([], {failed, ["node ", "lost"]})),
    ?assertMatch(#{verdict := cancelled, reason := <<"cancelled by the user">>}, judge([{fry, red, 0, 1}], cancelled)).

a_proposer_that_decides_its_value_again_has_decided_once_test() ->
    Twice = [{fry, red, 0, 1}, {fry, red, 9, 2}],
    ?assertMatch(#{verdict := undecided, decisions := [{fry, red, 0, 1}]}, judge(Twice, time_limit)),
    ?assertMatch(#{verdict := agreed, rounds := 1, elapsed := 3}, judge(Twice ++ [{bender, red, 1, 3}], finished)).

decisions_are_judged_in_the_order_of_time_test() ->
    ?assertMatch(#{decisions := [{bender, red, 0, 20}, {fry, red, 1, 30}]},
                 judge([{fry, red, 1, 30}, {bender, red, 0, 20}], finished)).

a_decision_after_the_limit_counts_for_safety_alone_test() ->
    ?assertMatch(#{verdict := undecided, rounds := none, reason := <<"the time limit came first">>},
                 judge([{fry, red, 1, 30}, {bender, red, 1, 1001}], finished)),
    ?assertMatch(#{verdict := agreed}, judge([{fry, red, 1, 30}, {bender, red, 1, 1000}], time_limit)),
    ?assertMatch(#{verdict := violation}, judge([{fry, red, 1, 30}, {bender, green, 1, 1001}], finished)).

%% Engines name them in different orders, and a proposer that crashed twice more than once.
proposers_that_were_away_are_named_once_in_alphabetical_order_test() ->
    Reason = fun(Away) ->
                     #{reason := Text} = paxy_judge:verdict(#{proposed => [red], decisions => [{amy, red, 0, 1}], proposers => 4,
                                                              ending => time_limit, time_limit => 1000, away => Away}),
                     Text
             end,
    ?assertEqual(<<"the time limit came first; proposers bender, fry were away at the end">>, Reason([fry, bender, amy])),
    ?assertEqual(Reason([bender, fry]), Reason([fry, amy, fry, bender, amy])).
