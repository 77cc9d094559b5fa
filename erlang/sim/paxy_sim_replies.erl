%%% A fast path for the most common event of a simulated run without a trace: a
%%% reply reaches a proposer that keeps waiting. All other events, and all events
%%% with a trace, go through paxy_sim_events; both give the same results.
-module(paxy_sim_replies).
-include("paxy_sim_world.hrl").

-export([take/2]).

%% Takes replies, at most this many: `taken' where a proposer did more than wait
%% or enough were taken, `other_event' where something else is next.
-spec take(pos_integer(), #world{}) -> {taken | other_event, #world{}}.
take(Most, #world{queue = Queue, now = Now, before = Before, events = Events, proposers = Proposers} = World) ->
    take(Events + Most, Queue, {Now, Before}, Events, Proposers, World).

take(Last, Queue, Time, Last, Proposers, World) ->
    {taken, now_is(Queue, Time, Last, Proposers, World)};
take(Last, Queue0, Time0, Events, Proposers, #world{network = Network, always = #always{time_limit = Limit}} = World) ->
    case paxy_sim_queue:next(Queue0) of
        {At, {message, Name, _, Message}, Queue} when At =< Limit, is_map_key(Name, Proposers) ->
            case paxy_network:passes(Name, Network) of
                true ->
                    Time = time(At, Events, Time0),
                    reply(Message, map_get(Name, Proposers), Last, Queue, Time, Events + 1, Proposers, World);
                false ->
                    {other_event, now_is(Queue0, Time0, Events, Proposers, World)}
            end;
        _ ->
            {other_event, now_is(Queue0, Time0, Events, Proposers, World)}
    end.

time(Now, _, {Now, _} = Time) -> Time;
time(At, Events, _) -> {At, Events}.

reply(Message, #actor{always = {paxy_lab_actor, _, _}, core = Core0, name = Name} = Actor0,
      Last, Queue0, {Now, _} = Time, Events, Proposers, World) ->
    paxy_lab_step:set_now(Now),
    case paxy_lab_actor:handle(Message, Core0) of
        {Core, []} ->
            take(Last, Queue0, Time, Events, Proposers#{Name := Actor0#actor{core = Core}}, World);
        {Core, [{timer, Tag, Ms}]} ->
            {Actor, Queue} = paxy_sim_timer:set_at(paxy_sim_post:later(Ms, Now), Tag, Actor0#actor{core = Core}, Queue0),
            take(Last, Queue, Time, Events, Proposers#{Name := Actor}, World);
        More ->
            {taken, paxy_sim_actor:did(More, Actor0, now_is(Queue0, Time, Events, Proposers, World))}
    end;
reply(Message, #actor{always = {Module, _, Permit}, core = Core0, name = Name} = Actor0,
      Last, Queue0, {Now, _} = Time, Events, Proposers, World) ->
    case paxy_step:handle(Module, Message, Core0, Permit) of
        {Core0, []} ->
            take(Last, Queue0, Time, Events, Proposers, World);
        {Core, []} ->
            take(Last, Queue0, Time, Events, Proposers#{Name := Actor0#actor{core = Core}}, World);
        {Core, [{timer, Tag, Ms}]} when is_integer(Ms) ->
            {Actor, Queue} = paxy_sim_timer:set_at(paxy_sim_post:later(Ms, Now), Tag, Actor0#actor{core = Core}, Queue0),
            take(Last, Queue, Time, Events, Proposers#{Name := Actor}, World);
        More ->
            {taken, paxy_sim_actor:did(More, Actor0, now_is(Queue0, Time, Events, Proposers, World))}
    end.

now_is(Queue, {Now, Before}, Events, Proposers, World) ->
    World#world{queue = Queue, now = Now, before = Before, events = Events, proposers = Proposers}.
