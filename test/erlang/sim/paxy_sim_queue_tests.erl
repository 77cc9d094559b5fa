-module(paxy_sim_queue_tests).
-include_lib("eunit/include/eunit.hrl").

drain(Queue) ->
    case paxy_sim_queue:next(Queue) of
        {At, Event, Rest} -> [{At, Event} | drain(Rest)];
        empty -> []
    end.

new() -> paxy_sim_queue:new(paxy_random:stream("queue")).

an_empty_queue_has_no_next_event_test() ->
    ?assertEqual(empty, paxy_sim_queue:next(new())).

%% Random times, many of them equal; the seed is in the message of a failure.
events_come_in_the_order_of_their_times_and_none_is_lost_test() ->
    [begin
         rand:seed(exsss, Seed),
         Events = [{rand:uniform(1 + Seed) - 1, N} || N <- lists:seq(1, 200)],
         Queue = lists:foldl(fun({At, Event}, Q) -> paxy_sim_queue:add(At, Event, Q) end, new(), Events),
         Drained = drain(Queue),
         ?assertEqual({Seed, lists:sort([At || {At, _} <- Events])}, {Seed, [At || {At, _} <- Drained]}),
         ?assertEqual({Seed, lists:sort(Events)}, {Seed, lists:sort(Drained)})
     end || Seed <- lists:seq(1, 50)].

%% As a run uses it: what happens adds what happens later.
events_that_are_added_on_the_way_come_in_order_test() ->
    Steps = fun Steps(Queue0, Last, Seed, Left) ->
                    {At, _, Queue} = paxy_sim_queue:next(Queue0),
                    ?assert(At >= Last),
                    case Left of
                        0 -> ok;
                        _ -> Steps(paxy_sim_queue:add(At + (Seed * Left) rem 7, event,
                                                      paxy_sim_queue:add(At + Left rem 5, event, Queue)), At, Seed, Left - 1)
                    end
            end,
    [ok = Steps(paxy_sim_queue:add(3, first, new()), 0, Seed, 300) || Seed <- lists:seq(1, 20)].
