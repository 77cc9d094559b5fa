%%% Faults strike the world of a simulated run (paxy_faults).
-module(paxy_sim_faults).
-include("paxy_sim_world.hrl").

-export([strike/2]).

-spec strike(paxy_faults:action(), #world{}) -> #world{}.
strike({network, Change}, World) ->
    everyone_notes(paxy_network:event(Change), network(Change, World));
strike({leave, Kind, Names}, #world{acceptors = Acceptors} = World) ->
    leave(Kind, Names, Acceptors, World);
strike(stop_proposers, #world{proposers = Proposers} = World) ->
    leave(stop, lists:sort(maps:keys(Proposers)), Proposers, World);
strike({fall, Names}, #world{proposers = Proposers} = World) ->
    leave(crash, [Name || Name <- Names, is_map_key(Name, Proposers)], Proposers, World);
strike({rise, Names}, #world{away = Away} = World) ->
    lists:foldl(fun return/2, World, [Name || Name <- Names, is_map_key(Name, Away)]);
strike({return, Names}, World) ->
    lists:foldl(fun return/2, World, Names).

network(Change, #world{network = Network} = World) ->
    World#world{network = paxy_network:obey(Change, Network)}.

everyone_notes(none, World) ->
    World;
everyone_notes(Kind, #world{proposers = Proposers, acceptors = Acceptors} = World) ->
    Present = lists:keysort(#actor.name, maps:values(Proposers) ++ maps:values(Acceptors)),
    lists:foldl(fun(#actor{role = proposer} = Actor, W) -> paxy_sim_note:noted(Actor, Kind, acceptors, none, W);
                   (Actor, W) -> paxy_sim_note:noted(Actor, Kind, proposers, none, W)
                end, World, Present).

leave(Kind, Names, Actors, World0) ->
    #world{proposers = Proposers, acceptors = Acceptors, away = Away} = World =
        lists:foldl(fun(Name, W) -> paxy_sim_note:noted(map_get(Name, Actors), Kind, none, none, W) end,
                    network({away, Names}, World0), Names),
    World#world{proposers = maps:without(Names, Proposers), acceptors = maps:without(Names, Acceptors),
                away = maps:merge(Away, maps:with(Names, Actors))}.

return(Name, #world{away = Away} = World) ->
    #actor{always = {Module, Config, Permit}, stored = Stored} = Gone = map_get(Name, Away),
    case paxy_step:recover(Module, Config, Stored, Permit) of
        {ok, Core} ->
            Actor = Gone#actor{core = Core, timer = none, alarm = none},
            Back = present(Actor, (network({back, [Name]}, World))#world{away = maps:remove(Name, Away)}),
            again(Actor, paxy_sim_note:noted(Actor, recover, none, Stored, Back));
        Fault ->
            World#world{unfinished = {broken, paxy_step:text(Fault)}}
    end.

present(#actor{role = acceptor, name = Name} = Actor, #world{acceptors = Acceptors} = World) ->
    World#world{acceptors = Acceptors#{Name => Actor}};
present(#actor{role = proposer, name = Name} = Actor, #world{proposers = Proposers} = World) ->
    World#world{proposers = Proposers#{Name => Actor}}.

%% A proposer starts again at once; its first start is void if it has yet to come.
again(#actor{role = proposer, lives = Lives} = Actor, World) ->
    paxy_sim_actor:step(start, Actor#actor{lives = Lives + 1}, paxy_sim_note:noted(Actor, start, none, none, World));
again(#actor{always = {paxy_lab_actor, _, _}} = Actor, World) -> paxy_sim_actor:begin_(Actor, World);
again(_, World) -> World.
