%% Waits for its own timers, in places where no value is wanted; arithmetic in a guard.
-module(proposer).
-export([start/6]).
-define(timeout, 400).
-define(backoff, 10).

start(Name, Proposal, Acceptors, Sleep, PanelId, Main) ->
    spawn(fun() ->
        erlang:send_after(Sleep, self(), go),
        receive go -> ok end,
        T0 = erlang:monotonic_time(millisecond),
        State = #{name => Name, mine => Proposal, acceptors => Acceptors, panel => PanelId, backoff => ?backoff},
        {Value, Round} = try_round(order:first(Name), State),
        io:format("[Proposer ~w] DECIDED ~w in round ~w after ~w ms~n",
                  [Name, Value, Round, erlang:monotonic_time(millisecond) - T0]),
        Main ! done, PanelId ! stop
    end).

try_round(Round, #{mine := Mine, backoff := B} = State) ->
    case ballot(Round, Mine, State) of
        {decided, V} -> {V, Round};
        _Reason ->
            receive after rand:uniform(B) -> ok end,
            try_round(order:inc(Round), State#{backoff := B * 2})
    end.

ballot(Round, Mine, #{acceptors := As, panel := Panel}) ->
    Quorum = length(As) div 2 + 1,
    Panel ! {updateProp, io_lib:format("Round: ~p", [Round]), io_lib:format("Proposal: ~p", [Mine]), Mine},
    broadcast(As, {prepare, self(), Round}),
    Timer = erlang:start_timer(?timeout, self(), {phase1, Round}),
    case gather(Quorum, Round, [], 0, length(As), Timer) of
        {ok, Promises} ->
            Value = choose(Promises, Mine),
            broadcast(As, {accept, self(), Round, Value}),
            T2 = erlang:start_timer(?timeout, self(), {phase2, Round}),
            count(Quorum, Round, Value, 0, length(As), T2);
        Why -> Why
    end.

gather(_, _, Promises, _, All, Timer) when length(Promises) * 2 > All -> cancel(Timer), {ok, Promises};
gather(Q, _, _, No, All, Timer) when No > All - Q -> cancel(Timer), refused;
gather(Q, Round, Promises, No, All, Timer) ->
    receive
        {timeout, Timer, {phase1, Round}} -> late;
        {promise, Round, Voted, Value} -> gather(Q, Round, [{Voted, Value} | Promises], No, All, Timer);
        {sorry, {prepare, Round}} -> gather(Q, Round, Promises, No + 1, All, Timer);
        {timeout, _, _} -> gather(Q, Round, Promises, No, All, Timer);
        {promise, _, _, _} -> gather(Q, Round, Promises, No, All, Timer);
        {vote, _} -> gather(Q, Round, Promises, No, All, Timer);
        {sorry, _} -> gather(Q, Round, Promises, No, All, Timer)
    end.

count(Q, _, Value, Q, _, Timer) -> cancel(Timer), {decided, Value};
count(_, _, _, _, 0, Timer) -> cancel(Timer), refused;
count(Q, Round, Value, Yes, Left, Timer) ->
    receive
        {timeout, Timer, _} -> late;
        {vote, Round} -> count(Q, Round, Value, Yes + 1, Left, Timer);
        {sorry, {accept, Round}} -> count(Q, Round, Value, Yes, Left - 1, Timer);
        {Tag, _} when Tag == vote; Tag == sorry -> count(Q, Round, Value, Yes, Left, Timer);
        {promise, _, _, _} -> count(Q, Round, Value, Yes, Left, Timer)
    end.

choose(Promises, Mine) ->
    case [P || {_, V} = P <- Promises, V =/= na] of
        [] -> Mine;
        Some -> {_, V} = lists:last(lists:keysort(1, Some)), V
    end.

cancel(Timer) -> erlang:cancel_timer(Timer).

broadcast(As, M) -> lists:foreach(fun(A) -> catch A ! M end, As).
