%%% Runs a function within limits of memory and time, with all the processes
%%% that it starts: OTP's preprocessor and compiler start some of their own.
-module(paxy_lab_guard).

-export([run/2]).
-export_type([limits/0]).

-type limits() :: #{bytes_max := pos_integer(), ms_max := pos_integer()}.

-define(LOOK_EVERY_MS, 20).

%% What the function returns. What it prints is lost, and what it started is
%% gone when this returns.
-spec run(fun(() -> Result), limits()) -> {ok, Result} | {error, memory | time | {crashed, term()}}.
run(Function, #{ms_max := MsMax} = Limits) ->
    Caller = self(),
    Tag = make_ref(),
    {Leader, Monitor} = spawn_monitor(fun() -> lead(Function, Caller, Tag, Limits) end),
    Answer = receive
                 {Tag, Result} -> Result;
                 {'DOWN', Monitor, process, _, Reason} -> {error, {crashed, Reason}}
             after MsMax + 5000 -> {error, time}
             end,
    demonitor(Monitor, [flush]),
    exit(Leader, kill),
    Answer.

%% The leader of the group is told by what they print to; it answers that.
lead(Function, Caller, Tag, #{ms_max := MsMax} = Limits) ->
    Me = self(),
    monitor(process, Caller),
    {Worker, Monitor} = spawn_monitor(fun() -> group_leader(Me, self()), exit({result, Function()}) end),
    Deadline = erlang:monotonic_time(millisecond) + MsMax,
    Answer = watch(Worker, Monitor, Deadline, Limits),
    _ = [exit(Pid, kill) || Pid <- group()],
    Caller ! {Tag, Answer}.

watch(Worker, Monitor, Deadline, Limits) ->
    receive
        {'DOWN', Monitor, process, Worker, {result, Result}} -> {ok, Result};
        {'DOWN', Monitor, process, Worker, Reason} -> {error, {crashed, Reason}};
        {'DOWN', _, process, _, _} -> {error, time};
        {io_request, From, As, Request} ->
            {Reply, _} = paxy_io:request(Request),
            From ! {io_reply, As, Reply},
            watch(Worker, Monitor, Deadline, Limits)
    after ?LOOK_EVERY_MS ->
            case beyond(Deadline, Limits) of
                false -> watch(Worker, Monitor, Deadline, Limits);
                Limit -> {error, Limit}
            end
    end.

beyond(Deadline, #{bytes_max := BytesMax}) ->
    Bytes = lists:sum([Size || Pid <- group(), {memory, Size} <- [erlang:process_info(Pid, memory)]]),
    case erlang:monotonic_time(millisecond) > Deadline of
        true -> time;
        false when Bytes > BytesMax -> memory;
        false -> false
    end.

group() ->
    Me = self(),
    [Pid || Pid <- processes(), Pid =/= Me, erlang:process_info(Pid, group_leader) =:= {group_leader, Me}].
