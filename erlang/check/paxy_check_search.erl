%%% Visits every state that any schedule can reach, level by level, so that the
%%% first violation found is one of the shortest.
-module(paxy_check_search).

-export([run/4]).
-export_type([limits/0, result/0]).

-define(REPORT_EVERY_MS, 200).
-define(ENTRIES_FIRST, 200_000).
-define(GROWTH, 1.5).
-define(CHUNKS_EACH, 2).

%% `depth_max' and `ms_max' end the search early: `bounded'.
-type limits() :: #{states_max := pos_integer(), memory_max := pos_integer(), workers := pos_integer(), compact => boolean(), progress => boolean(),
                    depth_max => non_neg_integer(), ms_max => pos_integer(), _ => _}.
%% `ending': all states were seen; a flaw was found; a limit was met; or a column's number
%% did not fit the keys of this model.
-type result() :: #{ending := complete | {flaw, paxy_check_worker:flaw(), paxy_check_path:path()}
                              | states_max | bounded | too_wide,
                    states := non_neg_integer(), transitions := non_neg_integer(),
                    frontier := non_neg_integer(), depth := non_neg_integer(),
                    growth := float(), bytes_state := float(), missed := float()}.

-record(search, {task :: paxy_check_worker:task(),
                 limits :: limits(),
                 say :: paxy_check_guard:say(),
                 began :: integer(),
                 reported :: integer(),
                 table :: paxy_check_table:table(),
                 bytes :: pos_integer(),                        %% of a key
                 margin :: pos_integer(),                       %% room for finds while all workers are busy
                 depth = 0 :: non_neg_integer(),
                 todo :: [paxy_check_level:chunk()],            %% of this level
                 level = [] :: [paxy_check_level:chunk()],      %% all of this level
                 before = [] :: [[paxy_check_level:chunk()]],   %% the levels before it, the last one first
                 next = {[], [], 0} :: paxy_check_level:level(),
                 found = 0 :: non_neg_integer(),                %% how many states the next level has
                 size = 1 :: pos_integer(),                     %% and this one
                 growth = 1.0 :: float(),                       %% of the last level over the one before
                 idle :: [pid()],
                 busy = 0 :: non_neg_integer(),
                 states = 1 :: pos_integer(),
                 transitions = 0 :: non_neg_integer(),
                 flaws = [] :: [{paxy_check_state:key(), paxy_check_worker:flaw()}],
                 ending = none :: none | complete | states_max | bounded | too_wide}).

%% Reports the figures so far, a few times a second.
-spec run(paxy_check_system:system(), paxy_check_model:model(), limits(), paxy_check_guard:say()) -> result().
run(System, Model, Limits, Say) ->
    Columns = paxy_check_column:new(paxy_check_model:columns_max(Model)),
    Task = #{model => Model, columns => Columns, owner => self(), calls => paxy_check_call:table(),
             memory_max => maps:get(memory_max, Limits), rescued => ets:new(rescued, [public]),
             rescue => case Limits of
                           #{progress := false} -> off;
                           #{} -> paxy_check_progress:proposer(System)
                       end},
    Search0 = begun(Task, Limits, Say),
    Search = search(Search0),
    [begin unlink(Worker), exit(Worker, kill) end || Worker <- lists:usort(Search0#search.idle)],
    (figures(Search))#{ending => ending(Search), missed => missed(Search),
                       bytes_state => bytes(Search) / Search#search.states}.

begun(#{model := Model, columns := Columns} = Task, #{workers := Count} = Limits, Say) ->
    Bytes = paxy_check_model:key_bytes(Model),
    Margin = ?CHUNKS_EACH * Count * 500 * paxy_check_model:moves_max(Model),
    Table = paxy_check_table:new(width(Model, Limits), ?ENTRIES_FIRST + 2 * Margin),
    First = paxy_check_path:first(Model, Columns),
    true = paxy_check_table:insert(First, Table),
    Chunk = paxy_check_level:chunk([First], Bytes),
    Workers = [paxy_check_worker:start(Task) || _ <- lists:seq(1, Count)],
    Now = erlang:monotonic_time(millisecond),
    #search{task = Task, limits = Limits, say = Say, began = Now, reported = Now, table = Table, bytes = Bytes,
            margin = Margin, todo = [Chunk], level = [Chunk],
            idle = lists:append(lists:duplicate(?CHUNKS_EACH, Workers))}.

width(Model, Limits) ->
    case {paxy_check_table:width(paxy_check_model:key_bits(Model)), Limits} of
        {Words, #{compact := true}} when is_integer(Words), Words > 1 -> hash;
        {Width, _} -> Width
    end.

search(#search{flaws = [_ | _], busy = 0} = Search) ->
    Search;
search(#search{ending = Ending, busy = 0} = Search) when Ending =/= none ->
    Search;
search(#search{todo = [], busy = 0, found = 0} = Search) ->
    Search#search{ending = complete};
search(#search{todo = [], busy = 0} = Search) ->
    search(deeper(Search));
search(#search{todo = [Chunk | Todo], idle = [Worker | Idle], busy = Busy, ending = none} = Search) ->
    case {full(Search), Busy} of
        {false, _} ->
            Worker ! {look, Chunk, Search#search.table},
            search(Search#search{todo = Todo, idle = Idle, busy = Busy + 1});
        {true, 0} -> search(grown(Search));
        {true, _} -> search(heard(Search))
    end;
search(Search) ->
    search(heard(Search)).

deeper(#search{depth = Depth, limits = #{depth_max := Depth}} = Search) ->
    Search#search{ending = bounded};
deeper(#search{next = {Full, Open, _}, level = Level, before = Before, depth = Depth, found = Found, size = Size} = Search) ->
    Todo = [iolist_to_binary(Open) || Open =/= []] ++ Full,
    Search#search{todo = Todo, level = Todo, before = [Level | Before], next = {[], [], 0}, depth = Depth + 1,
                  found = 0, size = Found, growth = Found / Size}.

heard(Search) ->
    receive
        {found, Worker, New, Count, Steps, Flaws} ->
            limited(reported(found(Worker, New, Count, Steps, Flaws, Search)));
        {too_wide, Worker} ->
            #search{idle = Idle, busy = Busy} = Search,
            Search#search{ending = too_wide, todo = [], idle = [Worker | Idle], busy = Busy - 1}
    end.

found(Worker, New, Count, Steps, Flaws, #search{idle = Idle, busy = Busy, next = Next, states = States, bytes = Bytes,
                                                found = Found, transitions = Transitions, flaws = Known} = Search) ->
    Search#search{idle = [Worker | Idle], busy = Busy - 1, next = paxy_check_level:add(New, Count, Bytes, Next),
                  found = Found + Count, states = States + Count, transitions = Transitions + Steps,
                  flaws = Flaws ++ Known}.

full(#search{states = States, margin = Margin, table = Table}) ->
    States + Margin > paxy_check_table:entries_max(Table).

%% A larger table. It is filled again from the levels, so the old one is deleted first.
grown(#search{table = {Width, _, _} = Table, level = Level, before = Before, next = {Full, Open, _}, bytes = Bytes,
              limits = #{workers := Workers}} = Search) ->
    Entries = ceil(paxy_check_table:entries_max(Table) * ?GROWTH),
    Larger = paxy_check_table:new(Width, Entries),
    filled(deal(lists:append([Level, Full, Open | Before]), Workers), Larger, Bytes),
    Search#search{table = Larger}.

filled(Parts, Table, Bytes) ->
    Fillers = [spawn_monitor(fun() ->
                                     [paxy_check_table:insert(Key, Table)
                                      || Chunk <- Part, Key <- paxy_check_level:keys(Chunk, Bytes)]
                             end) || Part <- Parts],
    lists:foreach(fun({_, Monitor}) -> receive {'DOWN', Monitor, process, _, normal} -> ok end end, Fillers).

deal(List, Count) ->
    Size = length(List) div Count + 1,
    [lists:sublist(List, 1 + N * Size, Size) || N <- lists:seq(0, Count - 1), N * Size < length(List)].

reported(#search{reported = Reported, say = Say} = Search) ->
    case erlang:monotonic_time(millisecond) of
        Now when Now - Reported < ?REPORT_EVERY_MS -> Search;
        Now ->
            ok = Say(figures(Search)),
            Search#search{reported = Now}
    end.

limited(#search{ending = none, states = States, began = Began, limits = #{states_max := StatesMax} = Limits} = Search) ->
    case {States >= StatesMax, Limits} of
        {true, _} -> Search#search{ending = states_max, todo = []};
        {false, #{ms_max := Ms}} ->
            case erlang:monotonic_time(millisecond) - Began >= Ms of
                true -> Search#search{ending = states_max, todo = []};
                false -> Search
            end;
        _ -> Search
    end;
limited(Search) ->
    Search.

figures(#search{states = States, transitions = Transitions, depth = Depth, todo = Todo, bytes = Bytes, found = Found,
                growth = Growth}) ->
    #{states => States, transitions => Transitions, depth => Depth, growth => Growth,
      frontier => lists:sum([byte_size(Chunk) || Chunk <- Todo]) div Bytes + Found}.

bytes(#search{table = Table, states = States, bytes = Bytes}) ->
    paxy_check_table:bytes(Table) + States * Bytes.

missed(#search{table = {hash, _, _}, states = States}) -> paxy_check_table:missed(States);
missed(_) -> 0.0.

ending(#search{flaws = [], ending = Ending}) -> Ending;
ending(#search{flaws = Flaws, before = Before, bytes = Bytes, task = #{model := Model, columns := Columns}}) ->
    {Key, Flaw} = lists:min(Flaws),
    {flaw, Flaw, paxy_check_path:find(Key, Before, Bytes, Model, Columns)}.
