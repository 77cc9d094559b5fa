%%% The short way for a request that reaches several acceptors at once, in a
%%% simulated run that keeps no trace: acceptors that store and reply. Results
%%% are the same as those of a request that arrives at one after the other.
-module(paxy_sim_requests).
-include("paxy_sim_world.hrl").

-export([arrive/4]).

%% `One' is the long way, for one acceptor.
-spec arrive([paxy_core:name()], paxy_core:message(), fun((paxy_core:name(), #world{}) -> #world{}), #world{}) -> #world{}.
arrive([], _, _, World) ->
    World;
arrive(Names, Message, One, #world{acceptors = Acceptors, network = Network} = World) ->
    arrive(Names, Message, One, Acceptors, Network, [], World).

arrive([], _, _, Acceptors, Network, Mail, World) ->
    sent(Acceptors, Network, Mail, World);
arrive([Name | Names], Message, One, Acceptors, Network0, Mail, #world{now = Now} = World) ->
    case Acceptors of
        #{Name := #actor{always = {paxy_lab_actor, _, _}, core = Core0} = Actor} ->
            paxy_lab_step:set_now(Now),
            {Core, Effects} = paxy_lab_actor:handle(Message, Core0),
            case answered(Effects, Actor#actor{core = Core}, Network0, Mail) of
                {[], After, Network, MoreMail} ->
                    arrive(Names, Message, One, Acceptors#{Name := After}, Network, MoreMail, World);
                {Left, #actor{core = Core} = After, Network, MoreMail} ->
                    arrive(Names, Message, One,
                           paxy_sim_actor:did({Core, Left}, After, sent(Acceptors, Network, MoreMail, World)))
            end;
        #{Name := #actor{always = {Module, _, Permit}, core = Core0} = Actor} ->
            case paxy_step:handle(Module, Message, Core0, Permit) of
                {Core, [{store, Term}, {send, To, Reply}]} ->
                    {Delays, Network} = paxy_network:send(reply, Name, To, Reply, Network0),
                    arrive(Names, Message, One, Acceptors#{Name := Actor#actor{core = Core, stored = {stored, Term}}},
                           Network, [{Delays, {message, To, none, Reply}} | Mail], World);
                {Core0, [{send, To, Reply}]} ->
                    {Delays, Network} = paxy_network:send(reply, Name, To, Reply, Network0),
                    arrive(Names, Message, One, Acceptors, Network, [{Delays, {message, To, none, Reply}} | Mail], World);
                More ->
                    arrive(Names, Message, One, paxy_sim_actor:did(More, Actor, sent(Acceptors, Network0, Mail, World)))
            end;
        #{} ->
            arrive(Names, Message, One, One(Name, sent(Acceptors, Network0, Mail, World)))
    end.

%% What a folder's acceptor stores and replies, up to the first other effect.
answered([{store, Term} | Effects], Actor, Network, Mail) ->
    answered(Effects, Actor#actor{stored = {stored, Term}}, Network, Mail);
answered([{send, To, Reply, _} | Effects], #actor{name = Name} = Actor, Network0, Mail) ->
    {Delays, Network} = paxy_network:send(reply, Name, To, Reply, Network0),
    answered(Effects, Actor, Network, [{Delays, {message, To, none, Reply}} | Mail]);
answered(Effects, Actor, Network, Mail) ->
    {Effects, Actor, Network, Mail}.

%% The world with the acceptors as they are now, and their replies on the way.
sent(Acceptors, Network, Mail, World) ->
    paxy_sim_post:post(Mail, World#world{acceptors = Acceptors, network = Network}).
