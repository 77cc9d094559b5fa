%%% Shares a stretch of runs among all schedulers, and hands the results back
%%% in the order of the runs while the work continues. Bounded: no worker is
%%% more than a few chunks ahead of the result that is due next.
%%%
%%% A core that loops or waits inside one step would hold up the stretch. So a
%%% worker gives signs of life, and one that is silent for too long is ended:
%%% its run is broken, and another worker does the rest of its chunk.
-module(paxy_sim_workers).

-export([in_order/5, packed/5, cancel/1]).
-export_type([work/1, broken/1, pack/2]).

-define(CHUNK_RUNS_MAX, 32).
-define(CHUNKS_AHEAD, 8).
%% Words: room for a run's events without collecting garbage all the time, and no more
%% than a processor's own cache holds, since beyond it a run costs a sixth more.
-define(HEAP_WORDS, 60_000).

-define(LOOK_EVERY_MS, 100).

%% Executes a run, and gives signs of life by calling the function.
-type work(Result) :: fun((Run :: pos_integer(), paxy_sim_world:sign()) -> Result).
%% The result of a run that was ended, from the reason and its last sign.
-type broken(Result) :: fun((Reason :: iodata(), [paxy_judge:decision()]) -> Result).

%% The packed results of a few consecutive runs, made in the process that executed them.
-type pack(Result, Packed) :: fun((First :: pos_integer(), [Result]) -> Packed).

-record(worker, {watch :: paxy_sim_watch:watch(), job = none :: none | job()}).
-type job() :: {First :: pos_integer(), Last :: pos_integer()}.

