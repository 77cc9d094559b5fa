%%% Runs the work of a check in a process of its own and ends it when necessary: when the
%%% user stops it, when memory ends, or when a core has been in one call for too long. So
%%% a core that loops, sleeps or grows leads to an error message, not to a hang.
-module(paxy_check_guard).

-export([run/3]).
-export_type([say/0, figures/0, limits/0]).

-define(LOOK_EVERY_MS, 50).
-define(REPORT_EVERY_MS, 500).
-define(CALL_MS_MAX, 5000).

%% Tells the progress of the work to the user; the guard adds `elapsed' (ms) and
%% `memory' (bytes of the whole Erlang node).
-type figures() :: #{atom() => term()}.
-type say() :: fun((figures()) -> ok).
-type limits() :: #{memory_max := pos_integer(), call_ms_max => pos_integer(), _ => _}. %% bytes

-record(guard, {pid :: pid(), monitor :: reference(), calls :: ets:table(), limits :: limits(),
                report :: fun((figures()) -> term()), began :: integer(), reported :: integer(),
                figures = #{} :: figures(), peak = 0 :: non_neg_integer()}).

%% Returns the result of Work, or the reason why it was ended and the last figures. A
%% message `stop' to the calling process ends it. Faults of cores are errors.
-spec run(fun((say()) -> Result), limits(), fun((figures()) -> term())) ->
          {done, Result, figures()} | {ended, stopped | memory_max, figures()} | {error, Sentence :: iodata()}.
run(Work, #{memory_max := MemoryMax} = Limits, Report) ->
    Owner = self(),
    Calls = ets:new(calls, [public, set]),
    Say = fun(Figures) -> Owner ! {figures, self(), Figures}, ok end,
    %% In words; a single step that grows beyond all bounds ends its own process.
    Heap = #{size => max(1, MemoryMax div erlang:system_info(wordsize)), kill => true, error_logger => false},
    {Pid, Monitor} = spawn_opt(fun() ->
                                       ok = paxy_check_call:watch(Calls),
                                       exit(try {done, Work(Say)}
                                            catch throw:{fault, Sentence} -> {fault, Sentence}
                                            end)
                               end, [monitor, {max_heap_size, Heap}]),
    Now = erlang:monotonic_time(millisecond),
    Result = watch(#guard{pid = Pid, monitor = Monitor, calls = Calls, limits = Limits, report = Report,
                          began = Now, reported = Now}),
    true = ets:delete(Calls),
    Result.

watch(#guard{pid = Pid, monitor = Monitor} = Guard) ->
    receive
        {figures, _, Figures} ->
            watch(reported(Guard#guard{figures = maps:merge(Guard#guard.figures, Figures)}));
        {'DOWN', Monitor, process, Pid, Reason} ->
            ended(Reason, Guard);
        stop ->
            stop(Guard),
            {ended, stopped, figures(Guard)}
    after ?LOOK_EVERY_MS ->
        looked(reported(Guard))
    end.

ended({done, Result}, Guard) -> {done, Result, figures(Guard)};
ended({fault, Sentence}, _) -> {error, Sentence};
ended(killed, Guard) -> {ended, memory_max, figures(Guard)};
ended(Reason, _) -> exit(Reason).

looked(#guard{calls = Calls, limits = #{memory_max := MemoryMax} = Limits} = Guard0) ->
    Guard = Guard0#guard{peak = max(Guard0#guard.peak, erlang:memory(total))},
    Ms = maps:get(call_ms_max, Limits, ?CALL_MS_MAX),
    case {paxy_check_call:now_in(Calls, Ms), erlang:memory(total) >= MemoryMax} of
        {[{_, Call} | _], _} ->
            stop(Guard),
            {error, [Call, io_lib:format(" has not returned after ~w s.", [Ms div 1000])]};
        {[], true} ->
            stop(Guard),
            {ended, memory_max, figures(Guard)};
        {[], false} -> watch(Guard)
    end.

%% The workers are linked to the process that is ended here.
stop(#guard{pid = Pid, monitor = Monitor}) ->
    true = exit(Pid, kill),
    receive {'DOWN', Monitor, process, Pid, _} -> ok end,
    forget(Pid).

forget(Pid) ->
    receive {figures, _, _} -> forget(Pid) after 0 -> ok end.

reported(#guard{reported = Reported, report = Report} = Guard) ->
    case erlang:monotonic_time(millisecond) of
        Now when Now - Reported < ?REPORT_EVERY_MS -> Guard;
        Now ->
            _ = Report(figures(Guard)),
            Guard#guard{reported = Now}
    end.

figures(#guard{figures = Figures, began = Began, peak = Peak}) ->
    Figures#{elapsed => erlang:monotonic_time(millisecond) - Began, memory => max(Peak, erlang:memory(total))}.
