%%% A state of the whole system as one integer, and the states that may follow
%%% it. If acceptors are interchangeable, one state stands for all that differ by an
%%% exchange of them.
-module(paxy_check_state).

-export([initial/2, followers/3, moves/3, moves_of/4, unsafe/2, key/2, open/2, place/2]).
-export_type([key/0, state/0, label/0]).

-include("paxy_check_model.hrl").

-type key() :: non_neg_integer().
%% The remaining duplicates and crashes, the proposers' blocks, the columns.
-type state() :: {Duplicates :: non_neg_integer(), Crashes :: non_neg_integer(),
                  [Block :: pos_integer()], [paxy_check_column:id()]}.
%% `broken': a message makes a proposer take a step that its crash ends.
-type label() :: {proposer, pos_integer(), tick | crash | {tick, Effects :: pos_integer()}}
               | {broken, Acceptor :: pos_integer(), paxy_check_local:message(), Effects :: pos_integer(), Again :: 0 | 1}
               | {acceptor, pos_integer(), paxy_check_column:own_label(), Again :: 0 | 1}
               | {reply, Acceptor :: pos_integer(), paxy_check_local:message(), Again :: 0 | 1}.

-spec initial(#model{}, paxy_check_column:columns()) -> state().
initial(#model{bounds = #{duplicates := D, crashes := C}, initial = {Blocks, Acceptors}}, Columns) ->
    {D, C, Blocks, [paxy_check_column:number({Class, State, []}, Columns) || {Class, State} <- Acceptors]}.

%% The keys of all states that may follow, one for each step.
-spec followers(state(), #model{}, paxy_check_column:columns()) -> [key()].
followers(State, Model, Columns) ->
    [key(Next, Model) || {_, Next} <- moves(State, Model, Columns)].

%% All steps from a state, labelled.
-spec moves(state(), #model{}, paxy_check_column:columns()) -> [{label(), state()}].
moves({_, _, Blocks, Ids} = State, Model, Columns) ->
    proposers(Blocks, 1, State, Model, Columns, columns(Ids, 1, State, Model, Columns)).

%% The steps of one proposer by itself, or of one column.
-spec moves_of({proposer | column, pos_integer()}, state(), #model{}, paxy_check_column:columns()) -> [{label(), state()}].
moves_of({proposer, I}, {_, _, Blocks, _} = State, Model, Columns) ->
    proposers([lists:nth(I, Blocks)], I, State, Model, Columns, []);
moves_of({column, K}, {_, _, _, Ids} = State, Model, Columns) ->
    column(lists:nth(K, Ids), K, State, Model, Columns, []).

columns([], _, _, _, _) ->
    [];
columns([Id | Ids], K, State, Model, Columns) ->
    column(Id, K, State, Model, Columns, columns(Ids, K + 1, State, Model, Columns)).

column(Id, K, State, Model, Columns, Moves) ->
    {Own, Replies} = paxy_check_column:moves(Id, Model, Columns),
    own(Own, K, State, Model, Columns, replies(Replies, K, Id, State, Model, Columns, Moves)).

own([], _, _, _, _, Moves) ->
    Moves;
own([{Label, D, C, Id} | Own], K, {D0, C0, Blocks, Ids} = State, Model, Columns, Moves) when D =< D0, C =< C0 ->
    Settled = settled(C, Id, K, C0 - C, Blocks, Ids, Model, Columns),
    own(Own, K, State, Model, Columns, [{{acceptor, K, Label, D}, {D0 - D, C0 - C, Blocks, Settled}} | Moves]);
own([_ | Own], K, State, Model, Columns, Moves) ->
    own(Own, K, State, Model, Columns, Moves).

%% The columns after one has changed; a crash less is left for all of them.
settled(0, Id, K, Left, Blocks, Ids, Model, Columns) ->
    replace(K, paxy_check_column:settle(Id, Blocks, K, Left, Model, Columns), Ids);
settled(1, Id, K, Left, Blocks, Ids, Model, Columns) ->
    [paxy_check_column:settle(One, Blocks, Number, Left, Model, Columns)
     || {Number, One} <- lists:zip(lists:seq(1, length(Ids)), replace(K, Id, Ids))].

replies([], _, _, _, _, _, Moves) ->
    Moves;
replies([{I, Message, Left} | Replies], K, Id, {D, C, Blocks, Ids} = State, #model{replies = Tables} = Model, Columns, Moves1) ->
    Moves0 = broken(C, {I, Message, K, Left}, State, Model, Columns, Moves1),
    Block = lists:nth(I, Blocks),
    Moves = case element(Block, element(I, Tables)) of
                #{(Message bsl 10 bor K) := {Next, Posts}} ->
                    Changed = replace(I, Next, Blocks),
                    Ones = [{{reply, K, Message, 0},
                             {D, C, Changed, send(replace(K, Left, Ids), I, Next, Posts, C, Model, Columns)}} | Moves0],
                    case D of
                        0 -> Ones;
                        _ -> [{{reply, K, Message, 1},
                               {D - 1, C, Changed, send(Ids, I, Next, Posts, C, Model, Columns)}} | Ones]
                    end;
                #{} -> nothing(Message, K, Left, State, Model, Moves0)
            end,
    replies(Replies, K, Id, State, Model, Columns, Moves).

%% The step of a message that ends with a crash of its proposer; the message is gone, or
%% will arrive once more.
broken(0, _, _, _, _, Moves) -> Moves;
broken(C, {I, Message, K, Left}, {D, _, Blocks, Ids}, #model{breaks = Breaks} = Model, Columns, Moves) ->
    {_, Arrivals} = element(lists:nth(I, Blocks), element(I, Breaks)),
    [{{broken, K, Message, Effects, Again}, {D - Again, C - 1, replace(I, Next, Blocks),
                                             crashed(Flying, I, {Next, Posts}, C - 1, Blocks, Model, Columns)}}
     || {Effects, Next, Posts} <- maps:get(Message bsl 10 bor K, Arrivals, []),
        {Again, Flying} <- [{0, replace(K, Left, Ids)} | [{1, Ids} || D > 0]]] ++ Moves.

%% All columns after a proposer has crashed; a crash less is left for all of them.
crashed(Ids, I, {Next, Posts}, Left, Blocks, Model, Columns) ->
    After = replace(I, Next, Blocks),
    [paxy_check_column:settle(Id, After, K, Left, Model, Columns)
     || {K, Id} <- lists:enumerate(send(Ids, I, Next, Posts, Left, Model, Columns))].

%% A message arrives that changes nothing: it is gone, as if it had been lost.
nothing(Message, K, Left, {D, C, Blocks, Ids}, #model{reductions = Reductions}, Moves) ->
    case lists:member(loss, Reductions) of
        true -> Moves;
        false -> [{{reply, K, Message, 0}, {D, C, Blocks, replace(K, Left, Ids)}} | Moves]
    end.

proposers([], _, _, _, _, Moves) ->
    Moves;
proposers([Block | Blocks], I, {D, C, All, Ids} = State, #model{ticks = Ticks} = Model, Columns, Moves0) ->
    Moves = crashes(C, Block, I, State, Model, Columns, Moves0),
    case element(Block, element(I, Ticks)) of
        none -> proposers(Blocks, I + 1, State, Model, Columns, Moves);
        {Next, Posts} ->
            Move = {{proposer, I, tick},
                    {D, C, replace(I, Next, All), send(Ids, I, Next, Posts, C, Model, Columns)}},
            proposers(Blocks, I + 1, State, Model, Columns, [Move | Moves])
    end.

crashes(0, _, _, _, _, _, Moves) -> Moves;
crashes(C, Block, I, {D, _, All, Ids}, #model{breaks = Breaks} = Model, Columns, Moves) ->
    {Own, _} = element(Block, element(I, Breaks)),
    [{{proposer, I, How}, {D, C - 1, replace(I, Next, All), crashed(Ids, I, {Next, Posts}, C - 1, All, Model, Columns)}}
     || {How, Next, Posts} <- Own] ++ Moves.

%% All columns after a proposer has come to a block and sent its posts.
send(Ids, I, Block, Posts, Left, #model{alive = Alive} = Model, Columns) ->
    send(Ids, 1, I, element(Block, element(I, Alive)), Posts, Left, Model, Columns).

send([], _, _, _, _, _, _, _) ->
    [];
send([Id | Ids], K, I, LiveSets, Posts, Left, Model, Columns) ->
    [paxy_check_column:advance(Id, I, Posts, {K, element(K, LiveSets), Left}, Model, Columns)
     | send(Ids, K + 1, I, LiveSets, Posts, Left, Model, Columns)].

replace(1, New, [_ | Rest]) -> [New | Rest];
replace(N, New, [One | Rest]) -> [One | replace(N - 1, New, Rest)].

%% Agreement and validity of what was decided in these blocks of the proposers.
-spec unsafe([pos_integer()], #model{}) -> none | {agreement, term(), term()} | {validity, term()}.
unsafe(Blocks, #model{decisions = Decisions, proposed = Proposed}) ->
    case decided(Blocks, 1, Decisions) of
        [] -> none;
        Decided ->
            case paxy_judge:safety(Proposed, Decided) of
                safe -> none;
                {violation, agreement, One, Other} -> {agreement, One, Other};
                {violation, validity, Value} -> {validity, Value}
            end
    end.

decided([], _, _) -> [];
decided([Block | Blocks], I, Decisions) ->
    case element(Block, element(I, Decisions)) of
        [] -> decided(Blocks, I + 1, Decisions);
        Values -> Values ++ decided(Blocks, I + 1, Decisions)
    end.

%% The integer that stands for a state and all that are symmetric to it.
-spec key(state(), #model{}) -> key().
key({D, C, Blocks, Ids}, #model{symmetry = asymmetric} = Model) ->
    pack(D, C, Blocks, Ids, Model);
key({D, C, Blocks, Ids}, #model{symmetry = #{swaps := Swaps, colours := Colours}, block_bits = BlockBits,
                                column_bits = ColumnBits} = Model) ->
    Ranked = ranked(Ids, 1, coloured(Blocks, 1, Colours), BlockBits, ColumnBits),
    {Sorted, Exchanged} = sort(Ranked, Blocks, Swaps),
    pack(D, C, Exchanged, Sorted, Model).

%% Only the lowest bits of a rank are its column's number.
pack(D, C, Blocks, Ranked, #model{crash_bits = CrashBits, block_bits = BlockBits, column_bits = ColumnBits}) ->
    packed(Ranked, ColumnBits, 1 bsl ColumnBits - 1,
           packed(Blocks, BlockBits, 1 bsl BlockBits - 1, D bsl CrashBits bor C)).

packed([], _, _, Key) -> Key;
packed([Field | Fields], Bits, Mask, Key) -> packed(Fields, Bits, Mask, Key bsl Bits bor Field band Mask).

coloured([], _, _) -> [];
coloured([Block | Blocks], I, Colours) -> [element(Block, element(I, Colours)) | coloured(Blocks, I + 1, Colours)].

%% For each acceptor one integer: its colours, in front of its column's number.
ranked([], _, _, _, _) ->
    [];
ranked([Id | Ids], K, Coloured, BlockBits, ColumnBits) ->
    [colour(Coloured, K, BlockBits, 0) bsl ColumnBits bor Id | ranked(Ids, K + 1, Coloured, BlockBits, ColumnBits)].

colour([], _, _, Colour) -> Colour;
colour([Own | Others], K, Bits, Colour) -> colour(Others, K, Bits, Colour bsl Bits bor element(K, Own)).

%% Exchanges neighbours, in the proposers as well, until the columns are in order.
sort(Ranked, Blocks, Swaps) ->
    case ordered(Ranked) of
        true -> {Ranked, Blocks};
        false ->
            {Passed, Exchanged} = pass(Ranked, 1, Blocks, Swaps),
            sort(Passed, Exchanged, Swaps)
    end.

ordered([One, Other | _]) when One > Other -> false;
ordered([_ | Rest]) -> ordered(Rest);
ordered([]) -> true.

pass([One, Other | Rest], K, Blocks, Swaps) when One > Other ->
    {Passed, Exchanged} = pass([One | Rest], K + 1, exchange(Blocks, 1, element(K, Swaps)), Swaps),
    {[Other | Passed], Exchanged};
pass([One | Rest], K, Blocks, Swaps) ->
    {Passed, Exchanged} = pass(Rest, K + 1, Blocks, Swaps),
    {[One | Passed], Exchanged};
pass([], _, Blocks, _) ->
    {[], Blocks}.

exchange([], _, _) -> [];
exchange([Block | Blocks], I, Swap) -> [element(Block, element(I, Swap)) | exchange(Blocks, I + 1, Swap)].

%% Where the proposers are, whichever acceptors they have heard from, and what is left of the bounds.
-spec place(state(), #model{}) -> term().
place({D, C, Blocks, _}, #model{symmetry = asymmetric}) -> {D, C, Blocks};
place({D, C, Blocks, _}, #model{symmetry = #{orbits := Orbits}}) ->
    {D, C, orbits(Blocks, 1, Orbits)}.

orbits([], _, _) -> [];
orbits([Block | Blocks], I, Orbits) -> [element(Block, element(I, Orbits)) | orbits(Blocks, I + 1, Orbits)].

%% The state that a key stands for.
-spec open(key(), #model{}) -> state().
open(Key, #model{bounds = #{proposers := P, acceptors := A}, crash_bits = CrashBits, block_bits = BlockBits,
                 column_bits = ColumnBits}) ->
    {Ids, Rest} = unpack(A, ColumnBits, Key, []),
    {Blocks, Budget} = unpack(P, BlockBits, Rest, []),
    {Budget bsr CrashBits, Budget band (1 bsl CrashBits - 1), Blocks, Ids}.

unpack(0, _, Key, Fields) -> {Fields, Key};
unpack(N, Bits, Key, Fields) -> unpack(N - 1, Bits, Key bsr Bits, [Key band (1 bsl Bits - 1) | Fields]).
