%%% The short way for a request that reaches several acceptors at once, in a
%%% simulated run that keeps no trace: acceptors that store and reply. Results
%%% are the same as those of a request that arrives at one after the other.
-module(paxy_sim_requests).
-include("paxy_sim_world.hrl").

-export([arrive/4]).

-record(mail, {queue :: paxy_sim_queue:queue(), messages :: non_neg_integer(), dropped :: non_neg_integer()}).

%% `One' is the long way, for one acceptor.
-spec arrive([paxy_core:name()], paxy_core:message(), fun((paxy_core:name(), #world{}) -> #world{}), #world{}) -> #world{}.
arrive([], _, _, World) ->
    World;
arrive(Names, Message, One, #world{acceptors = Acceptors, queue = Queue, network = Network,
                                   messages = Messages, dropped = Dropped} = World) ->
    Mail = #mail{queue = Queue, messages = Messages, dropped = Dropped},
    arrive(Names, Message, One, Acceptors, Network, Mail, World).

arrive([], _, _, Acceptors, Network, Mail, World) ->
    now_is(Acceptors, Network, Mail, World);
arrive([Name | Names], Message, One, Acceptors, Network0, Mail0, #world{now = Now} = World) ->
    case Acceptors of
        #{Name := #actor{always = {paxy_lab_actor, _, _}, core = Core0} = Actor} ->
            paxy_lab_step:set_now(Now),
            {Core, Effects} = paxy_lab_actor:handle(Message, Core0),
            case answered(Effects, Actor#actor{core = Core}, Network0, Mail0, Now) of
                {[], After, Network, Mail} ->
                    arrive(Names, Message, One, Acceptors#{Name := After}, Network, Mail, World);
                {Left, #actor{core = Core} = After, Network, Mail} ->
                    arrive(Names, Message, One, paxy_sim_actor:did({Core, Left}, After, now_is(Acceptors, Network, Mail, World)))
            end;
        #{Name := #actor{always = {Module, _, Permit}, core = Core0} = Actor} ->
            case paxy_step:handle(Module, Message, Core0, Permit) of
                {Core, [{store, Term}, {send, To, Reply}]} ->
                    {Delays, Network} = paxy_network:send(reply, Name, To, Reply, Network0),
                    arrive(Names, Message, One, Acceptors#{Name := Actor#actor{core = Core, stored = {stored, Term}}},
                           Network, sent(Delays, Now, To, Reply, Mail0), World);
                {Core0, [{send, To, Reply}]} ->
                    {Delays, Network} = paxy_network:send(reply, Name, To, Reply, Network0),
                    arrive(Names, Message, One, Acceptors, Network, sent(Delays, Now, To, Reply, Mail0), World);
                More ->
                    arrive(Names, Message, One,
                           paxy_sim_actor:did(More, Actor, now_is(Acceptors, Network0, Mail0, World)))
            end;
        #{} ->
            arrive(Names, Message, One, One(Name, now_is(Acceptors, Network0, Mail0, World)))
    end.

%% What a folder's acceptor stores and replies, up to the first other effect.
answered([{store, Term} | Effects], Actor, Network, Mail, Now) ->
    answered(Effects, Actor#actor{stored = {stored, Term}}, Network, Mail, Now);
answered([{send, To, Reply, _} | Effects], #actor{name = Name} = Actor, Network0, Mail, Now) ->
    {Delays, Network} = paxy_network:send(reply, Name, To, Reply, Network0),
    answered(Effects, Actor, Network, sent(Delays, Now, To, Reply, Mail), Now);
answered(Effects, Actor, Network, Mail, _) ->
    {Effects, Actor, Network, Mail}.

sent([], _, _, _, #mail{messages = Messages, dropped = Dropped} = Mail) ->
    Mail#mail{messages = Messages + 1, dropped = Dropped + 1};
sent(Delays, Now, To, Reply, #mail{queue = Queue, messages = Messages} = Mail) ->
    Mail#mail{messages = Messages + 1, queue = paxy_sim_post:deliver(Delays, Now, {message, To, none, Reply}, Queue)}.

now_is(Acceptors, Network, #mail{queue = Queue, messages = Messages, dropped = Dropped}, World) ->
    World#world{acceptors = Acceptors, network = Network, queue = Queue, messages = Messages, dropped = Dropped}.
