-module(modular_acceptor_tests).
-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).
-define(GREEN, {0, 255, 0}).

homer() -> modular_acceptor:init(#{name => homer, rules => #{}}).

%% The effects of the last of some events.
last_effects(Events) -> last_effects(Events, homer()).

last_effects([Event], State) -> element(2, modular_acceptor:handle(Event, State));
last_effects([Event | Rest], State) -> last_effects(Rest, element(1, modular_acceptor:handle(Event, State))).

a_first_prepare_is_promised_and_stored_before_the_reply_test() ->
    ?assertEqual([{store, {{0, fry}, null, none}},
                  {send, fry, {promise, homer, {0, fry}, null, none}}],
                 last_effects([{prepare, {0, fry}}])).

a_higher_prepare_is_promised_and_reports_the_vote_test() ->
    ?assertEqual([{store, {{1, bender}, {0, fry}, ?RED}},
                  {send, bender, {promise, homer, {1, bender}, {0, fry}, ?RED}}],
                 last_effects([{accept, {0, fry}, ?RED}, {prepare, {1, bender}}])).

an_equal_prepare_is_promised_again_test() ->
    ?assertEqual([{store, {{0, fry}, null, none}},
                  {send, fry, {promise, homer, {0, fry}, null, none}}],
                 last_effects([{prepare, {0, fry}}, {prepare, {0, fry}}])).

a_lower_prepare_is_refused_and_stores_nothing_test() ->
    ?assertEqual([{send, bender, {sorry, homer, prepare, {0, bender}}}],
                 last_effects([{prepare, {0, fry}}, {prepare, {0, bender}}])).

a_promised_ballot_is_voted_for_and_stored_before_the_reply_test() ->
    ?assertEqual([{store, {{0, fry}, {0, fry}, ?RED}}, {send, fry, {vote, homer, {0, fry}}}],
                 last_effects([{prepare, {0, fry}}, {accept, {0, fry}, ?RED}])).

a_ballot_above_the_promise_is_voted_for_and_raises_the_promise_test() ->
    ?assertEqual([{store, {{2, leela}, {2, leela}, ?GREEN}}, {send, leela, {vote, homer, {2, leela}}}],
                 last_effects([{prepare, {0, fry}}, {accept, {2, leela}, ?GREEN}])),
    ?assertEqual([{send, fry, {sorry, homer, prepare, {1, fry}}}],
                 last_effects([{accept, {2, leela}, ?GREEN}, {prepare, {1, fry}}])).

a_ballot_below_the_promise_is_not_voted_for_test() ->
    ?assertEqual([{send, fry, {sorry, homer, accept, {0, fry}}}],
                 last_effects([{prepare, {1, bender}}, {accept, {0, fry}, ?RED}])).

a_refused_accept_changes_no_vote_test() ->
    ?assertEqual([{store, {{2, fry}, null, none}}, {send, fry, {promise, homer, {2, fry}, null, none}}],
                 last_effects([{prepare, {1, bender}}, {accept, {0, fry}, ?RED}, {prepare, {2, fry}}])).

a_higher_vote_replaces_a_lower_one_test() ->
    ?assertMatch([_, {send, amy, {promise, homer, {5, amy}, {1, bender}, ?GREEN}}],
                 last_effects([{accept, {0, fry}, ?RED}, {accept, {1, bender}, ?GREEN}, {prepare, {5, amy}}])).

what_is_no_request_is_ignored_test() ->
    [?assertEqual({homer(), []}, modular_acceptor:handle(Event, homer()))
     || Event <- [start, {timer, x}, {vote, marge, {0, fry}}, {sorry, marge, accept, {0, fry}}, {}]].

an_acceptor_recovers_what_it_stored_test() ->
    Back = modular_acceptor:recover(#{name => homer, rules => #{}}, {stored, {{3, fry}, {1, amy}, ?RED}}),
    ?assertEqual([{send, bender, {sorry, homer, prepare, {3, bender}}}], last_effects([{prepare, {3, bender}}], Back)),
    ?assertMatch([_, {send, leela, {promise, homer, {3, leela}, {1, amy}, ?RED}}],
                 last_effects([{prepare, {3, leela}}], Back)).

an_acceptor_that_stored_nothing_recovers_as_new_test() ->
    ?assertEqual(homer(), modular_acceptor:recover(#{name => homer, rules => #{}}, none)).

amnesia_forgets_the_promise_and_keeps_the_vote_test() ->
    Back = modular_acceptor:recover(#{name => homer, rules => #{recovery => forgets_promise}},
                                    {stored, {{3, fry}, {1, amy}, ?RED}}),
    ?assertMatch([_, {send, bender, {promise, homer, {0, bender}, {1, amy}, ?RED}}],
                 last_effects([{prepare, {0, bender}}], Back)).
