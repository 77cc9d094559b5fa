-module(paxy_check_tests).
-include_lib("eunit/include/eunit.hrl").

-export([long/0]).

bounds(Proposers, Acceptors, Rounds, Version) ->
    #{proposers => Proposers, acceptors => Acceptors, rounds => Rounds, version => Version,
      duplicates => 0, crashes => 0}.

check(Bounds) ->
    check(Bounds, #{}).

%% Every schedule, and nothing before that.
check(Bounds, Options) ->
    {ok, Outcome} = paxy_check:run(Bounds, maps:merge(#{sample_ms => 0, widen => false}, Options)),
    Outcome.

%% Sound versions, to the end.

version_2_is_safe_with_three_acceptors_and_reports_while_it_runs_test_() ->
    {timeout, 600, fun() ->
                           Me = self(),
                           Report = fun(Figures) -> Me ! {figures, Figures} end,
                           ?assertMatch(#{ending := complete}, check(bounds(2, 3, 2, 2), #{report => Report})),
                           receive {figures, #{states := States}} -> ?assert(States > 0) after 0 -> error(silent) end
                   end}.

version_1_is_safe_with_three_acceptors_test_() ->
    {timeout, 60, ?_assertMatch(#{ending := complete}, check(bounds(2, 3, 2, 1)))}.

a_crash_breaks_nothing_test_() ->
    {timeout, 120, [?_assertMatch(#{ending := complete}, check((bounds(2, 2, 2, Version))#{crashes := 1}))
                    || Version <- [1, 2]]}.

a_duplicate_breaks_nothing_test_() ->
    {timeout, 120, [?_assertMatch(#{ending := complete}, check((bounds(2, 2, 2, Version))#{duplicates := 1}))
                    || Version <- [1, 2]]}.

%% What it costs: a better reduction changes these figures, and nothing else.
%% An explorer written apart from this one had 140,767 states here, with
%% messages to proposers that have decided still in flight.
version_2_has_this_many_states_test_() ->
    {timeout, 60, ?_assertMatch(#{states := 6024, transitions := 27583, depth := 27}, check(bounds(2, 2, 2, 2)))}.

three_proposers_are_safe_test_() ->
    {timeout, 60, ?_assertMatch(#{ending := complete}, check(bounds(3, 2, 1, 2)))}.

%% Progress, in every order of replies.

a_proposer_that_one_order_of_replies_stops_makes_no_progress_test_() ->
    {timeout, 60, fun() ->
        #{ending := violation, schedule := [], reason := Reason} = check(bounds(1, 4, 1, picky_core)),
        ?assertMatch(<<"from here, one more proposer", _/binary>>, Reason)
    end}.

%% Broken ones, by a shortest schedule.

violation(Bounds, Steps) ->
    #{ending := violation, schedule := Words, reason := Reason} = check(Bounds),
    ?assertEqual(Steps, length(Words)),
    ?assertMatch({match, _}, re:run(Reason, "^both .* were decided$")),
    {ok, #{verdict := violation, reason := Again, trace := Trace}} = paxy_check:show(Bounds, Words),
    ?assertEqual(Reason, Again),
    ?assertEqual(2, length([decided || {_, _, _, decided, _, _} <- Trace])).

stale_promises_are_found_in_11_steps_test() ->
    violation(bounds(2, 1, 2, stale_promises), 11).

stale_promises_are_found_in_19_steps_among_two_acceptors_test_() ->
    {timeout, 120, fun() -> violation(bounds(2, 2, 2, stale_promises), 19) end}.

stale_votes_are_harmless_among_two_acceptors_test_() ->
    {timeout, 120, ?_assertMatch(#{ending := complete}, check(bounds(2, 2, 2, stale_votes)))}.

%% For npm run soak: millions of states. paxy_check_sample_tests finds the same without the shortest schedule.
-spec long() -> ok.
long() ->
    violation(bounds(2, 3, 2, stale_promises), 19),
    violation(bounds(2, 3, 2, stale_votes), 28).

amnesia_is_found_in_11_steps_test() ->
    violation((bounds(2, 1, 1, amnesia))#{crashes := 1}, 11).

amnesia_is_found_in_19_steps_among_three_acceptors_test_() ->
    {timeout, 60, fun() -> violation((bounds(2, 3, 1, amnesia))#{crashes := 1}, 19) end}.

amnesia_is_harmless_without_a_crash_test() ->
    ?assertMatch(#{ending := complete}, check(bounds(2, 1, 1, amnesia))).

%% Reductions change what it costs, never what is found.

same_verdict(Bounds, Reductions) ->
    #{ending := Ending, states := States} = Reduced = check(Bounds),
    #{ending := Ending, states := More} = Unreduced = check(Bounds, #{reductions => Reductions}),
    ?assert(More >= States),
    case Ending of
        violation -> ?assertEqual(length(maps:get(schedule, Reduced)), length(maps:get(schedule, Unreduced)));
        complete -> ok
    end.

without_any_reduction_the_verdict_is_the_same_test_() ->
    [{timeout, 120, fun() -> same_verdict(Bounds, []) end}
     || Bounds <- [bounds(2, 1, 2, 2), bounds(2, 1, 2, 1), bounds(2, 2, 1, 2), bounds(2, 1, 2, stale_promises),
                   (bounds(2, 1, 1, 2))#{crashes := 1}, (bounds(2, 1, 1, 2))#{duplicates := 1},
                   (bounds(2, 1, 1, amnesia))#{crashes := 1}]].

without_one_of_the_reductions_the_verdict_is_the_same_test_() ->
    [{timeout, 120, fun() -> same_verdict(Bounds, paxy_check_model:reductions() -- [One]) end}
     || Bounds <- [bounds(2, 2, 2, 1), bounds(2, 2, 2, 2), (bounds(2, 2, 1, amnesia))#{crashes := 1}],
        One <- [loss, merge, symmetry]].

%% Limits.

it_stops_at_its_bound_on_states_with_what_it_knows_test() ->
    #{ending := states_max, states := States, depth := Depth} = check(bounds(2, 3, 2, 2), #{states_max => 2000}),
    ?assert(States >= 2000 andalso States < 50000),
    ?assert(Depth > 3).

it_stops_when_told_with_what_it_knows_test() ->
    self() ! stop,
    ?assertMatch(#{ending := stopped}, check(bounds(2, 3, 2, 2))).

an_impossible_step_is_refused_by_name_test() ->
    ?assertMatch({error, <<"step 2 of the schedule, homer:7,", _/binary>>},
                 paxy_check:show(bounds(2, 1, 1, 2), [<<"fry">>, <<"homer:7">>])),
    ?assertMatch({error, _}, paxy_check:show(bounds(2, 1, 1, 2), [<<"nobody">>])).
