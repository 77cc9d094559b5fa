-module(paxy_sim_queue_tests).
-include_lib("eunit/include/eunit.hrl").

drain(Queue) ->
    case paxy_sim_queue:next(Queue) of
        {At, Event, Rest} -> [{At, Event} | drain(Rest)];
        empty -> []
    end.

%% In strict order, and where some events are overtaken by others of their ms.
orders() -> [none, luck()].

luck() -> paxy_random:at(paxy_random:key("queue"), 1).

filled(Order, Events) ->
    lists:foldl(fun({At, Event}, Queue) -> paxy_sim_queue:add(At, Event, Queue) end, paxy_sim_queue:new(Order), Events).

%% Random times, many of them equal.
events(Seed) ->
    rand:seed(exsss, Seed),
    [{rand:uniform(1 + Seed) - 1, N} || N <- lists:seq(1, 200)].

an_empty_queue_has_no_next_event_test() ->
    [?assertEqual(empty, paxy_sim_queue:next(paxy_sim_queue:new(Order))) || Order <- orders()].

events_come_in_the_order_of_their_times_and_none_is_lost_test() ->
    [begin
         Events = events(Seed),
         Drained = drain(filled(Order, Events)),
         ?assertEqual({Seed, lists:sort([At || {At, _} <- Events])}, {Seed, [At || {At, _} <- Drained]}),
         ?assertEqual({Seed, lists:sort(Events)}, {Seed, lists:sort(Drained)})
     end || Seed <- lists:seq(1, 50), Order <- orders()].

of_one_ms_the_event_that_was_scheduled_first_comes_first_test() ->
    [?assertEqual({Seed, lists:keysort(1, events(Seed))}, {Seed, drain(filled(none, events(Seed)))})
     || Seed <- lists:seq(1, 50)].

a_few_events_are_overtaken_where_rounds_take_no_time_test() ->
    Events = [{7, N} || N <- lists:seq(1, 2000)],
    Drained = drain(filled(luck(), Events)),
    Late = [Place - N || {Place, {7, N}} <- lists:enumerate(Drained), Place > N],
    ?assertEqual(Events, lists:sort(Drained)),
    ?assert(length(Late) > 20 andalso length(Late) < 300),
    ?assert(lists:max(Late) =< 30).

%% As a run uses it: an event that happens adds others, some in its own ms.
an_event_of_the_ms_that_passes_waits_for_those_before_it_test() ->
    Queue0 = filled(none, [{3, a}, {3, b}, {4, d}]),
    {3, a, Queue} = paxy_sim_queue:next(Queue0),
    ?assertEqual([{3, b}, {3, c}, {4, d}, {4, e}],
                 drain(paxy_sim_queue:add(4, e, paxy_sim_queue:add(3, c, Queue)))).

events_that_are_added_on_the_way_come_in_order_test() ->
    Steps = fun Steps(_, _, _, 0) -> ok;
                Steps(Queue0, Last, Seed, Left) ->
                    {At, _, Queue} = paxy_sim_queue:next(Queue0),
                    ?assert(At >= Last),
                    Steps(lists:foldl(fun(Ms, Q) -> paxy_sim_queue:add(At + Ms, event, Q) end, Queue,
                                      [Left rem 5, (Seed * Left) rem 7]), At, Seed, Left - 1)
            end,
    [ok = Steps(filled(Order, [{3, first}]), 0, Seed, 300) || Seed <- lists:seq(1, 20), Order <- orders()].
