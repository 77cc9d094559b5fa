%%% Lets the time of a simulated run pass, event by event.
-module(paxy_sim_turns).
-include("paxy_sim_world.hrl").

-export([elapse/1, one/1]).

%% The events that may happen in one ms; a run with more is endless.
-define(EVENTS_PER_MS_MAX, 20_000_000).
%% A run gives a sign of life after so many events.
-define(EVENTS_PER_SIGN, 64).

%% Until every proposer has finished, the time limit has come, a core breaks the
%% contract, or nothing is left that could happen.
-spec elapse(#world{}) -> #world{}.
elapse(#world{unfinished = Unfinished} = World) when Unfinished =:= 0; is_tuple(Unfinished) ->
    World;
elapse(#world{events = Events, decisions = Decisions, always = #always{sign = Sign}} = World)
  when Events rem ?EVENTS_PER_SIGN =:= 0 ->
    Sign(Decisions),
    turn(World);
elapse(World) ->
    turn(World).

turn(#world{trace = off, events = Events, before = Before} = World0) when Events - Before < ?EVENTS_PER_MS_MAX div 2 ->
    case paxy_sim_replies:take(?EVENTS_PER_SIGN - Events rem ?EVENTS_PER_SIGN, World0) of
        {taken, World} -> elapse(World);
        {other_event, World} -> next(World)
    end;
turn(World) ->
    next(World).

next(World) ->
    case one(World) of
        {on, Next} -> elapse(Next);
        {over, End} -> End
    end.

%% The next event; `over' where the run has ended.
-spec one(#world{}) -> {on | over, #world{}}.
one(#world{unfinished = Unfinished} = World) when Unfinished =:= 0; is_tuple(Unfinished) ->
    {over, World};
one(#world{queue = Queue0, now = Now, events = Events, before = Before,
            always = #always{time_limit = TimeLimit}} = World) ->
    case paxy_sim_queue:next(Queue0) of
        {Now, Event, Queue} when Events - Before < ?EVENTS_PER_MS_MAX ->
            {on, paxy_sim_events:happen(Event, World#world{queue = Queue, events = Events + 1})};
        {Now, _, _} ->
            {over, World#world{unfinished = {broken, ["more than 20,000,000 events happened at ", integer_to_list(Now), " ms"]}}};
        {At, Event, Queue} when At =< TimeLimit ->
            {on, paxy_sim_events:happen(Event, World#world{queue = Queue, now = At, events = Events + 1, before = Events})};
        _ ->
            {over, World}
    end.
