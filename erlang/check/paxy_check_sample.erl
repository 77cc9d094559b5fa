%%% The guided search: it goes level by level as the search of everything does,
%%% and of all states of a level in which the proposers are in the same place, whichever
%%% acceptors they have heard from, it keeps a few, drawn at random. So rare places, in
%%% which a wrong protocol fails, get as much time as common ones. Each sweep keeps more
%%% than the one before; each core has sweeps of its own, until one of them meets a
%%% violation of agreement or validity or the time is over.
%%%
%%% (2 proposers, 3 acceptors, 2 rounds: it finds stale_promises within some 3,000 states,
%%% amnesia with one crash 5,000, stale_votes 12,000, ballot_reuse with one crash 20,000;
%%% random walks need millions of steps.) Finding nothing here proves nothing.
-module(paxy_check_sample).

-export([run/4, shorten/3]).
-export_type([options/0]).

-include("paxy_check_model.hrl").

-define(KEPT_FIRST, 1).
-define(LEVEL_MAX, 8000).
-define(LEVELS_MAX, 500).
-define(STATES_PER_LOOK, 200).

%% `ms' is how long, but each worker looks at ?LOOKED_MIN states all the same: a
%% busy machine must not hide a violation.
-type options() :: #{seed := integer(), ms := pos_integer(), workers := pos_integer(),
                     kept_first => pos_integer()}. %% states of a place that the first sweep keeps; each further one twice as many

-define(LOOKED_MIN, 40_000).

-record(sweep, {model :: #model{}, columns :: paxy_check_column:columns(), owner :: pid(),
                random :: rand:state(), began :: integer(), ms :: pos_integer(), kept = ?KEPT_FIRST :: pos_integer(),
                looked = 0 :: non_neg_integer(), whole = true :: boolean(),
                seen = #{} :: #{paxy_check_state:key() => From :: none | paxy_check_state:key()}}).

%% A path to a violation, and the number of states looked at; `too_wide' if a column's
%% number does not fit the keys of this model.
-spec run(#model{}, paxy_check_column:columns(), options(), paxy_check_guard:say()) ->
          {found, paxy_check_path:path(), Looked :: pos_integer()} | {none, Looked :: non_neg_integer()} | too_wide.
run(Model, Columns, #{seed := Seed, ms := Ms, workers := Workers} = Options, Say) ->
    Owner = self(),
    Sweep = #sweep{model = Model, columns = Columns, owner = Owner, began = erlang:monotonic_time(millisecond), ms = Ms,
                   kept = maps:get(kept_first, Options, ?KEPT_FIRST), random = rand:seed_s(exsss, {Seed, 0, 1})},
    Pids = [spawn_link(fun() -> sweeps(Sweep#sweep{random = rand:seed_s(exsss, {Seed, Number, 1})}) end)
            || Number <- lists:seq(1, Workers)],
    collect(Pids, 0, Say).

collect([], Looked, _) ->
    {none, Looked};
collect(Pids, Looked, Say) ->
    receive
        {looked, _, Count} ->
            ok = Say(#{sampled => Looked + Count}),
            collect(Pids, Looked + Count, Say);
        {over, Pid} -> collect(lists:delete(Pid, Pids), Looked, Say);
        {flaw, Path} -> ended({found, Path, Looked + 1}, Pids);
        too_wide -> ended(too_wide, Pids)
    end.

%% Late messages of the other samplers must not reach a later search.
ended(Result, Pids) ->
    [begin unlink(Pid), exit(Pid, kill) end || Pid <- Pids],
    [receive {'DOWN', Monitor, process, _, _} -> ok end || Monitor <- [erlang:monitor(process, Pid) || Pid <- Pids]],
    forget(),
    Result.

forget() ->
    receive
        {looked, _, _} -> forget();
        {over, _} -> forget();
        {flaw, _} -> forget();
        too_wide -> forget()
    after 0 -> ok
    end.

sweeps(#sweep{owner = Owner, kept = Kept} = Sweep) ->
    try sweep(Sweep) of
        {flaw, Path} -> Owner ! {flaw, Path};
        over -> Owner ! {over, self()};
        #sweep{} = Swept -> sweeps(Swept#sweep{kept = 2 * Kept, whole = true})
    catch
        throw:too_wide -> Owner ! too_wide
    end.

%% `over' also where every state was kept: that sweep has seen all there is.
sweep(#sweep{model = Model, columns = Columns} = Sweep) ->
    First = paxy_check_path:first(Model, Columns),
    level([First], 0, Sweep#sweep{seen = #{First => none}}).

level([], _, #sweep{whole = true}) -> over;
level([], _, Sweep) -> Sweep;
level(_, ?LEVELS_MAX, Sweep) -> Sweep;
level(Keys, Depth, Sweep0) ->
    case looked(Keys, #{}, Sweep0) of
        {flaw, _} = Flaw -> Flaw;
        over -> over;
        {Places, Sweep1} ->
            {Kept, Sweep} = fewer(lists:append([Some || {_, Some} <- maps:values(Places)]), Sweep1),
            level(Kept, Depth + 1, Sweep)
    end.

%% What follows these states, by place.
looked([], Places, Sweep) ->
    {Places, Sweep};
looked([Key | Keys], Places0, #sweep{model = Model, columns = Columns, looked = Looked} = Sweep0) ->
    case Looked rem ?STATES_PER_LOOK =:= ?STATES_PER_LOOK - 1 andalso is_over(Sweep0) of
        true -> over;
        false ->
            State = paxy_check_state:open(Key, Model),
            Moves = paxy_check_state:moves(State, Model, Columns),
            case followed(Moves, Key, Places0, Sweep0#sweep{looked = Looked + 1}) of
                {flaw, Flawed} -> {flaw, paxy_check_path:along(way(Key, Sweep0#sweep.seen, [Flawed]), Model, Columns)};
                {Places, Sweep} -> looked(Keys, Places, Sweep)
            end
    end.

is_over(#sweep{owner = Owner, began = Began, ms = Ms, looked = Looked}) ->
    Owner ! {looked, self(), ?STATES_PER_LOOK},
    Looked >= ?LOOKED_MIN andalso erlang:monotonic_time(millisecond) - Began >= Ms.

way(none, _, Keys) -> Keys;
way(Key, Seen, Keys) -> way(map_get(Key, Seen), Seen, [Key | Keys]).

followed([], _, Places, Sweep) ->
    {Places, Sweep};
followed([{_, State} | Moves], From, Places, #sweep{model = Model, seen = Seen} = Sweep) ->
    Key = paxy_check_state:key(State, Model),
    case Seen of
        #{Key := _} -> followed(Moves, From, Places, Sweep);
        #{} ->
            case flawed(State, Model) of
                true -> {flaw, Key};
                false ->
                    {Placed, Random} = placed(Key, paxy_check_state:place(State, Model), Places, Sweep),
                    Whole = Sweep#sweep.whole andalso Random =:= Sweep#sweep.random,
                    followed(Moves, From, Placed, Sweep#sweep{seen = Seen#{Key => From}, random = Random, whole = Whole})
            end
    end.

%% Each state of a place is kept with the same chance (Vitter, "Random
%% Sampling with a Reservoir", 1985, algorithm R).
placed(Key, Place, Places, #sweep{kept = Kept, random = Random0}) ->
    case Places of
        #{Place := {Count, Some}} when Count < Kept ->
            {Places#{Place := {Count + 1, [Key | Some]}}, Random0};
        #{Place := {Count, Some}} ->
            {Places_, Random} = case rand:uniform_s(Count + 1, Random0) of
                                    {Number, Random1} when Number =< Kept ->
                                        {{Count + 1, replaced(Number, Key, Some)}, Random1};
                                    {_, Random1} -> {{Count + 1, Some}, Random1}
                                end,
            {Places#{Place := Places_}, Random};
        #{} ->
            {Places#{Place => {1, [Key]}}, Random0}
    end.

replaced(1, Key, [_ | Rest]) -> [Key | Rest];
replaced(Number, Key, [First | Rest]) -> [First | replaced(Number - 1, Key, Rest)].

%% The most states that a level may keep.
fewer(Keys, Sweep) when length(Keys) =< ?LEVEL_MAX -> {Keys, Sweep};
fewer(Keys, #sweep{random = Random0} = Sweep) ->
    {Drawn, Random} = lists:mapfoldl(fun(Key, R0) ->
                                             {Draw, R} = rand:uniform_s(R0),
                                             {{Draw, Key}, R}
                                     end, Random0, Keys),
    {[Key || {_, Key} <- lists:sublist(lists:sort(Drawn), ?LEVEL_MAX)], Sweep#sweep{random = Random, whole = false}}.

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

slot({proposer, I, _}) -> {proposer, I};
slot({broken, K, _, _, _}) -> {column, K};
slot({acceptor, K, _, _}) -> {column, K};
slot({reply, K, _, _}) -> {column, K}.
