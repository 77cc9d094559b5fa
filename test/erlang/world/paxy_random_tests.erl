-module(paxy_random_tests).
-include_lib("eunit/include/eunit.hrl").

draws(Count, Draw, Stream) ->
    element(1, lists:mapfoldl(fun(_, S) -> Draw(S) end, Stream, lists:seq(1, Count))).

uniform(Max) -> fun(Stream) -> paxy_random:uniform(Max, Stream) end.

equal_keys_draw_the_same_and_others_do_not_test() ->
    Draws = fun(Key) -> draws(20, uniform(1000), paxy_random:key(Key)) end,
    ?assertEqual(Draws("a/1"), Draws([<<"a">>, "/1"])),
    ?assertNotEqual(Draws("a/1"), Draws("a/2")).

a_stream_is_the_same_on_every_release_test() ->
    ?assertEqual([87, 50, 31, 3, 37, 52, 58, 94], draws(8, uniform(100), paxy_random:key("paxy"))),
    ?assertEqual([6, 44, 20, 17, 30, 100, 70, 7], [element(1, uniform_at(Number)) || Number <- lists:seq(1, 8)]).

uniform_at(Number) -> paxy_random:uniform(100, paxy_random:at(paxy_random:key("paxy"), Number)).

%% Chi-square of pairs of first draws of neighbouring numbers on a grid of 10 by
%% 10: 99 degrees of freedom, beyond 200 less than once in 10^8.
neighbouring_numbers_draw_independently_test() ->
    Key = paxy_random:key("neighbours"),
    First = fun(Number) -> element(1, paxy_random:uniform(10, paxy_random:at(Key, Number))) end,
    [begin
         Pairs = [{First(N * Step), First((N + 1) * Step)} || N <- lists:seq(1, 40000)],
         Cells = [length(Cell) || Cell <- maps:values(maps:groups_from_list(fun(Pair) -> Pair end, Pairs))],
         ?assertEqual(100, length(Cells)),
         ?assert(lists:sum([(Count - 400) * (Count - 400) / 400 || Count <- Cells]) < 200)
     end || Step <- [1, 1 bsl 3, 1 bsl 23, 1 bsl 33, 1 bsl 44]].

uniform_draws_lie_within_bounds_and_reach_both_test() ->
    Draws = draws(2000, uniform(7), paxy_random:key("bounds")),
    ?assertEqual(lists:seq(1, 7), lists:usort(Draws)).

uniform_draws_are_spread_evenly_test() ->
    Draws = draws(70000, uniform(7), paxy_random:key("even")),
    [?assert(abs(length([D || D <- Draws, D =:= N]) - 10000) < 500) || N <- lists:seq(1, 7)].

percent_is_never_at_0_always_at_100_and_about_right_between_test() ->
    Hits = fun(Percent) ->
                   Draw = fun(Stream) -> paxy_random:percent(Percent, Stream) end,
                   length([hit || true <- draws(10000, Draw, paxy_random:key("percent"))])
           end,
    ?assertEqual(0, Hits(0)),
    ?assertEqual(10000, Hits(100)),
    ?assert(abs(Hits(30) - 3000) < 250).

a_certain_draw_still_draws_test() ->
    Stream = paxy_random:key("certain"),
    ?assertNotEqual({false, Stream}, paxy_random:percent(0, Stream)).

%% OTP's own generator, whose steps paxy_random has in place.
the_generator_is_that_of_rand_test() ->
    _ = lists:foldl(fun(_, Stream) ->
                            Next = rand:mwc59(Stream),
                            ?assertEqual({((rand:mwc59_value32(Next) * 1000) bsr 32) + 1, Next},
                                         paxy_random:uniform(1000, Stream)),
                            Next
                    end, paxy_random:at(paxy_random:key("generator"), 1), lists:seq(1, 1000)),
    ok.
