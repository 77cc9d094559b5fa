-module(order_tests).
-include_lib("eunit/include/eunit.hrl").

null_is_below_every_ballot_test() ->
    ?assert(order:gr({0, fry}, order:null())),
    ?assertNot(order:gr(order:null(), {0, fry})),
    ?assertNot(order:gr(order:null(), order:null())),
    ?assert(order:goe(order:null(), order:null())).

a_higher_round_is_greater_whoever_proposes_test() ->
    ?assert(order:gr({1, amy}, {0, zoidberg})),
    ?assertNot(order:gr({0, zoidberg}, {1, amy})).

equal_rounds_are_ordered_by_name_test() ->
    ?assert(order:gr({3, fry}, {3, bender})),
    ?assertNot(order:gr({3, bender}, {3, fry})).

a_ballot_is_greater_or_equal_but_not_greater_than_itself_test() ->
    ?assertNot(order:gr({2, fry}, {2, fry})),
    ?assert(order:goe({2, fry}, {2, fry})).

the_order_is_total_test() ->
    Ballots = [order:null() | [{N, P} || N <- [0, 1, 10], P <- [amy, fry, leela]]],
    [?assert((A =:= B) xor order:gr(A, B) xor order:gr(B, A)) || A <- Ballots, B <- Ballots],
    [?assert(order:gr(A, C)) || A <- Ballots, B <- Ballots, C <- Ballots,
                                order:gr(A, B), order:gr(B, C)].

the_next_ballot_is_the_same_proposers_and_greater_test() ->
    First = order:first(fry),
    Next = order:next(First),
    ?assertEqual({0, fry}, First),
    ?assertEqual({1, fry}, Next),
    ?assert(order:gr(Next, First)),
    ?assertEqual({1, fry}, {order:round(Next), order:proposer(Next)}).

with_places_the_later_place_wins_and_the_proposer_keeps_its_name_test() ->
    ?assert(order:gr({1, {2, bender}}, {1, {1, fry}})),
    ?assert(order:gr({1, fry}, {1, bender})),
    ?assertEqual(bender, order:proposer({1, {2, bender}})).
