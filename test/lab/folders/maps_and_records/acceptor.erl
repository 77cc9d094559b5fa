%% Its state is a record of a header with types; a seed is made of random bytes, four at a time.
-module(acceptor).
-export([start/2, init/1]).
-include("include/state.hrl").

start(_Name, PanelId) -> spawn(?MODULE, init, [PanelId]).

init(PanelId) ->
    [A, B, C] = words(crypto:strong_rand_bytes(12)),
    random:seed(A, B, C),
    loop(#acceptor{}, PanelId).

words(<<Word:4/binary>>) -> [number(Word)];
words(<<Word:4/binary, Left/binary>>) -> [number(Word) | words(Left)].

number(<<Number:32>>) -> Number.

loop(State, PanelId) ->
    case next() of
        stop -> ok;
        Message ->
            New = handle(Message, State),
            PanelId ! {updateAcc, "Voted", "Promised", New#acceptor.value},
            loop(New, PanelId)
    end.

next() -> receive M -> M end.

-spec handle(tuple(), acceptor()) -> acceptor().
handle({prepare, From, Round}, #acceptor{promised = Promised, voted = V, value = A} = State) ->
    case order:goe(Round, Promised) of
        true -> From ! {promise, Round, V, A}, State#acceptor{promised = Round};
        false -> From ! {sorry, {prepare, Round}}, State
    end;
handle({accept, From, Round, Value}, #acceptor{promised = Promised} = State) ->
    case order:goe(Round, Promised) of
        true -> From ! {vote, Round}, State#acceptor{promised = Round, voted = Round, value = Value};
        false -> From ! {sorry, {accept, Round}}, State
    end.
