%%% Examines states of the frontier: whether each is safe and can make progress, and which
%%% new states follow. Each worker remembers for itself what it has computed about
%%% columns; whether acceptors can make progress, which takes longest, is worked out once
%%% for all workers.
-module(paxy_check_worker).

-export([start/1]).
-export_type([task/0, found/0, flaw/0]).

-include("paxy_check_model.hrl").

-type task() :: #{model := paxy_check_model:model(), columns := paxy_check_column:columns(),
                  rescue := off | paxy_check_progress:proposer(), owner := pid(), calls := undefined | ets:table(),
                  memory_max := pos_integer(), rescued := ets:table()}.
-type flaw() :: {agreement, term(), term()} | {validity, term()} | no_progress | crash.
%% The result of a chunk of states: the new ones and their number, the number of steps,
%% and a flaw.
-type found() :: {found, pid(), paxy_check_level:chunk(), New :: non_neg_integer(), Steps :: non_neg_integer(),
                  [{paxy_check_state:key(), flaw()}]}.

%% A linked worker; it expects {look, Chunk, Table} and answers with found(),
%% or with {too_wide, pid()} where a column's number does not fit a key.
-spec start(task()) -> pid().
start(#{calls := Calls, memory_max := MemoryMax} = Task) ->
    Heap = #{size => max(1, MemoryMax div erlang:system_info(wordsize)), kill => true, error_logger => false},
    spawn_opt(fun() ->
                      ok = paxy_check_call:watch(Calls),
                      try loop(Task)
                      catch throw:{fault, Sentence} -> exit({fault, Sentence})
                      end
              end, [link, {max_heap_size, Heap}, {min_heap_size, 1_000_000}, {fullsweep_after, 1000}]).

loop(#{owner := Owner, model := #model{key_bytes = Bytes}} = Task) ->
    receive
        {look, Chunk, Table} ->
            Owner ! try look(paxy_check_level:keys(Chunk, Bytes), Table, Task, [], 0, 0, [])
                    catch throw:too_wide -> {too_wide, self()}
                    end,
            loop(Task)
    end.

look([], _, #{model := #model{key_bytes = Bytes}}, New, Count, Steps, Flaws) ->
    {found, self(), paxy_check_level:chunk(New, Bytes), Count, Steps, Flaws};
look([Key | Keys], Table, #{model := Model, columns := Columns} = Task, New0, Count0, Steps, Flaws) ->
    State = paxy_check_state:open(Key, Model),
    case flaw(State, Task) of
        none ->
            Followers = paxy_check_state:followers(State, Model, Columns),
            {New, Count, More} = unseen(Followers, Table, New0, Count0, 0),
            look(Keys, Table, Task, New, Count, Steps + More, Flaws);
        Flaw ->
            look(Keys, Table, Task, New0, Count0, Steps, [{Key, Flaw} | Flaws])
    end.

unseen([], _, New, Count, Steps) ->
    {New, Count, Steps};
unseen([Key | Keys], Table, New, Count, Steps) ->
    case paxy_check_table:insert(Key, Table) of
        true -> unseen(Keys, Table, [Key | New], Count + 1, Steps + 1);
        false -> unseen(Keys, Table, New, Count, Steps + 1)
    end.

flaw({_, _, Blocks, Ids}, #{model := Model} = Task) ->
    case paxy_check_state:unsafe(Blocks, Model) of
        none -> progress(Ids, Model, Task);
        Flaw -> Flaw
    end.

%% The same acceptors' states come again and again: each is tried once.
progress(_, _, #{rescue := off}) ->
    none;
progress(Ids, Model, #{columns := Columns} = Task) ->
    States = [paxy_check_column:state(Id, Model, Columns) || Id <- Ids],
    Key = {rescued, States},
    case get(Key) of
        undefined ->
            Flaw = rescued(States, Model, Task),
            put(Key, Flaw),
            Flaw;
        Flaw -> Flaw
    end.

rescued(States, #model{cores = Cores}, #{rescue := Rescue, rescued := Rescued}) ->
    case ets:lookup(Rescued, States) of
        [{_, Flaw}] -> Flaw;
        [] ->
            Flaw = case paxy_check_progress:decides(Rescue, [map_get(State, element(K, Cores))
                                                             || {K, State} <- lists:enumerate(States)]) of
                       true -> none;
                       false -> no_progress;
                       {crashed, _} -> crash
                   end,
            true = ets:insert(Rescued, {States, Flaw}),
            Flaw
    end.
