%%% What redirected calls mean in the processes of a folder on real nodes (paxy_lab_calls):
%%% waiting, timers and clocks.
-module(paxy_lab_call_time).
-include("paxy_lab_context.hrl").

-export([sleep/1, timer_send_after/2, timer_send_after/3, send_after/3, start_timer/3, timer_cancel/1,
         cancel_timer/1, read_timer/1, monotonic_time/0, monotonic_time/1, system_time/0, system_time/1,
         timestamp/0, statistics/1, localtime/0, date/0, time/0]).
-compile({no_auto_import, [monotonic_time/0, monotonic_time/1, system_time/0, statistics/1, date/0, time/0]}).

-spec sleep(timeout()) -> ok.
sleep(Time) -> receive after Time -> ok end.

-spec timer_send_after(term(), term()) -> {ok, reference()} | {error, badarg}.
timer_send_after(Ms, Message) -> timer_send_after(Ms, self(), Message).

-spec timer_send_after(term(), term(), term()) -> {ok, reference()} | {error, badarg}.
timer_send_after(Ms, To, Message) when is_integer(Ms), Ms >= 0 -> {ok, later(Ms, To, fun(_) -> Message end)};
timer_send_after(_, _, _) -> {error, badarg}.

-spec send_after(term(), term(), term()) -> reference().
send_after(Ms, To, Message) when is_integer(Ms), Ms >= 0 -> later(Ms, To, fun(_) -> Message end);
send_after(Ms, To, Message) -> error(badarg, [Ms, To, Message]).

-spec start_timer(term(), term(), term()) -> reference().
start_timer(Ms, To, Message) when is_integer(Ms), Ms >= 0 -> later(Ms, To, fun(Ref) -> {timeout, Ref, Message} end);
start_timer(Ms, To, Message) -> error(badarg, [Ms, To, Message]).

%% A timer of its own process when it is for that, else a process that waits
%% and then sends: what crosses the network crosses it when it is sent.
later(Ms, To, Message) ->
    #context{board = Board} = paxy_lab_call:context(),
    Ref = erlang:make_ref(),
    case To =:= self() of
        true ->
            Timer = erlang:send_after(Ms, self(), Message(Ref)),
            ets:insert(Board, {{timer, Ref}, Timer});
        false ->
            Text = Message(Ref),
            Pid = paxy_lab_call:spawn(fun() -> receive after Ms -> ok end, late(Board, Ref, To, Text) end),
            ets:insert(Board, {{timer, Ref}, Pid})
    end,
    Ref.

late(Board, Ref, To, Message) ->
    _ = ets:take(Board, {timer, Ref}),
    try paxy_lab_call_messages:sent(To, Message, none)
    catch error:badarg -> nobody
    end.

-spec timer_cancel(term()) -> {ok, cancel} | {error, badarg}.
timer_cancel(Ref) when is_reference(Ref) ->
    _ = cancel_timer(Ref),
    {ok, cancel};
timer_cancel(_) ->
    {error, badarg}.

-spec cancel_timer(reference()) -> non_neg_integer() | false.
cancel_timer(Ref) ->
    #context{board = Board} = paxy_lab_call:context(),
    case ets:take(Board, {timer, Ref}) of
        [{_, Timer}] when is_reference(Timer) -> erlang:cancel_timer(Timer);
        [{_, Pid}] -> erlang:unlink(Pid), exit(Pid, kill), 0;
        [] -> false
    end.

-spec read_timer(reference()) -> non_neg_integer() | false.
read_timer(Ref) ->
    #context{board = Board} = paxy_lab_call:context(),
    case ets:lookup(Board, {timer, Ref}) of
        [{_, Timer}] when is_reference(Timer) -> erlang:read_timer(Timer);
        [_] -> 0;
        [] -> false
    end.

-spec monotonic_time() -> integer().
monotonic_time() -> erlang:monotonic_time().
-spec monotonic_time(erlang:time_unit()) -> integer().
monotonic_time(Unit) -> erlang:monotonic_time(Unit).
-spec system_time() -> integer().
system_time() -> erlang:system_time().
-spec system_time(erlang:time_unit()) -> integer().
system_time(Unit) -> erlang:system_time(Unit).
-spec timestamp() -> erlang:timestamp().
timestamp() -> os:timestamp().
-spec statistics(term()) -> term().
statistics(Item) when Item =:= wall_clock; Item =:= runtime -> erlang:statistics(Item);
statistics(Item) -> error(badarg, [Item]).
-spec localtime() -> calendar:datetime().
localtime() -> erlang:localtime().
-spec date() -> calendar:date().
date() -> erlang:date().
-spec time() -> calendar:time().
time() -> erlang:time().
