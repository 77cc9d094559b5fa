%%% The guided search: walks through the system at random, on all cores, until
%%% one of them meets a violation of agreement or validity or the time is over.
%%% A wrong protocol is shown wrong here in a second or two where the search of
%%% every schedule needs minutes. That nothing is found here says nothing.
-module(paxy_check_walk).

-export([run/4, shorten/3]).
-export_type([options/0]).

-include("paxy_check_model.hrl").

-define(STEPS_MAX, 400).
-define(WALKS_PER_LOOK, 20).
%% Of so many steps one is a proposer's deadline, where another is possible;
%% each walk draws one of these.
-define(TICK_EVERY, {4, 7, 7, 14, 28}).

-type options() :: #{seed := integer(), ms := pos_integer(), workers := pos_integer()}.

%% A path to a violation, and how many walks were taken.
-spec run(#model{}, paxy_check_column:columns(), options(), paxy_check_guard:say()) ->
          {found, paxy_check_path:path(), Walks :: pos_integer()} | {none, Walks :: non_neg_integer()}.
run(Model, Columns, #{seed := Seed, ms := Ms, workers := Workers}, Say) ->
    Owner = self(),
    End = erlang:monotonic_time(millisecond) + Ms,
    Pids = [spawn_link(fun() ->
                               Begin = paxy_check_state:initial(Model, Columns),
                               Random = rand:seed_s(exsss, {Seed, Number, 1}),
                               walks(Begin, Model, Columns, Random, End, Owner)
                       end) || Number <- lists:seq(1, Workers)],
    collect(Pids, 0, Say).

collect([], Walks, _) ->
    {none, Walks};
collect(Pids, Walks, Say) ->
    receive
        {walked, _, Count} ->
            ok = Say(#{walks => Walks + Count}),
            collect(Pids, Walks + Count, Say);
        {over, Pid} -> collect(lists:delete(Pid, Pids), Walks, Say);
        {flaw, Path} ->
            [begin unlink(Pid), exit(Pid, kill) end || Pid <- Pids],
            {found, Path, Walks + 1}
    end.

walks(Begin, Model, Columns, Random0, End, Owner) ->
    case some(?WALKS_PER_LOOK, Begin, Model, Columns, Random0) of
        {flaw, Path} -> Owner ! {flaw, Path};
        Random ->
            Owner ! {walked, self(), ?WALKS_PER_LOOK},
            case erlang:monotonic_time(millisecond) < End of
                true -> walks(Begin, Model, Columns, Random, End, Owner);
                false -> Owner ! {over, self()}
            end
    end.

some(0, _, _, _, Random) -> Random;
some(Left, Begin, Model, Columns, Random0) ->
    {Which, Random1} = rand:uniform_s(tuple_size(?TICK_EVERY), Random0),
    case walk(Begin, ?STEPS_MAX, element(Which, ?TICK_EVERY), [], Model, Columns, Random1) of
        {flaw, _} = Flaw -> Flaw;
        Random -> some(Left - 1, Begin, Model, Columns, Random)
    end.

walk(_, 0, _, _, _, _, Random) -> Random;
walk({_, _, Blocks, Ids} = State, Left, TickEvery, Path, Model, Columns, Random0) ->
    {Slots, Random1} = slots(TickEvery, length(Blocks), length(Ids), Random0),
    case pick(Slots, State, Model, Columns, Random1) of
        {none, Random} -> Random;
        {{Label, Next}, Random} ->
            case flawed(Next, Model) of
                true -> {flaw, lists:reverse(Path, [Label])};
                false -> walk(Next, Left - 1, TickEvery, [Label | Path], Model, Columns, Random)
            end
    end.

%% Whose turn it may be, in the order in which they are asked.
slots(TickEvery, Proposers, Acceptors, Random0) ->
    {Draw, Random1} = rand:uniform_s(TickEvery, Random0),
    {Proposer, Random2} = rand:uniform_s(Proposers, Random1),
    {Acceptor, Random} = rand:uniform_s(Acceptors, Random2),
    Ticks = [{proposer, I} || I <- rotated(Proposer, Proposers)],
    Columns = [{column, K} || K <- rotated(Acceptor, Acceptors)],
    {case Draw of 1 -> Ticks ++ Columns; _ -> Columns ++ Ticks end, Random}.

rotated(First, Count) -> lists:seq(First, Count) ++ lists:seq(1, First - 1).

pick([], _, _, _, Random) -> {none, Random};
pick([Slot | Slots], State, Model, Columns, Random0) ->
    case paxy_check_state:moves_of(Slot, State, Model, Columns) of
        [] -> pick(Slots, State, Model, Columns, Random0);
        Moves ->
            {Number, Random} = rand:uniform_s(length(Moves), Random0),
            {lists:nth(Number, Moves), Random}
    end.

flawed({_, _, Blocks, _}, Model) ->
    paxy_check_state:unsafe(Blocks, Model) =/= none.

%% Leaves out steps, one or two at a time, as long as the rest still leads to a
%% violation. The result is not always a shortest path.
-spec shorten(paxy_check_path:path(), #model{}, paxy_check_column:columns()) -> paxy_check_path:path().
shorten(Path, Model, Columns) ->
    Begin = paxy_check_state:initial(Model, Columns),
    Play = fun(Labels) -> play(Labels, Begin, [], Model, Columns) end,
    pairs(singles(Path, 1, Play), Play).

singles(Path, N, _) when N > length(Path) -> Path;
singles(Path, N, Play) ->
    case Play(without(N, Path)) of
        {flaw, Shorter} -> singles(Shorter, 1, Play);
        none -> singles(Path, N + 1, Play)
    end.

pairs(Path, Play) ->
    Length = length(Path),
    pairs([{N, M} || N <- lists:seq(1, Length), M <- lists:seq(N + 1, Length)], Path, Play).

pairs([], Path, _) -> Path;
pairs([{N, M} | Pairs], Path, Play) ->
    case Play(without(N, without(M, Path))) of
        {flaw, Shorter} -> pairs(singles(Shorter, 1, Play), Play);
        none -> pairs(Pairs, Path, Play)
    end.

without(N, Path) ->
    {Before, [_ | After]} = lists:split(N - 1, Path),
    Before ++ After.

%% The steps that are still possible, up to the violation.
play([], _, _, _, _) -> none;
play([Label | Labels], State, Played, Model, Columns) ->
    case lists:keyfind(Label, 1, paxy_check_state:moves_of(slot(Label), State, Model, Columns)) of
        false -> play(Labels, State, Played, Model, Columns);
        {Label, Next} ->
            case flawed(Next, Model) of
                true -> {flaw, lists:reverse(Played, [Label])};
                false -> play(Labels, Next, [Label | Played], Model, Columns)
            end
    end.

slot({proposer, I, tick}) -> {proposer, I};
slot({acceptor, K, _, _}) -> {column, K};
slot({reply, K, _, _}) -> {column, K}.
