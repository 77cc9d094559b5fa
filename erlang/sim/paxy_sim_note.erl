%%% The notes of actors in a run's trace; nothing if the trace is off.
-module(paxy_sim_note).
-include("paxy_sim_world.hrl").

-export([noted/5, noted_at/6, taken/2, timed/3]).

%% Something happens to an actor now.
-spec noted(#actor{}, paxy_trace:kind(), Peer :: atom(), Message :: term(), #world{}) -> #world{}.
noted(_, _, _, _, #world{trace = off} = World) ->
    World;
noted(#actor{name = Name}, Kind, Peer, Message, #world{now = Now, trace = Trace} = World) ->
    World#world{trace = paxy_trace:note(Now, Name, Kind, Peer, Message, Trace)}.

%% With the place in the code that did it, for one peer or several.
-spec noted_at(paxy_lab_place:place(), #actor{}, paxy_trace:kind(), Peer :: atom() | [atom()], Message :: term(), #world{}) -> #world{}.
noted_at(_, _, _, _, _, #world{trace = off} = World) -> World;
noted_at(Place, Actor, Kind, Peers, Message, World) when is_list(Peers) ->
    lists:foldl(fun(Peer, W) -> noted_at(Place, Actor, Kind, Peer, Message, W) end, World, Peers);
noted_at(Place, Actor, Kind, Peer, Message, World) -> noted(Actor, Kind, Peer, paxy_lab_place:at(Place, paxy_lab_actor:bare(Message)), World).

%% A message with the place in the code that takes it.
-spec taken(paxy_core:message(), #actor{}) -> term().
taken(Message, #actor{always = {paxy_lab_actor, _, _}, core = Core}) ->
    paxy_lab_place:at(paxy_lab_actor:place(Message, Core), paxy_lab_actor:bare(Message));
taken(Message, _) -> Message.

%% A wait of an actor has ended.
-spec timed(Tag :: term(), #actor{}, #world{}) -> #world{}.
timed(_, _, #world{trace = off} = World) -> World;
timed(Tag, #actor{always = {paxy_lab_actor, _, _}, core = Core} = Actor, World) ->
    noted(Actor, timer, none, paxy_lab_place:at(paxy_lab_actor:place({timer, Tag}, Core), Tag), World);
timed(Tag, Actor, World) -> noted(Actor, timer, none, Tag, World).
