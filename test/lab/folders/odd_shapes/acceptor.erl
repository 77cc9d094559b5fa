%% An acceptor written in unusual ways, all of them right: helper processes, a
%% catch and a try around waits, guards that ask self() or take the whole message
%% apart, a wait in a list comprehension and in a fun.
-module(acceptor).
-export([start/2, init/2]).

-record(state, {name, promised, voted, value, panel, store}).

start(Name, PanelId) ->
    Pid = spawn(?MODULE, init, [Name, PanelId]),
    Pid.

init(Name, PanelId) ->
    Store = spawn_link(store(self())),
    loop(#state{name = Name, promised = order:null(na), voted = order:null(na), value = na,
                panel = PanelId, store = Store}).

%% A process that keeps values for another one: a fun that calls itself.
store(Owner) ->
    Keep = fun Keep(Map) ->
                   receive
                       {put, From, Key, Value} when From == Owner ->
                           From ! {self(), stored},
                           Keep(Map#{Key => Value});
                       {get, From, Key} = Request when element(2, Request) == From ->
                           From ! {self(), maps:get(Key, Map, none)},
                           Keep(Map)
                   end
           end,
    fun() -> Keep(#{}) end.

ask(Store, Request) ->
    Store ! Request,
    receive
        Answer when element(1, Answer) == Store -> element(2, Answer)
    end.

loop(#state{promised = Promised} = State) ->
    Next = try handle(State, timeout())
           catch
               throw:{refused, Proposer, What} ->
                   Proposer ! {sorry, What},
                   State
           after
               put(handled, (case get(handled) of undefined -> 0; N -> N end + 1) rem 3)
           end,
    case Next of
        stop -> ok;
        #state{promised = P} when P >= Promised; P == Promised -> loop(Next);
        _ -> loop(Next)
    end.

timeout() -> infinity.

handle(#state{store = Store} = State, Timeout) ->
    receive
        {prepare, Proposer, Round} when is_pid(Proposer), Proposer =/= self() ->
            prepare(Proposer, Round, State);
        {accept, Proposer, Round, Value} ->
            Values = [ask(Store, {put, self(), Key, Value}) || Key <- [first, second], Key =/= third],
            [stored, stored] = Values,
            accept(Proposer, Round, Value, State);
        stop -> stop
    after Timeout -> State
    end.

prepare(Proposer, Round, #state{promised = Promised, voted = Voted, value = Value, store = Store} = State) ->
    case order:gr(Round, Promised) of
        true ->
            Kept = lists:map(fun(Key) -> ask(Store, {get, self(), Key}) end, [first, second]),
            true = lists:all(fun(K) -> K =:= none orelse is_tuple(K) end, Kept),
            Proposer ! {promise, Round, Voted, Value},
            State#state{promised = Round};
        false ->
            throw({refused, Proposer, {prepare, Round}})
    end.

accept(Proposer, Round, Value, #state{promised = Promised} = State) ->
    Result = (catch order:goe(Round, Promised) orelse throw(lower)),
    case Result of
        true ->
            Proposer ! {vote, Round},
            State#state{promised = Round, voted = Round, value = Value};
        lower ->
            Proposer ! {sorry, {accept, Round}},
            State
    end.
