%%% Messages on their way through the network of a simulated run. One arrives
%%% after the delay that paxy_network draws, at the same ms where there is none.
-module(paxy_sim_post).
-include("paxy_sim_world.hrl").

-export([broadcast/3, multicast/4, send/4, post/2, later/2, lost/1]).
-export_type([mail/0]).

%% A message with the delays of its copies: none where it is lost.
-type mail() :: {Delays :: [non_neg_integer()], paxy_sim_events:event()}.

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
send(Names, Message, Actor, World) ->
    send(Names, Message, Actor, [], World).

send([], _, _, Mail, World) ->
    post(Mail, World);
send([To | Others], Message, #actor{name = Name, role = Role} = Actor, Mail,
     #world{network = Network0, trace = Trace} = World) ->
    {Delays, Network} = paxy_network:send(direction(Role), Name, To, Message, Network0),
    send(Others, Message, Actor, [{Delays, {message, To, paxy_trace:stamp(Name, Trace), Message}} | Mail],
         noted(Delays, Actor, To, Message, World#world{network = Network})).

noted([], Actor, To, Message, World) -> paxy_sim_note:noted(Actor, lost, To, Message, World);
noted(_, _, _, _, World) -> World.

direction(proposer) -> request;
direction(acceptor) -> reply.

%% Messages that were sent just now, the latest first.
-spec post([mail()], #world{}) -> #world{}.
post(Mail, #world{now = Now, queue = Queue, messages = Messages, dropped = Dropped0} = World) ->
    {Events, Dropped} = arrivals(Mail, Now, [], Dropped0),
    World#world{queue = paxy_sim_queue:add_all(Events, Queue), messages = Messages + length(Mail), dropped = Dropped}.

arrivals([], _, Events, Dropped) -> {Events, Dropped};
arrivals([{[], _} | Mail], Now, Events, Dropped) -> arrivals(Mail, Now, Events, Dropped + 1);
arrivals([{[Ms], Event} | Mail], Now, Events, Dropped) -> arrivals(Mail, Now, [{later(Ms, Now), Event} | Events], Dropped);
arrivals([{[First, Second], Event} | Mail], Now, Events, Dropped) ->
    arrivals(Mail, Now, [{later(First, Now), Event}, {later(Second, Now), Event} | Events], Dropped).

%% A message is lost.
-spec lost(#world{}) -> #world{}.
lost(#world{dropped = Dropped} = World) ->
    World#world{dropped = Dropped + 1}.

%% When a wait of some ms ends: with a tick of the clock, and never early. Waits
%% are set just after a tick, so a wait of n ms lasts n + 1 ticks.
-spec later(Ms :: non_neg_integer(), Now :: non_neg_integer()) -> non_neg_integer().
later(0, Now) -> Now;
later(Ms, Now) -> Now + Ms + 1.
