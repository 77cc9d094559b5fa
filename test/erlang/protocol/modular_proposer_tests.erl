-module(modular_proposer_tests).
-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).
-define(GREEN, {0, 255, 0}).
-define(BLUE, {0, 0, 255}).

fry() -> fry(#{}).

fry(Changes) ->
    Version = maps:get(version, Changes, 2),
    {ok, #{rules := Rules}} = paxy_version:find(Version),
    modular_proposer:init(maps:merge(#{name => fry, value => ?RED, acceptors => 3, timeout_ms => 100, deadline => phase,
                                       backoff_ms => 10, rounds_max => 100000, rules => Rules},
                                     maps:without([version], Changes))).

%% The effects of the last of some events, and the state after it.
last(Events, State0) ->
    lists:foldl(fun(Event, {State, _}) -> modular_proposer:handle(Event, State) end, {State0, []}, Events).

last_effects(Events) -> last_effects(Events, fry()).
last_effects(Events, State) -> element(2, last(Events, State)).

promise(Acceptor) -> promise(Acceptor, {0, fry}).
promise(Acceptor, Ballot) -> {promise, Acceptor, Ballot, null, none}.
vote(Acceptor) -> {vote, Acceptor, {0, fry}}.
sorry(Acceptor, Phase) -> {sorry, Acceptor, Phase, {0, fry}}.
in_phase_2() -> [start, promise(homer), promise(marge)].

a_round_begins_with_prepare_and_a_deadline_test() ->
    ?assertEqual([{broadcast, {prepare, {0, fry}}}, {timer, {prepare, {0, fry}}, 100}],
                 last_effects([start])).

it_starts_once_test() ->
    ?assertEqual([], last_effects([start, start])).

nothing_happens_before_the_start_test() ->
    [?assertEqual([], last_effects([Event]))
     || Event <- [promise(homer), vote(homer), {timer, {prepare, {0, fry}}}, {timer, {backoff, {0, fry}}}]].

below_a_quorum_of_promises_nothing_is_proposed_test() ->
    ?assertEqual([], last_effects([start, promise(homer)])).

a_quorum_of_promises_without_votes_lets_it_propose_its_own_test() ->
    ?assertEqual([{broadcast, {accept, {0, fry}, ?RED}}, {timer, {accept, {0, fry}}, 100}],
                 last_effects(in_phase_2())).

an_even_number_of_acceptors_needs_more_than_half_test() ->
    ?assertEqual([], last_effects([start, promise(homer), promise(marge)], fry(#{acceptors => 4}))),
    ?assertMatch([_, _], last_effects([start, promise(homer), promise(marge), promise(bart)], fry(#{acceptors => 4}))).

a_lone_acceptor_is_a_quorum_test() ->
    ?assertEqual([{decided, ?RED, 0}],
                 last_effects([start, promise(homer), vote(homer)], fry(#{acceptors => 1}))).

the_highest_vote_among_the_promises_is_proposed_test() ->
    State = fry(#{acceptors => 5}),
    Promises = [{promise, homer, {0, fry}, {0, amy}, ?GREEN},
                {promise, marge, {0, fry}, {0, bender}, ?BLUE},
                {promise, bart, {0, fry}, null, none}],
    [?assertMatch([{broadcast, {accept, {0, fry}, ?BLUE}}, _], last_effects([start | Order], State))
     || Order <- [Promises, lists:reverse(Promises)]].

a_promise_that_comes_twice_counts_once_test() ->
    ?assertEqual([], last_effects([start, promise(homer), promise(homer)])).

a_promise_to_another_round_does_not_count_test() ->
    ?assertEqual([], last_effects([start, promise(homer), promise(marge, {1, fry})])),
    ?assertEqual([], last_effects([start, promise(homer), promise(marge, {0, bender})])).

promises_do_not_count_in_phase_2_test() ->
    ?assertEqual([], last_effects(in_phase_2() ++ [promise(bart)])).

votes_do_not_count_in_phase_1_test() ->
    ?assertEqual([], last_effects([start, vote(homer), vote(marge), vote(bart)])).

a_quorum_of_votes_decides_test() ->
    ?assertEqual([], last_effects(in_phase_2() ++ [vote(homer)])),
    ?assertEqual([{decided, ?RED, 0}], last_effects(in_phase_2() ++ [vote(homer), vote(bart)])).

a_vote_that_comes_twice_counts_once_test() ->
    ?assertEqual([], last_effects(in_phase_2() ++ [vote(homer), vote(homer)])).

a_vote_of_another_round_does_not_count_test() ->
    ?assertEqual([], last_effects(in_phase_2() ++ [vote(homer), {vote, marge, {1, fry}}])).

one_that_has_decided_ignores_everything_test() ->
    Decided = in_phase_2() ++ [vote(homer), vote(bart)],
    [?assertEqual([], last_effects(Decided ++ [Event]))
     || Event <- [start, vote(marge), promise(marge), sorry(marge, accept), {timer, {accept, {0, fry}}}]].

version_2_aborts_as_soon_as_no_quorum_is_possible_test() ->
    ?assertEqual([], last_effects([start, sorry(homer, prepare)])),
    ?assertEqual([{timer, {backoff, {0, fry}}, {uniform, 10}}],
                 last_effects([start, sorry(homer, prepare), sorry(marge, prepare)])),
    ?assertEqual([{timer, {backoff, {0, fry}}, {uniform, 10}}],
                 last_effects(in_phase_2() ++ [sorry(homer, accept), sorry(marge, accept)])).

with_an_even_number_half_the_refusals_make_a_quorum_impossible_test() ->
    ?assertMatch([{timer, _, {uniform, 10}}],
                 last_effects([start, sorry(homer, prepare), sorry(marge, prepare)], fry(#{acceptors => 4}))).

a_refusal_that_comes_twice_counts_once_test() ->
    ?assertEqual([], last_effects([start, sorry(homer, prepare), sorry(homer, prepare)])).

a_refusal_counts_only_in_the_phase_and_round_that_it_refuses_test() ->
    ?assertEqual([], last_effects(in_phase_2() ++ [sorry(homer, prepare), sorry(marge, prepare)])),
    ?assertEqual([], last_effects([start, sorry(homer, accept), sorry(marge, accept)])),
    ?assertEqual([], last_effects([start, {sorry, homer, prepare, {1, fry}}, {sorry, marge, prepare, {1, fry}}])).

refusals_of_phase_1_do_not_count_in_phase_2_test() ->
    ?assertEqual([], last_effects([start, sorry(bart, prepare), promise(homer), promise(marge), sorry(homer, accept)])).

version_1_ignores_refusals_and_waits_for_the_deadline_test() ->
    State = fry(#{version => 1}),
    Refused = [start, sorry(homer, prepare), sorry(marge, prepare), sorry(bart, prepare)],
    ?assertEqual([], last_effects(Refused, State)),
    ?assertEqual([{timer, {backoff, {0, fry}}, {uniform, 10}}],
                 last_effects(Refused ++ [{timer, {prepare, {0, fry}}}], State)).

the_deadline_of_either_phase_aborts_the_round_test() ->
    ?assertEqual([{timer, {backoff, {0, fry}}, {uniform, 10}}], last_effects([start, {timer, {prepare, {0, fry}}}])),
    ?assertEqual([{timer, {backoff, {0, fry}}, {uniform, 10}}],
                 last_effects(in_phase_2() ++ [{timer, {accept, {0, fry}}}])).

a_deadline_of_an_earlier_phase_or_round_is_ignored_test() ->
    ?assertEqual([], last_effects(in_phase_2() ++ [{timer, {prepare, {0, fry}}}])),
    ?assertEqual([], last_effects([start, {timer, {prepare, {1, fry}}}])).

replies_during_the_backoff_do_not_count_test() ->
    Waiting = [start, promise(homer), {timer, {prepare, {0, fry}}}],
    ?assertEqual([], last_effects(Waiting ++ [promise(marge)])),
    ?assertEqual([], last_effects(Waiting ++ [sorry(marge, prepare), sorry(bart, prepare)])).

after_the_backoff_the_next_round_begins_test() ->
    ?assertEqual([{broadcast, {prepare, {1, fry}}}, {timer, {prepare, {1, fry}}, 100}],
                 last_effects([start, {timer, {prepare, {0, fry}}}, {timer, {backoff, {0, fry}}}])).

the_next_round_forgets_what_was_promised_and_voted_in_the_last_test() ->
    Next = [start, {promise, homer, {0, fry}, {0, amy}, ?GREEN}, {timer, {prepare, {0, fry}}},
            {timer, {backoff, {0, fry}}}, promise(homer, {1, fry})],
    ?assertEqual([], last_effects(Next)),
    ?assertEqual([{broadcast, {accept, {1, fry}, ?RED}}, {timer, {accept, {1, fry}}, 100}],
                 last_effects(Next ++ [promise(marge, {1, fry})])).

the_backoff_doubles_up_to_a_minute_test() ->
    Abort = fun(Round) -> [{timer, {prepare, {Round, fry}}}, {timer, {backoff, {Round, fry}}}] end,
    Backoffs = fun(First, Rounds) ->
                       [begin
                            Before = [start | lists:append([Abort(R) || R <- lists:seq(0, Round - 1)])],
                            [{timer, _, {uniform, Ms}}] =
                                last_effects(Before ++ [{timer, {prepare, {Round, fry}}}], fry(#{backoff_ms => First})),
                            Ms
                        end || Round <- lists:seq(0, Rounds - 1)]
               end,
    ?assertEqual([10, 20, 40, 80], Backoffs(10, 4)),
    ?assertEqual([25000, 50000, 60000, 60000], Backoffs(25000, 4)).

without_a_backoff_the_next_round_begins_at_once_test() ->
    ?assertEqual([{broadcast, {prepare, {1, fry}}}, {timer, {prepare, {1, fry}}, 100}],
                 last_effects([start, {timer, {prepare, {0, fry}}}], fry(#{backoff_ms => 0}))).

it_gives_up_when_the_bound_on_rounds_would_be_reached_test() ->
    State = fry(#{backoff_ms => 0, rounds_max => 2}),
    Second = [start, {timer, {prepare, {0, fry}}}],
    ?assertMatch([{broadcast, {prepare, {1, fry}}}, _], last_effects(Second, State)),
    ?assertEqual([{gave_up, 2}], last_effects(Second ++ [{timer, {prepare, {1, fry}}}], State)),
    ?assertEqual([], last_effects(Second ++ [{timer, {prepare, {1, fry}}}, promise(homer, {1, fry})], State)).

stale_promises_counts_promises_of_earlier_rounds_test() ->
    Second = [start, promise(homer), {timer, {prepare, {0, fry}}}, {timer, {backoff, {0, fry}}}],
    Late = Second ++ [promise(homer), promise(marge)],
    ?assertMatch([{broadcast, {accept, {1, fry}, ?RED}}, _], last_effects(Late, fry(#{version => stale_promises}))),
    [?assertEqual([], last_effects(Late, fry(#{version => Version}))) || Version <- [1, 2, stale_votes]].

stale_votes_counts_votes_of_earlier_rounds_test() ->
    Second = in_phase_2() ++ [{timer, {accept, {0, fry}}}, {timer, {backoff, {0, fry}}},
                              promise(homer, {1, fry}), promise(marge, {1, fry})],
    Late = Second ++ [vote(homer), vote(marge)],
    ?assertEqual([{decided, ?RED, 1}], last_effects(Late, fry(#{version => stale_votes}))),
    [?assertEqual([], last_effects(Late, fry(#{version => Version}))) || Version <- [1, 2, stale_promises]].

%% Deadlines.

-define(WAIT(Phase), [{timer, {Phase, {0, fry}}, 100}]).

silence(Events) -> last_effects(Events, fry(#{deadline => silence})).

with_one_deadline_a_phase_replies_do_not_prolong_it_test() ->
    [?assertEqual([], last_effects([start, Reply])) || Reply <- [promise(homer), promise(homer, {7, bender}),
                                                                 {sorry, homer, accept, {7, fry}}]].

in_phase_1_every_promise_and_refusal_starts_the_wait_again_test() ->
    [?assertEqual(?WAIT(prepare), silence([start, Reply]))
     || Reply <- [promise(homer), promise(homer, {7, fry}), sorry(homer, prepare), {sorry, homer, accept, {7, fry}}]],
    ?assertEqual(?WAIT(prepare), silence([start, promise(homer), promise(homer)])),
    ?assertEqual([], silence([start, vote(homer)])).

in_phase_2_every_vote_and_refusal_starts_the_wait_again_test() ->
    [?assertEqual(?WAIT(accept), silence(in_phase_2() ++ [Reply]))
     || Reply <- [vote(homer), {vote, homer, {7, fry}}, sorry(homer, accept), sorry(homer, prepare)]],
    ?assertEqual(?WAIT(accept), silence(in_phase_2() ++ [vote(homer), vote(homer)])),
    ?assertEqual([], silence(in_phase_2() ++ [promise(bart)])).

a_reply_does_not_start_a_wait_outside_the_phases_test() ->
    [?assertEqual([], silence(Before ++ [Reply]))
     || Before <- [[], in_phase_2() ++ [vote(homer), vote(marge)],
                   [start, sorry(homer, prepare), sorry(marge, prepare)]],
        Reply <- [promise(bart), vote(bart), sorry(bart, accept)]].

silence_is_what_nobody_has_to_say_test() ->
    {_, Effects} = last([start, promise(homer)], modular_proposer:init(#{name => fry, value => ?RED, acceptors => 3,
                                                                         timeout_ms => 100, backoff_ms => 10,
                                                                         rounds_max => 10, rules => #{}})),
    ?assertEqual(?WAIT(prepare), Effects).

a_ballot_may_carry_the_place_of_its_proposer_test() ->
    {_, [{broadcast, Prepare} | _]} = last([start], fry(#{ballot_name => {1, fry}})),
    ?assertEqual({prepare, {0, {1, fry}}}, Prepare).
