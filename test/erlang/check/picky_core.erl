%% A proposer that hears no more promises once homer's came first and bart's
%% second: an order that no rotation of four acceptors has.
-module(picky_core).
-behaviour(paxy_core).
-export([init/1, handle/2]).

init(Config) -> {nobody, modular_proposer:init(Config)}.

handle({promise, Acceptor, _, _, _} = Promise, {Heard0, Core}) ->
    case heard(Acceptor, Heard0) of
        too_much -> {{too_much, Core}, []};
        Heard -> usual(Promise, Heard, Core)
    end;
handle(Event, {Heard, Core}) ->
    usual(Event, Heard, Core).

heard(homer, nobody) -> homer;
heard(bart, homer) -> too_much;
heard(_, too_much) -> too_much;
heard(_, _) -> enough.

usual(Event, Heard, Core0) ->
    {Core, Effects} = modular_proposer:handle(Event, Core0),
    {{Heard, Core}, Effects}.
