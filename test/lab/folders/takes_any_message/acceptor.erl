%% Takes every message with one clause, and has its state in a map.
-module(acceptor).
-export([start/2, init/2]).
-ifndef(maxdelay).
-define(maxdelay, 15).
-endif.
-define(LOG(F, A), utils:log(F ++ "~n", A)).

start(Name, PanelId) -> spawn(?MODULE, init, [Name, PanelId]).

init(Name, PanelId) ->
    {ok, Name} = pers:open(Name),
    {Promised, Voted, Value, _} = pers:read(Name),
    ?LOG("~p is up: ~p ~p ~p", [Name, Promised, Voted, Value]),
    loop(#{name => Name, promised => Promised, voted => Voted, value => Value, panel => PanelId}).

loop(State) ->
    receive Msg -> case handle(Msg, State) of stop -> ok; New -> loop(New) end end.

handle({prepare, From, Round}, #{promised := P} = State) ->
    Ok = order:goe(Round, P),
    if Ok ->
            S2 = save(State#{promised => Round}),
            reply(From, {promise, Round, maps:get(voted, S2), maps:get(value, S2)}),
            S2;
       not Ok ->
            reply(From, {sorry, {prepare, Round}}), State
    end;
handle({accept, From, Round, Value}, #{promised := P} = State) ->
    case order:goe(Round, P) of
        true ->
            S2 = save(State#{promised := Round, voted := Round, value := Value}),
            reply(From, {vote, Round}),
            maps:get(panel, S2) ! {updateAcc, io_lib:format("Voted: ~p", [Round]), io_lib:format("Promised: ~p", [Round]), Value},
            S2;
        false ->
            reply(From, {sorry, {accept, Round}}), State
    end;
handle(stop, #{name := Name}) -> pers:close(Name), pers:delete(Name), stop;
handle(_Other, State) -> State.

save(#{name := N, promised := P, voted := V, value := Val, panel := Pn} = S) ->
    ok = pers:store(N, P, V, Val, Pn), S.

reply(To, Msg) -> utils:delayed_send(To, Msg, ?maxdelay).
