-module(paxy_random_tests).
-include_lib("eunit/include/eunit.hrl").

draws(Count, Draw, Stream) ->
    element(1, lists:mapfoldl(fun(_, S) -> Draw(S) end, Stream, lists:seq(1, Count))).

uniform(Max) -> fun(Stream) -> paxy_random:uniform(Max, Stream) end.

equal_keys_draw_the_same_and_others_do_not_test() ->
    Draws = fun(Key) -> draws(20, uniform(1000), paxy_random:stream(Key)) end,
    ?assertEqual(Draws("a/1"), Draws([<<"a">>, "/1"])),
    ?assertNotEqual(Draws("a/1"), Draws("a/2")).

a_stream_is_the_same_on_every_release_test() ->
    ?assertEqual([81, 46, 11, 99, 46, 47, 94, 64], draws(8, uniform(100), paxy_random:stream("paxy"))).

uniform_draws_lie_within_bounds_and_reach_both_test() ->
    Draws = draws(2000, uniform(7), paxy_random:stream("bounds")),
    ?assertEqual(lists:seq(1, 7), lists:usort(Draws)).

uniform_draws_are_spread_evenly_test() ->
    Draws = draws(70000, uniform(7), paxy_random:stream("even")),
    [?assert(abs(length([D || D <- Draws, D =:= N]) - 10000) < 500) || N <- lists:seq(1, 7)].

percent_is_never_at_0_always_at_100_and_about_right_between_test() ->
    Hits = fun(Percent) ->
                   Draw = fun(Stream) -> paxy_random:percent(Percent, Stream) end,
                   length([hit || true <- draws(10000, Draw, paxy_random:stream("percent"))])
           end,
    ?assertEqual(0, Hits(0)),
    ?assertEqual(10000, Hits(100)),
    ?assert(abs(Hits(30) - 3000) < 250).

a_certain_draw_still_draws_test() ->
    Stream = paxy_random:stream("certain"),
    ?assertNotEqual({false, Stream}, paxy_random:percent(0, Stream)).
