%%% The network's faults: what becomes of a reply. Pure; every engine asks
%%% here, so that a lost or late message means the same in all of them.
%%% Only replies of acceptors are lost, late or doubled; requests arrive at once.
-module(paxy_network).

-export([new/2, reply/2, duplicate/2]).
-export_type([network/0, options/0]).

-type options() :: #{drop := 0..100, delay := non_neg_integer(), duplicate := 0..100,
                     drop_scope := replies | promises, _ => _}.

-record(network, {drop, delay, duplicate, scope, stream}).
-opaque network() :: #network{}.

%% The network behind one acceptor, with that acceptor's stream of draws.
-spec new(options(), paxy_random:stream()) -> network().
new(#{drop := Drop, delay := Delay, duplicate := Duplicate, drop_scope := Scope}, Stream) ->
    #network{drop = Drop, delay = Delay, duplicate = Duplicate, scope = Scope, stream = Stream}.

%% From now on, Percent of the replies arrive twice.
-spec duplicate(0..100, network()) -> network().
duplicate(Percent, Network) ->
    Network#network{duplicate = Percent}.

%% The delays in ms after which a reply arrives: none when it is lost, two
%% when it is doubled.
-spec reply(paxy_core:message(), network()) -> {[non_neg_integer()], network()}.
reply(Message, #network{drop = Drop, stream = Stream0} = Network) ->
    case lossy(Message, Network) of
        true ->
            case paxy_random:percent(Drop, Stream0) of
                {true, Stream} -> {[], Network#network{stream = Stream}};
                {false, Stream} -> arrive(Network#network{stream = Stream})
            end;
        false ->
            arrive(Network)
    end.

lossy(_, #network{drop = 0}) -> false;
lossy(Message, #network{scope = promises}) -> element(1, Message) =:= promise;
lossy(_, #network{scope = replies}) -> true.

arrive(#network{duplicate = 0} = Network0) ->
    {Delay, Network} = delay(Network0),
    {[Delay], Network};
arrive(#network{duplicate = Percent, stream = Stream0} = Network0) ->
    {Twice, Stream} = paxy_random:percent(Percent, Stream0),
    {First, Network1} = delay(Network0#network{stream = Stream}),
    case Twice of
        false ->
            {[First], Network1};
        true ->
            {Second, Network} = delay(Network1),
            {[First, Second], Network}
    end.

delay(#network{delay = 0} = Network) ->
    {0, Network};
delay(#network{delay = Max, stream = Stream0} = Network) ->
    {Delay, Stream} = paxy_random:uniform(Max, Stream0),
    {Delay, Network#network{stream = Stream}}.
