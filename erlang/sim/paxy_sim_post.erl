%%% Messages on their way through the network of a simulated run. One arrives
%%% after the delay that paxy_network draws, at the same ms where there is none.
-module(paxy_sim_post).
-include("paxy_sim_world.hrl").

-export([broadcast/3, multicast/4, send/4, deliver/4, later/2, lost/1]).

%% To every acceptor.
-spec broadcast(paxy_core:message(), #actor{}, #world{}) -> #world{}.
broadcast(Message, Actor, #world{always = #always{everyone = Everyone}} = World) ->
    multicast(Everyone, Message, Actor, World).

%% The same message to several; one event where it arrives at once.
-spec multicast([paxy_core:name()], paxy_core:message(), #actor{}, #world{}) -> #world{}.
multicast(Names, Message, #actor{name = Name, role = Role} = Actor, #world{network = Network} = World) ->
    case Role =:= proposer andalso paxy_network:is_prompt(Network) of
        true ->
            #world{messages = Messages, trace = Trace, now = Now, queue = Queue} = World,
            Event = {several, Names, paxy_trace:stamp(Name, Trace), Message},
            World#world{messages = Messages + length(Names), queue = paxy_sim_queue:add(Now, Event, Queue)};
        false ->
            send(Names, Message, Actor, World)
    end.

%% The same message to several, each on a way of its own.
-spec send([paxy_core:name()], paxy_core:message(), #actor{}, #world{}) -> #world{}.
send([], _, _, World) ->
    World;
send([To | Others], Message, #actor{name = Name, role = Role} = Actor,
     #world{network = Network0, messages = Messages} = World) ->
    {Delays, Network} = paxy_network:send(direction(Role), Name, To, Message, Network0),
    send(Others, Message, Actor,
         carry(Delays, Actor, To, Message, World#world{network = Network, messages = Messages + 1})).

direction(proposer) -> request;
direction(acceptor) -> reply.

carry([], Actor, To, Message, World) ->
    lost(paxy_sim_note:noted(Actor, lost, To, Message, World));
carry(Delays, #actor{name = Name}, To, Message, #world{trace = Trace, now = Now, queue = Queue} = World) ->
    World#world{queue = deliver(Delays, Now, {message, To, paxy_trace:stamp(Name, Trace), Message}, Queue)}.

%% The copies of a message, each after its delay.
-spec deliver(Delays :: [non_neg_integer()], Now :: non_neg_integer(), paxy_sim_events:event(), paxy_sim_queue:queue()) ->
          paxy_sim_queue:queue().
deliver([], _, _, Queue) -> Queue;
deliver([Ms | Others], Now, Event, Queue) ->
    deliver(Others, Now, Event, paxy_sim_queue:add(later(Ms, Now), Event, Queue)).

%% A message is lost.
-spec lost(#world{}) -> #world{}.
lost(#world{dropped = Dropped} = World) ->
    World#world{dropped = Dropped + 1}.

%% When a wait of some ms ends: with a tick of the clock, and never early. Waits
%% are set just after a tick, so a wait of n ms lasts n + 1 ticks.
-spec later(Ms :: non_neg_integer(), Now :: non_neg_integer()) -> non_neg_integer().
later(0, Now) -> Now;
later(Ms, Now) -> Now + Ms + 1.
