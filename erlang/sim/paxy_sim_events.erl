%%% The events of a simulated run: messages arrive, waits end, proposers start,
%%% and faults strike. A message that was sent before its sender crashed still
%%% arrives.
-module(paxy_sim_events).
-include("paxy_sim_world.hrl").

-export([happen/2]).
-export_type([event/0]).

-type event() :: {message, paxy_core:name(), paxy_trace:stamp(), paxy_core:message()}
               | {several, [paxy_core:name()], paxy_trace:stamp(), paxy_core:message()}
               | {timer, paxy_core:name(), paxy_sim_queue:key()}
               | {later, paxy_core:name(), Life :: non_neg_integer(), Tag :: term()}   %% of a folder's actor
               | {start, paxy_core:name()}
               | {fault, paxy_faults:action()}.

-spec happen(event(), #world{}) -> #world{}.
happen({message, Name, Stamp, Message}, World) ->
    arrive(Name, Stamp, Message, World);
happen({several, Names, Stamp, Message}, #world{trace = off, network = Network} = World) ->
    One = fun(Name, W) -> arrive(Name, Stamp, Message, W) end,
    case paxy_network:is_prompt(Network) of
        true -> paxy_sim_requests:arrive(Names, Message, One, World);
        false -> lists:foldl(One, World, Names)
    end;
happen({several, Names, Stamp, Message}, World) ->
    lists:foldl(fun(Name, W) -> arrive(Name, Stamp, Message, W) end, World, Names);
happen({timer, Name, Key}, #world{queue = Queue0} = World) ->
    case paxy_sim_timer:alarmed(Key, paxy_sim_actor:present(Name, World), Queue0) of
        {due, Tag, Actor} ->
            paxy_sim_actor:step({timer, Tag}, Actor, paxy_sim_note:timed(Tag, Actor, World));
        {not_yet, Actor, Queue} ->
            paxy_sim_actor:keep(Actor, World#world{queue = Queue});
        nobody ->
            World
    end;
happen({later, Name, Life, Tag}, World) ->
    case paxy_sim_actor:present(Name, World) of
        #actor{lives = Life} = Actor -> paxy_sim_actor:step({timer, Tag}, Actor, World);
        _ -> World
    end;
happen({start, Name}, World) ->
    case paxy_sim_actor:present(Name, World) of
        absent -> World;
        #actor{always = {paxy_lab_actor, _, _}} = Actor -> paxy_sim_actor:begin_(Actor, paxy_sim_note:noted(Actor, start, none, none, World));
        #actor{lives = 0} = Actor -> paxy_sim_actor:step(start, Actor, paxy_sim_note:noted(Actor, start, none, none, World));
        #actor{} -> World %% it came back, and started then
    end;
happen({fault, Action}, World) ->
    paxy_sim_faults:strike(Action, World).

arrive(Name, Stamp, Message, #world{network = Network, now = Now, trace = Trace} = World) ->
    case paxy_network:passes(Name, Network) andalso paxy_sim_actor:present(Name, World) of
        #actor{} = Actor when Trace =:= off ->
            paxy_sim_actor:step(Message, Actor, World);
        #actor{} = Actor ->
            paxy_sim_actor:step(Message, Actor, World#world{trace = paxy_trace:received('receive', Now, Name, Stamp,
                                                                                        paxy_sim_note:taken(Message, Actor), Trace)});
        _ ->
            paxy_sim_post:lost(World#world{trace = paxy_trace:received(lost, Now, Name, Stamp, Message, Trace)})
    end.
