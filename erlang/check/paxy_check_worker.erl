%%% Looks at states of the frontier: is each of them safe, can it make
%%% progress, and which states follow that nobody has seen? What it works out
%%% about columns it remembers for itself.
-module(paxy_check_worker).

-export([start/1]).
-export_type([task/0, found/0, flaw/0]).

-include("paxy_check_model.hrl").

-type task() :: #{model := paxy_check_model:model(), columns := paxy_check_column:columns(),
                  seen := ets:table(), rescue := paxy_check_progress:proposer(), owner := pid()}.
-type flaw() :: {agreement, term(), term()} | {validity, term()} | no_progress.
%% What came of some states: new ones, how many steps, and what was wrong.
-type found() :: {found, pid(), [paxy_check_state:key()], Steps :: non_neg_integer(),
                  [{paxy_check_state:key(), flaw()}]}.

%% A linked worker; it expects {look, Depth, Keys} and answers with found().
-spec start(task()) -> pid().
start(Task) ->
    spawn_opt(fun() -> loop(Task) end, [link, {min_heap_size, 8_000_000}, {fullsweep_after, 100}]).

loop(#{owner := Owner} = Task) ->
    receive
        {look, Depth, Keys} ->
            Owner ! look(Keys, Depth, Task, [], 0, []),
            loop(Task)
    end.

look([], _, _, New, Steps, Flaws) ->
    {found, self(), New, Steps, Flaws};
look([Key | Keys], Depth, #{model := Model, columns := Columns, seen := Seen} = Task, New0, Steps, Flaws) ->
    State = paxy_check_state:open(Key, Model),
    case flaw(State, Task) of
        none ->
            Followers = paxy_check_state:followers(State, Model, Columns),
            {New, More} = unseen(Followers, Depth + 1, Seen, New0, 0),
            look(Keys, Depth, Task, New, Steps + More, Flaws);
        Flaw ->
            look(Keys, Depth, Task, New0, Steps, [{Key, Flaw} | Flaws])
    end.

unseen([], _, _, New, Steps) ->
    {New, Steps};
unseen([Key | Keys], Depth, Seen, New, Steps) ->
    case ets:insert_new(Seen, {Key, Depth}) of
        true -> unseen(Keys, Depth, Seen, [Key | New], Steps + 1);
        false -> unseen(Keys, Depth, Seen, New, Steps + 1)
    end.

flaw({_, _, Blocks, Ids}, #{model := #model{decisions = Decisions, proposed = Proposed} = Model} = Task) ->
    case decided(Blocks, 1, Decisions) of
        [] -> progress(Ids, Model, Task);
        Decided ->
            case paxy_judge:safety(Proposed, Decided) of
                safe -> progress(Ids, Model, Task);
                {violation, agreement, One, Other} -> {agreement, One, Other};
                {violation, validity, Value} -> {validity, Value}
            end
    end.

decided([], _, _) -> [];
decided([Block | Blocks], I, Decisions) ->
    case element(Block, element(I, Decisions)) of
        none -> decided(Blocks, I + 1, Decisions);
        {value, Value} -> [Value | decided(Blocks, I + 1, Decisions)]
    end.

%% The same acceptors' states come again and again: each is tried once.
progress(Ids, #model{cores = Cores} = Model, #{columns := Columns, rescue := Rescue}) ->
    States = [paxy_check_column:state(Id, Model, Columns) || Id <- Ids],
    Key = {rescued, States},
    case get(Key) of
        none -> none;
        undefined ->
            Acceptors = [map_get(State, element(K, Cores))
                         || {K, State} <- lists:zip(lists:seq(1, length(States)), States)],
            Flaw = case paxy_check_progress:decides(Rescue, Acceptors) of
                       true -> none;
                       false -> no_progress
                   end,
            put(Key, Flaw),
            Flaw;
        Flaw -> Flaw
    end.
