%%% A step of an actor of a simulated run: its core handles an event, and the effects are
%%% carried out. Handling an event takes no time.
-module(paxy_sim_actor).
-include("paxy_sim_world.hrl").

-export([begin_/2, present/2, step/3, did/3, keep/2]).

%% A folder's actor begins with a step of its own, and draws for itself.
-spec begin_(#actor{}, #world{}) -> #world{}.
begin_(#actor{name = Name, core = Core, lives = Lives} = Actor, #world{always = #always{key = Key}} = World) ->
    Drawing = paxy_lab_actor:draw_from(paxy_trial:draws(Key, Name, Lives), Core),
    step(start, Actor#actor{core = Drawing, lives = Lives + 1}, World).

%% An actor that is there now.
-spec present(paxy_core:name(), #world{}) -> #actor{} | absent.
present(Name, #world{proposers = Proposers, acceptors = Acceptors}) ->
    case Proposers of
        #{Name := Actor} -> Actor;
        #{} -> maps:get(Name, Acceptors, absent)
    end.

%% Handles one event of a core, with all its immediate effects.
-spec step(paxy_core:event(), #actor{}, #world{}) -> #world{}.
step(Event, #actor{always = {paxy_lab_actor, _, _}, core = Core0} = Actor, #world{now = Now} = World) ->
    paxy_lab_step:set_now(Now),
    {Core, Effects} = paxy_lab_actor:handle(Event, Core0),
    perform(Effects, Actor#actor{core = Core}, World);
step(Event, #actor{always = {Module, _, Permit}, core = Core0} = Actor, World) ->
    did(paxy_step:handle(Module, Event, Core0, Permit), Actor, World).

%% The outcome of a step.
-spec did({paxy_core:state(), [paxy_core:effect()]} | paxy_step:fault(), #actor{}, #world{}) -> #world{}.
did({Core, Effects}, Actor, World) -> perform(Effects, Actor#actor{core = Core}, World);
did(Fault, _, World) -> World#world{unfinished = {broken, paxy_step:text(Fault)}}.

%% Carries out effects in their order.
perform([], Actor, World) ->
    keep(Actor, World);
perform([{send, To, Message} | Effects], Actor, World) ->
    perform(Effects, Actor, paxy_sim_post:send([To], Message, Actor, paxy_sim_note:noted(Actor, send, To, Message, World)));
perform([{broadcast, Message} | Effects], Actor, World) ->
    perform(Effects, Actor, paxy_sim_post:broadcast(Message, Actor, paxy_sim_note:noted(Actor, send, acceptors, Message, World)));
perform([{send, To, Message, Place} | Effects0], Actor, World) ->
    {Others, Effects} = alike(Message, Effects0),
    perform(Effects, Actor, paxy_sim_post:multicast([To | Others], Message, Actor, paxy_sim_note:noted_at(Place, Actor, send, [To | Others], Message, World)));
perform([{later, Tag, Ms} | Effects], #actor{name = Name, lives = Life} = Actor, #world{queue = Queue} = World) ->
    perform(Effects, Actor, World#world{queue = paxy_sim_queue:add(paxy_sim_post:later(Ms, World#world.now), {later, Name, Life, Tag}, Queue)});
perform([{failed, Reason} | _], _, World) ->
    World#world{unfinished = {broken, Reason}};
perform([{store, Term} | Effects], Actor, World) ->
    perform(Effects, Actor#actor{stored = {stored, Term}}, World);
perform([{timer, Tag, Duration} | Effects], Actor0, World0) ->
    {Actor, World} = paxy_sim_timer:set(Tag, Duration, Actor0, World0),
    perform(Effects, Actor, World);
perform([{decided, Value, Round} | Effects], #actor{name = Name} = Actor0, World0) ->
    {Actor, World} = finish(Actor0, paxy_sim_note:noted(Actor0, decided, none, {Value, Round}, World0)),
    #world{decisions = Decisions, now = Now} = World,
    Told = World#world{decisions = [{Name, Value, Round, Now} | Decisions]},
    (World#world.always#always.sign)(Told#world.decisions),
    perform(Effects, Actor, Told);
perform([{gave_up, Round} | Effects], Actor0, World0) ->
    {Actor, World} = finish(Actor0, paxy_sim_note:noted(Actor0, gave_up, none, Round, World0)),
    perform(Effects, Actor, World).

%% The same message to others as well is one event where it arrives at once.
alike(Message, [{send, To, Message, _} | Effects0]) ->
    {Others, Effects} = alike(Message, Effects0),
    {[To | Others], Effects};
alike(_, Effects) ->
    {[], Effects}.

finish(#actor{finished = true} = Actor, World) ->
    {Actor, World};
finish(Actor, #world{unfinished = Unfinished} = World) when is_integer(Unfinished) ->
    {Actor#actor{finished = true}, World#world{unfinished = Unfinished - 1}}.

%% The actor as it is now.
-spec keep(#actor{}, #world{}) -> #world{}.
keep(#actor{role = acceptor, name = Name} = Actor, #world{acceptors = Acceptors} = World) ->
    World#world{acceptors = Acceptors#{Name := Actor}};
keep(#actor{role = proposer, name = Name} = Actor, #world{proposers = Proposers} = World) ->
    World#world{proposers = Proposers#{Name := Actor}}.
