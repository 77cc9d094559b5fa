%%% Watches a process that executes simulated runs. It gives a sign of life
%%% every few events, so a long silence means that a core loops or waits inside
%%% one step, which virtual time could not end.
-module(paxy_sim_watch).

-export([new/0, starts/2, run/1, look/2]).
-export_type([watch/0]).

%% A silent process is stuck after this much work (a step of the classic cores
%% takes about a hundred reductions), after this many looks in a row at which
%% it waited, or after this many looks of any kind.
-define(REDUCTIONS_MAX, 50_000_000).
-define(LOOKS_WAITING_MAX, 20).
-define(LOOKS_MAX, 100).

%% The process writes to the counters; all else is what the last look saw.
-record(watch, {counters :: counters:counters_ref(),
                signs = 0 :: integer(),
                reductions = 0 :: integer(),
                looks = 0 :: integer(),    %% since the last sign
                waiting = 0 :: integer()}). %% of them, the latest ones that found it waiting
-opaque watch() :: #watch{}.

-define(SIGNS, 1).
-define(RUN, 2).

-spec new() -> watch().
new() ->
    #watch{counters = counters:new(2, [])}.

%% The calling process starts a run; it gives its signs with this function.
-spec starts(Run :: pos_integer(), watch()) -> paxy_sim_world:sign().
starts(Run, #watch{counters = Counters}) ->
    Sign = fun(Decisions) ->
                   put(?MODULE, Decisions),
                   counters:add(Counters, ?SIGNS, 1)
           end,
    counters:put(Counters, ?RUN, Run),
    Sign([]),
    Sign.

%% The run that was started last.
-spec run(watch()) -> non_neg_integer().
run(#watch{counters = Counters}) ->
    counters:get(Counters, ?RUN).

%% Looks at a process that should be working, from another one. When it is
%% stuck: why, and the decisions of its last sign.
-spec look(pid(), watch()) -> {ok, watch()} | {stuck, Reason :: iodata(), [paxy_judge:decision()]}.
look(Pid, #watch{counters = Counters} = Watch0) ->
    case process_info(Pid, [reductions, status]) of
        undefined ->
            {ok, Watch0};
        [{reductions, Reductions}, {status, Status}] ->
            Watch = saw(counters:get(Counters, ?SIGNS), Reductions, Status, Watch0),
            case stuck(Reductions, Watch) of
                false -> {ok, Watch};
                Does -> {stuck, ["a step did not return: it ", Does, place(Pid)], decisions(Pid)}
            end
    end.

saw(Signs, _, waiting, #watch{signs = Signs, looks = Looks, waiting = Waiting} = Watch) ->
    Watch#watch{looks = Looks + 1, waiting = Waiting + 1};
saw(Signs, _, _, #watch{signs = Signs, looks = Looks} = Watch) ->
    Watch#watch{looks = Looks + 1, waiting = 0};
saw(Signs, Reductions, _, Watch) ->
    Watch#watch{signs = Signs, reductions = Reductions, looks = 0, waiting = 0}.

stuck(_, #watch{waiting = Waiting}) when Waiting >= ?LOOKS_WAITING_MAX -> "waited";
stuck(Now, #watch{looks = Looks, reductions = Before}) when Looks > 0, Now - Before > ?REDUCTIONS_MAX -> "was still busy";
stuck(_, #watch{looks = Looks}) when Looks >= ?LOOKS_MAX -> "was still busy";
stuck(_, _) -> false.

%% The line of a folder, or the function of the core, that the process is in, if its stack shows it.
place(Pid) ->
    {current_stacktrace, Stack} = process_info(Pid, current_stacktrace),
    Lines = [[File, ":", integer_to_list(Line)]
             || {Module, _, _, Location} <- Stack, paxy_lab_converted:is_made(Module), {file, File} <- Location, {line, Line} <- Location],
    case Lines of
        [Innermost | _] -> [" at ", Innermost];
        [] -> function(Stack)
    end.

function(Stack) ->
    IsCore = fun({Module, _, _, _}) -> Module =/= paxy_step end,
    case lists:takewhile(IsCore, Stack) of
        [] -> "";
        Frames ->
            {Module, Function, _, Location} = lists:last(Frames),
            [io_lib:format(" in ~ts:~ts", [Module, Function]), line(lists:keyfind(line, 1, Location))]
    end.

line({line, Line}) -> [" (line ", integer_to_list(Line), ")"];
line(false) -> "".

decisions(Pid) ->
    {dictionary, Dictionary} = process_info(Pid, dictionary),
    proplists:get_value(?MODULE, Dictionary, []).
