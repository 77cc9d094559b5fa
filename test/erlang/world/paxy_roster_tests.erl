-module(paxy_roster_tests).
-include_lib("eunit/include/eunit.hrl").

nodes_of_a_side_share_its_actors_in_turn_test() ->
    Actors = [a, b, c, d, e],
    ?assertEqual([a, c, e], paxy_roster:share(Actors, {1, 2})),
    ?assertEqual([b, d], paxy_roster:share(Actors, {2, 2})),
    ?assertEqual(Actors, paxy_roster:share(Actors, {1, 1})),
    ?assertEqual([], paxy_roster:share([a], {2, 2})).
