%%% Every state that any schedule can lead to, level by level, so that the
%%% first violation found is one of the shortest.
-module(paxy_check_search).

-export([run/4]).
-export_type([limits/0, result/0]).

-define(CHUNK_STATES, 500).
-define(REPORT_EVERY_MS, 250).

-type limits() :: #{states_max := pos_integer(), memory_max := pos_integer(), workers := pos_integer()}.
%% `ending': everything was seen; a flaw was found; a limit was met; the user stopped it.
-type result() :: #{ending := complete | {flaw, paxy_check_worker:flaw(), paxy_check_path:path()}
                              | states_max | memory_max | stopped,
                    states := non_neg_integer(), transitions := non_neg_integer(),
                    frontier := non_neg_integer(), depth := non_neg_integer(), elapsed := integer()}.

-record(search, {task :: paxy_check_worker:task(),
                 limits :: limits(),
                 report :: fun((map()) -> term()),
                 began :: integer(),
                 reported :: integer(),
                 depth = 0 :: non_neg_integer(),
                 todo :: [[paxy_check_state:key()]],       %% chunks of this level
                 next = [] :: [[paxy_check_state:key()]],  %% chunks of the next one
                 idle :: [pid()],
                 busy = 0 :: non_neg_integer(),
                 states = 1 :: pos_integer(),
                 transitions = 0 :: non_neg_integer(),
                 flaws = [] :: [{paxy_check_state:key(), paxy_check_worker:flaw()}],
                 ending = none :: none | complete | states_max | memory_max | stopped}).

%% Calls Report with the figures so far, a few times a second. A message
%% `stop' to the calling process ends the search with what is known by then.
-spec run(paxy_check_system:system(), paxy_check_model:model(), limits(), fun((map()) -> term())) -> result().
run(System, Model, #{workers := Count} = Limits, Report) ->
    Columns = paxy_check_column:new(),
    Seen = ets:new(seen, [public, set, {write_concurrency, true}, {read_concurrency, true}]),
    Task = #{model => Model, columns => Columns, seen => Seen, owner => self(),
             rescue => paxy_check_progress:proposer(System)},
    First = paxy_check_path:first(Model, Columns),
    true = ets:insert(Seen, {First, 0}),
    Workers = [paxy_check_worker:start(Task) || _ <- lists:seq(1, Count)],
    Now = erlang:monotonic_time(millisecond),
    Search = search(#search{task = Task, limits = Limits, report = Report, began = Now, reported = Now,
                            todo = [[First]], idle = Workers ++ Workers}),
    [begin unlink(Worker), exit(Worker, kill) end || Worker <- Workers],
    Result = (figures(Search))#{ending => ending(Search)},
    true = ets:delete(Seen),
    Result.

search(#search{flaws = [_ | _], busy = 0} = Search) ->
    Search;
search(#search{ending = Ending, busy = 0} = Search) when Ending =/= none ->
    Search;
search(#search{todo = [], busy = 0, next = []} = Search) ->
    Search#search{ending = complete};
search(#search{todo = [], busy = 0, next = Next, depth = Depth} = Search) ->
    search(Search#search{todo = Next, next = [], depth = Depth + 1});
search(#search{todo = [Chunk | Todo], idle = [Worker | Idle], busy = Busy, depth = Depth, ending = none} = Search) ->
    Worker ! {look, Depth, Chunk},
    search(Search#search{todo = Todo, idle = Idle, busy = Busy + 1});
search(Search) ->
    receive
        {found, Worker, New, Steps, Flaws} -> search(limited(reported(found(Worker, New, Steps, Flaws, Search))));
        stop -> search(Search#search{ending = stopped, todo = []})
    end.

found(Worker, New, Steps, Flaws, #search{idle = Idle, busy = Busy, next = Next, states = States,
                                         transitions = Transitions, flaws = Known} = Search) ->
    Search#search{idle = [Worker | Idle], busy = Busy - 1, next = chunks(New, Next),
                  states = States + length(New), transitions = Transitions + Steps, flaws = Flaws ++ Known}.

chunks([], Chunks) -> Chunks;
chunks(Keys, [Chunk | Chunks]) when length(Keys) + length(Chunk) =< ?CHUNK_STATES -> [Keys ++ Chunk | Chunks];
chunks(Keys, Chunks) when length(Keys) =< ?CHUNK_STATES -> [Keys | Chunks];
chunks(Keys, Chunks) ->
    {Chunk, Rest} = lists:split(?CHUNK_STATES, Keys),
    chunks(Rest, [Chunk | Chunks]).

reported(#search{reported = Reported, report = Report} = Search) ->
    case erlang:monotonic_time(millisecond) of
        Now when Now - Reported < ?REPORT_EVERY_MS -> Search;
        Now ->
            _ = Report(figures(Search)),
            Search#search{reported = Now}
    end.

limited(#search{ending = none, states = States, limits = #{states_max := StatesMax, memory_max := MemoryMax}} = Search) ->
    case States >= StatesMax of
        true -> Search#search{ending = states_max, todo = []};
        false ->
            case erlang:memory(total) >= MemoryMax of
                true -> Search#search{ending = memory_max, todo = []};
                false -> Search
            end
    end;
limited(Search) ->
    Search.

figures(#search{states = States, transitions = Transitions, depth = Depth, began = Began, todo = Todo, next = Next}) ->
    #{states => States, transitions => Transitions, depth => Depth,
      frontier => lists:sum([length(Chunk) || Chunk <- Todo ++ Next]),
      elapsed => erlang:monotonic_time(millisecond) - Began}.

ending(#search{flaws = [], ending = Ending}) -> Ending;
ending(#search{flaws = Flaws, depth = Depth, task = #{model := Model, columns := Columns, seen := Seen}}) ->
    {Key, Flaw} = lists:min(Flaws),
    {flaw, Flaw, paxy_check_path:find(Key, Depth, Model, Columns, Seen)}.
