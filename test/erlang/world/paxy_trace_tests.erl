-module(paxy_trace_tests).
-include_lib("eunit/include/eunit.hrl").

noted(Count, Trace) ->
    lists:foldl(fun(N, T) -> paxy_trace:note(N, fry, send, homer, N, T) end, Trace, lists:seq(1, Count)).

messages(Trace) -> [Message || {_, _, fry, send, homer, Message} <- paxy_trace:events(Trace)].

events_come_in_the_order_in_which_they_happened_test() ->
    ?assertEqual([1, 2, 3], messages(noted(3, paxy_trace:new(10)))).

the_last_events_are_kept_whatever_their_number_test() ->
    [?assertEqual(lists:nthtail(max(0, Count - 10), lists:seq(1, Count)), messages(noted(Count, paxy_trace:new(10))))
     || Count <- lists:seq(0, 45)].

a_trace_that_was_cut_says_by_how_many_test() ->
    [?assertMatch([{Gone, _, fry, forgot, none, {events, Gone}}, {_, _, fry, send, _, _} | _],
                  paxy_trace:events(noted(10 + Gone, paxy_trace:new(10)))) || Gone <- lists:seq(1, 35)],
    ?assertMatch([{_, _, fry, send, homer, 1} | _], paxy_trace:events(noted(10, paxy_trace:new(10)))).

a_trace_of_several_actors_says_how_many_events_of_each_are_missing_test() ->
    Actors = [lists:nth(1 + N * N rem 3, [fry, homer, marge]) || N <- lists:seq(1, 100)],
    Trace = lists:foldl(fun(Actor, T) -> paxy_trace:note(0, Actor, timer, none, none, T) end,
                        paxy_trace:new(7), [bart | Actors]),
    Events = paxy_trace:events(Trace),
    {Markers, Kept} = lists:partition(fun({_, _, _, Kind, _, _}) -> Kind =:= forgot end, Events),
    ?assertEqual(7, length(Kept)),
    ?assertEqual({Markers, Kept}, lists:split(length(Markers), Events)),
    Count = fun(Actor, List) -> length([one || A <- List, A =:= Actor]) end,
    [?assertEqual(Count(Actor, [bart | Actors]), Gone + Count(Actor, [A || {_, _, A, _, _, _} <- Kept]))
     || {_, _, Actor, forgot, none, {events, Gone}} <- Markers],
    ?assertEqual(lists:usort([bart | Actors]), lists:usort([Actor || {_, _, Actor, _, _, _} <- Events])).

an_actor_whose_trace_is_missing_is_named_test() ->
    ?assertEqual([{0, 0, homer, forgot, none, {events, all}}], paxy_trace:missing(homer)).

a_received_message_is_later_than_its_sending_test() ->
    Late = paxy_trace:received('receive', 0, fry, {homer, 40}, vote, noted(2, paxy_trace:new(10))),
    ?assertEqual(41, paxy_trace:clock(fry, Late)),
    ?assertEqual(42, paxy_trace:clock(fry, paxy_trace:received('receive', 0, fry, {homer, 7}, vote, Late))).

a_clock_continues_after_a_crash_test() ->
    Back = paxy_trace:note(0, fry, recover, none, none, paxy_trace:resume(fry, 41, 10)),
    ?assertMatch([{42, _, fry, recover, none, none}], paxy_trace:events(Back)).

a_trace_that_is_off_has_no_events_test() ->
    ?assertEqual([], paxy_trace:events(noted(3, paxy_trace:new(off)))).

traces_merge_in_the_order_of_their_clocks_in_ms_of_the_run_test() ->
    ?assertEqual([{1, 0, fry, send, homer, a}, {2, 1, homer, 'receive', fry, a}, {3, 2, homer, send, fry, b}],
                 paxy_trace:merge(5000, [{2, 6999, homer, 'receive', fry, a}, {3, 7001, homer, send, fry, b},
                                         {1, 4000, fry, send, homer, a}])).
