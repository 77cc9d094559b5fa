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

%% The same against a list that is sorted by ms and serial number; a third of
%% the events get their place at once and are added when others have happened, and a third
%% of the times many are added together.
a_queue_is_a_sorted_list_test() ->
    [begin
         rand:seed(exsss, Seed),
         ?assertEqual(ok, as_a_list(500, paxy_sim_queue:add(0, first, paxy_sim_queue:new(none)), {0, [{{0, -1}, first}], none}), {seed, Seed})
     end || Seed <- lists:seq(1, 40)].

as_a_list(0, _, _) -> ok;
as_a_list(_, Queue, {_, [], none}) -> ?assertEqual(empty, paxy_sim_queue:next(Queue)), ok;
as_a_list(_, _, {_, [], _}) -> ok;
as_a_list(Left, Queue0, {Serial, [{{At, _}, Event} | Rest], Kept}) ->
    {Got, Happened, Queue1} = paxy_sim_queue:next(Queue0),
    ?assertEqual({At, Event}, {Got, Happened}),
    {Queue2, Model} = put_kept(At, Kept, Queue1, Rest),
    added(Left, At, rand:uniform(9) - 1, rand:uniform(3), Queue2, {Serial, Model}).

added(Left, At, Ms, 1, Queue0, {Serial, Model}) ->
    {Key, Queue} = paxy_sim_queue:key(At + Ms + 1, Queue0),
    as_a_list(Left - 1, paxy_sim_queue:add(At + 9, other, Queue),
              {Serial + 2, lists:sort([{{At + 9, Serial + 1}, other} | Model]), {Key, {{At + Ms + 1, Serial}, kept}}});
added(Left, At, Ms, 2, Queue, {Serial, Model}) ->
    Events = [{At + (Ms * N) rem 11, {one_of, Serial + N}} || N <- lists:seq(1, rand:uniform(40))],
    Keyed = [{{Ms1, N}, Event} || {N, {Ms1, Event}} <- lists:enumerate(Serial, Events)],
    as_a_list(Left - 1, paxy_sim_queue:add_all(Events, Queue), {Serial + length(Events), lists:sort(Keyed ++ Model), none});
added(Left, At, Ms, _, Queue, {Serial, Model}) ->
    as_a_list(Left - 1, paxy_sim_queue:add(At + Ms, {event, Serial}, Queue),
              {Serial + 1, lists:sort([{{At + Ms, Serial}, {event, Serial}} | Model]), none}).

%% What kept its place is put there before its ms is over.
put_kept(_, none, Queue, Model) -> {Queue, Model};
put_kept(Now, {Key, {{At, _}, _} = Keyed}, Queue, Model) when At > Now ->
    {paxy_sim_queue:add_at(Key, kept, Queue), lists:sort([Keyed | Model])};
put_kept(_, _, Queue, Model) -> {Queue, Model}.
