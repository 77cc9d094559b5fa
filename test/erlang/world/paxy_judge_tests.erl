-module(paxy_judge_tests).
-include_lib("eunit/include/eunit.hrl").

judge(Decisions, Ending) ->
    paxy_judge:verdict(#{proposed => [red, green], decisions => Decisions, proposers => 2, ending => Ending}).

all_that_decided_the_same_agreed_test() ->
    ?assertEqual(#{verdict => agreed, decision => {value, red}, rounds => 3, elapsed => 40, reason => <<>>},
                 judge([{fry, red, 3, 10}, {bender, red, 1, 40}], all_decided)).

two_values_are_a_violation_whatever_the_ending_test() ->
    [?assertMatch(#{verdict := violation, decision := none, rounds := 1, elapsed := 2,
                    reason := <<"both red and green were decided">>},
                  judge([{fry, red, 0, 1}, {bender, green, 1, 2}], Ending))
     || Ending <- [all_decided, time_limit, rounds_limit, cancelled, {failed, "node lost"}]].

a_second_decision_of_one_proposer_counts_test() ->
    ?assertMatch(#{verdict := violation, elapsed := none},
                 judge([{fry, red, 0, 1}, {fry, green, 1, 2}], time_limit)).

a_value_that_nobody_proposed_is_a_violation_test() ->
    ?assertMatch(#{verdict := violation, reason := <<"blue was decided, which nobody proposed">>},
                 judge([{fry, blue, 0, 1}], time_limit)).

an_undecided_run_has_no_rounds_and_no_elapsed_test() ->
    [?assertMatch(#{verdict := undecided, decision := none, rounds := none, elapsed := none},
                  judge([{fry, red, 0, 1}], Ending)) || Ending <- [time_limit, rounds_limit]].

failed_and_cancelled_say_why_test() ->
    ?assertMatch(#{verdict := failed, reason := <<"node lost">>}, judge([], {failed, ["node ", "lost"]})),
    ?assertMatch(#{verdict := cancelled, reason := <<"cancelled by the user">>}, judge([{fry, red, 0, 1}], cancelled)).
