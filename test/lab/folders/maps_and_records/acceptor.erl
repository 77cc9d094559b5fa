%% Its state is a record of a header with types; a seed is made of random bytes.
-module(acceptor).
-export([start/2, init/1]).
-include("include/state.hrl").

start(_Name, PanelId) -> spawn(?MODULE, init, [PanelId]).

init(PanelId) ->
    <<A:32, B:32, C:32>> = crypto:strong_rand_bytes(12),
    random:seed(A, B, C),
    loop(#acceptor{}, PanelId).

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
