%%% Shares a stretch of runs among all schedulers, and hands the results back
%%% in the order of the runs while the work goes on. Bounded: nobody works
%%% further ahead of the result that is due next than a few chunks a worker.
-module(paxy_sim_workers).

-export([in_order/4]).

-define(CHUNK_RUNS_MAX, 32).
-define(CHUNKS_AHEAD, 8).
%% Words: room for a run's events without collecting garbage all the time.
-define(HEAP_WORDS, 400_000).

-record(share, {next :: pos_integer(),         %% the run to be handed out next
                due :: pos_integer(),          %% the run to be handed back next
                last :: non_neg_integer(),
                chunk :: pos_integer(),
                ahead :: pos_integer(),
                idle :: [pid()],
                early = #{} :: #{First :: pos_integer() => [term()]}}).

%% Calls Emit(Run, Work(Run)) for Count runs from First on, in this process.
%% The workers are linked to it and end with it.
-spec in_order(fun((pos_integer()) -> Result), pos_integer(), non_neg_integer(),
               fun((pos_integer(), Result) -> term())) -> ok.
in_order(_, _, 0, _) ->
    ok;
in_order(Work, First, Count, Emit) ->
    Owner = self(),
    Many = erlang:system_info(schedulers_online),
    Chunk = max(1, min(?CHUNK_RUNS_MAX, Count div (4 * Many))),
    %% Twice as many as schedulers, so that none waits for a chunk.
    Workers = [spawn_opt(fun() -> work(Owner, Work) end, [link, {min_heap_size, ?HEAP_WORDS}])
               || _ <- lists:seq(1, min(Count, 2 * Many))],
    share(#share{next = First, due = First, last = First + Count - 1, chunk = Chunk,
                 ahead = ?CHUNKS_AHEAD * Many * Chunk, idle = Workers}, Emit),
    [begin unlink(Worker), exit(Worker, kill) end || Worker <- Workers],
    ok.

share(#share{due = Due, last = Last}, _) when Due > Last ->
    ok;
share(#share{idle = [Worker | Idle], next = Next, due = Due, last = Last, chunk = Chunk,
             ahead = Ahead} = Share, Emit) when Next =< Last, Next < Due + Ahead ->
    Worker ! {work, Next, min(Next + Chunk - 1, Last)},
    share(Share#share{idle = Idle, next = Next + Chunk}, Emit);
share(#share{idle = Idle, early = Early} = Share, Emit) ->
    receive
        {worked, Worker, First, Results} ->
            share(hand_back(Share#share{idle = [Worker | Idle], early = Early#{First => Results}}, Emit),
                  Emit)
    end.

hand_back(#share{due = Due, early = Early0} = Share, Emit) ->
    case maps:take(Due, Early0) of
        {Results, Early} ->
            Next = lists:foldl(fun(Result, Run) -> Emit(Run, Result), Run + 1 end, Due, Results),
            hand_back(Share#share{due = Next, early = Early}, Emit);
        error ->
            Share
    end.

work(Owner, Work) ->
    receive
        {work, First, Last} ->
            Owner ! {worked, self(), First, [Work(Run) || Run <- lists:seq(First, Last)]},
            work(Owner, Work)
    end.