-record(share, {work :: work(term()),
                broken :: broken(term()),
                pack :: pack(term(), term()),
                emit :: fun((term()) -> term()),
                next :: pos_integer(),         %% the run to be handed out next
                due :: pos_integer(),          %% the run to be handed back next
                last :: non_neg_integer(),
                chunk :: pos_integer(),
                ahead :: pos_integer(),
                again = [] :: [job()],         %% parts of chunks whose worker was ended
                idle = [] :: [pid()],
                workers = #{} :: #{pid() => #worker{}},
                timer :: reference(),
                early = #{} :: #{First :: pos_integer() => {Count :: pos_integer(), Packed :: term()}}}).

%% Calls Emit(Run, Result) for Count runs from First on, in this process. The
%% workers end with it.
-spec in_order(work(Result), broken(Result), pos_integer(), non_neg_integer(),
               fun((pos_integer(), Result) -> term())) -> ok.
in_order(Work, Broken, First, Count, Emit) ->
    packed({Work, Broken}, fun(Run, Results) -> {Run, Results} end, First, Count,
           fun({Run, Results}) -> lists:foldl(fun(Result, R) -> Emit(R, Result), R + 1 end, Run, Results) end).

%% The same with Emit(Packed) for a few runs at a time.
-spec packed({work(Result), broken(Result)}, pack(Result, Packed), pos_integer(), non_neg_integer(),
             fun((Packed) -> term())) -> ok.
packed(_, _, _, 0, _) ->
    ok;
packed({Work, Broken}, Pack, First, Count, Emit) ->
    Trapping = process_flag(trap_exit, true),
    Many = erlang:system_info(schedulers_online),
    Chunk = max(1, min(?CHUNK_RUNS_MAX, Count div (4 * Many))),
    Share = #share{work = Work, broken = Broken, pack = Pack, emit = Emit, next = First, due = First,
                   last = First + Count - 1, chunk = Chunk, ahead = ?CHUNKS_AHEAD * Many * Chunk,
                   timer = look_soon()},
    %% One for each scheduler: two that take turns drive each other's heap out of
    %% the processor's cache, which costs more than a short wait for a chunk.
    stop(share(lists:foldl(fun(_, S) -> hire(S) end, Share, lists:seq(1, min(Count, Many))))),
    process_flag(trap_exit, Trapping),
    ok.

%% Ends in_order/5 in another process, once it has emitted all results that it
%% has. That process exits with {shutdown, cancelled}.
-spec cancel(pid()) -> ok.
cancel(Pid) ->
    Pid ! {?MODULE, cancel},
    ok.

share(#share{due = Due, last = Last} = Share) when Due > Last ->
    Share;
share(#share{idle = [Worker | Idle], again = [Job | Again]} = Share) ->
    share(assign(Worker, Job, Share#share{idle = Idle, again = Again}));
share(#share{idle = [Worker | Idle], next = Next, due = Due, last = Last, chunk = Chunk, ahead = Ahead} = Share)
  when Next =< Last, Next < Due + Ahead ->
    Job = {Next, min(Next + Chunk - 1, Last)},
    share(assign(Worker, Job, Share#share{idle = Idle, next = Next + Chunk}));
share(#share{workers = Workers, timer = Timer} = Share) ->
    receive
        {worked, Worker, First, Done} when is_map_key(Worker, Workers) ->
            share(hand_back(First, Done, free(Worker, Share)));
        {'EXIT', Worker, Reason} when is_map_key(Worker, Workers) ->
            share(replace(Worker, io_lib:format("the process of this run was ended: ~0tP", [Reason, 20]), [], Share));
        {timeout, Timer, look} ->
            share(maps:fold(fun look/3, Share#share{timer = look_soon()}, Workers));
        {?MODULE, cancel} ->
            give_up(Share)
    end.

assign(Pid, {First, Last} = Job, #share{workers = Workers} = Share) ->
    Pid ! {work, First, Last},
    #{Pid := Worker} = Workers,
    Share#share{workers = Workers#{Pid := Worker#worker{job = Job}}}.

free(Pid, #share{idle = Idle, workers = Workers} = Share) ->
    #{Pid := Worker} = Workers,
    Share#share{idle = [Pid | Idle], workers = Workers#{Pid := Worker#worker{job = none}}}.

hand_back(First, Done, #share{early = Early} = Share) ->
    emit(Share#share{early = Early#{First => Done}}).

emit(#share{due = Due, early = Early0, emit = Emit} = Share) ->
    case maps:take(Due, Early0) of
        {{Count, Packed}, Early} ->
            _ = Emit(Packed),
            emit(Share#share{due = Due + Count, early = Early});
        error -> Share
    end.

-spec give_up(#share{}) -> no_return().
give_up(#share{early = Early, emit = Emit} = Share) ->
    stop(Share),
    _ = [Emit(Packed) || {_, {_, Packed}} <- lists:keysort(1, maps:to_list(Early))],
    exit({shutdown, cancelled}).

stop(#share{timer = Timer, workers = Workers}) ->
    _ = erlang:cancel_timer(Timer),
    receive {timeout, Timer, look} -> ok after 0 -> ok end,
    lists:foreach(fun kill/1, maps:keys(Workers)).

kill(Worker) ->
    exit(Worker, kill),
    receive {'EXIT', Worker, _} -> ok end,
    receive {worked, Worker, _, _} -> ok after 0 -> ok end.

look_soon() ->
    erlang:start_timer(?LOOK_EVERY_MS, self(), look).

look(_, #worker{job = none}, Share) ->
    Share;
look(Pid, #worker{watch = Watch0} = Worker, #share{workers = Workers} = Share) ->
    case paxy_sim_watch:look(Pid, Watch0) of
        {ok, Watch} ->
            Share#share{workers = Workers#{Pid := Worker#worker{watch = Watch}}};
        {stuck, Reason, Decisions} ->
            kill(Pid),
            replace(Pid, Reason, Decisions, Share)
    end.

%% The current run of a worker that is gone is broken; the rest of its chunk is
%% done again.
replace(Pid, Reason, Decisions, #share{workers = Workers0, idle = Idle, again = Again, broken = Broken, pack = Pack} = Share) ->
    {#worker{job = Job, watch = Watch}, Workers} = maps:take(Pid, Workers0),
    Without = hire(Share#share{workers = Workers, idle = lists:delete(Pid, Idle)}),
    case Job of
        none ->
            Without;
        {First, Last} ->
            Run = max(First, min(Last, paxy_sim_watch:run(Watch))),
            Rest = [Part || {From, To} = Part <- [{First, Run - 1}, {Run + 1, Last}], From =< To],
            hand_back(Run, {1, Pack(Run, [Broken(Reason, Decisions)])}, Without#share{again = Rest ++ Again})
    end.

hire(#share{work = Work, pack = Pack, idle = Idle, workers = Workers} = Share) ->
    Owner = self(),
    Watch = paxy_sim_watch:new(),
    Pid = spawn_opt(fun() -> work(Owner, Work, Pack, Watch) end, [link, {min_heap_size, ?HEAP_WORDS}]),
    Share#share{idle = [Pid | Idle], workers = Workers#{Pid => #worker{watch = Watch}}}.

work(Owner, Work, Pack, Watch) ->
    receive
        {work, First, Last} ->
            Results = [one(Run, Work, Watch) || Run <- lists:seq(First, Last)],
            Owner ! {worked, self(), First, {Last - First + 1, Pack(First, Results)}},
            work(Owner, Work, Pack, Watch)
    end.

one(Run, Work, Watch) ->
    Work(Run, paxy_sim_watch:starts(Run, Watch)).
