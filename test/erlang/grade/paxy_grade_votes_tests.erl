-module(paxy_grade_votes_tests).

-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).

asked(Acceptor, Round) -> {1, 0, Acceptor, 'receive', fry, {accept, fry, Round, ?RED}}.
said(Acceptor, Message) -> {1, 0, Acceptor, send, fry, {'$at', "acceptor.erl", 3, Message}}.
decided() -> {1, 0, fry, decided, none, {?RED, 0}}.

a_quorum_of_votes_backs_a_decision_test() ->
    Trace = [asked(homer, 0), said(homer, {vote, 0}), asked(marge, 0), said(marge, {vote, {0}}), decided()],
    ?assertEqual([], paxy_grade_votes:unbacked(Trace, 3)),
    ?assertEqual([{fry, ?RED}], paxy_grade_votes:unbacked(Trace, 5)).

a_refusal_or_a_promise_is_no_vote_test() ->
    Trace = [asked(homer, 0), said(homer, {vote, 0}), asked(marge, 0), said(marge, {sorry, {accept, 0}}),
             said(marge, {promise, 0, 0, na}), decided()],
    ?assertEqual([{fry, ?RED}], paxy_grade_votes:unbacked(Trace, 3)).

a_vote_after_the_decision_came_too_late_test() ->
    Trace = [asked(homer, 0), said(homer, {vote, 0}), decided(), asked(marge, 0), said(marge, {vote, 0})],
    ?assertEqual([{fry, ?RED}], paxy_grade_votes:unbacked(Trace, 3)).

votes_of_different_rounds_are_no_quorum_test() ->
    Trace = [asked(homer, 0), said(homer, {vote, 0}), asked(marge, 0), asked(marge, 1), said(marge, {vote, 1}), decided()],
    ?assertEqual([{fry, ?RED}], paxy_grade_votes:unbacked(Trace, 3)).

a_vote_that_names_no_round_counts_for_all_that_was_asked_test() ->
    Trace = [asked(homer, 0), asked(homer, 1), said(homer, vote), asked(marge, 1), said(marge, {vote, homer}), decided()],
    ?assertEqual([], paxy_grade_votes:unbacked(Trace, 3)).

code_may_have_a_word_of_its_own_for_a_vote_test() ->
    Trace = [asked(homer, 0), said(homer, {accepted, 0}), asked(marge, 0), said(marge, {accepted, 0}), decided()],
    ?assertEqual([], paxy_grade_votes:unbacked(Trace, 3)).

a_trace_that_lost_events_accuses_nobody_test() ->
    ?assertEqual([], paxy_grade_votes:unbacked([{0, 0, homer, forgot, none, {events, 9}}, decided()], 3)).

folders_without_a_fault_have_no_such_decision_test_() ->
    [{Name, {timeout, 60, ?_assertEqual([], unbacked_runs(Name, Changes))}}
     || Name <- ["classic", "vote_is_no_promise", "five_arguments", "by_seed", "delays", "named_replies", "odd_shapes"],
        Changes <- [#{}, #{drop => 20, delay => 50}, #{request_drop => 10, request_delay => 50}]].

unbacked_runs(Name, Changes) ->
    Trial = lab_version:trial(Name, Changes),
    [{Run, Found} || Run <- lists:seq(1, 20),
                     Found <- [paxy_grade_votes:unbacked(maps:get(trace, paxy_sim:run(Trial, Run, #{trace => true})), 5)],
                     Found =/= []].
