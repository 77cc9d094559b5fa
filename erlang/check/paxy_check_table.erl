%%% The states that were seen: a hash table of 64-bit words outside of all
%%% heaps, which all workers fill at once (linear probing, compare and
%%% exchange). A key takes as many words as it needs; to save memory, 58 bits of
%%% its hash can stand for it.
-module(paxy_check_table).

-export([new/2, width/1, insert/2, bytes/1, entries_max/1, missed/1]).
-export_type([table/0, width/0]).

-define(WORD_BITS, 58). %% so that a word is no object on a heap
-define(LOAD_MAX, 0.8).

%% How many words a key takes, 58 bits in each; `hash' holds any key, and two
%% keys of one hash are taken for one.
-type width() :: pos_integer() | hash.
-type table() :: {width(), atomics:atomics_ref(), Slots :: pos_integer()}.

%% A table for this many entries.
-spec new(width(), pos_integer()) -> table().
new(Width, Entries) ->
    Slots = ceil(Entries / ?LOAD_MAX),
    {Width, atomics:new(words(Width) * Slots, [{signed, false}]), Slots}.

words(hash) -> 1;
words(Words) -> Words.

%% The width for keys of this many bits.
-spec width(pos_integer()) -> pos_integer().
width(Bits) -> (Bits + ?WORD_BITS - 1) div ?WORD_BITS.

%% The number of keys it holds before it becomes slow.
-spec entries_max(table()) -> pos_integer().
entries_max({_, _, Slots}) -> floor(Slots * ?LOAD_MAX).

-spec bytes(table()) -> non_neg_integer().
bytes({Width, _, Slots}) -> 8 * words(Width) * Slots.

%% Is it the first time that this key is seen?
-spec insert(non_neg_integer(), table()) -> boolean().
insert(Key, {1, Ref, Slots}) ->
    one(erlang:phash2(Key, Slots) + 1, Key + 1, Ref, Slots);
insert(Key, {hash, Ref, Slots}) ->
    one(erlang:phash2(Key, Slots) + 1, hash(Key) + 1, Ref, Slots);
insert(Key, {Words, Ref, Slots}) ->
    [First | Rest] = split(Key, Words),
    many(erlang:phash2(Key, Slots), First, Rest, Words, Ref, Slots).

one(Slot, Entry, Ref, Slots) ->
    case atomics:get(Ref, Slot) of
        Entry -> false;
        0 ->
            case atomics:compare_exchange(Ref, Slot, 0, Entry) of
                ok -> true;
                _ -> one(Slot, Entry, Ref, Slots)
            end;
        _ when Slot =:= Slots -> one(1, Entry, Ref, Slots);
        _ -> one(Slot + 1, Entry, Ref, Slots)
    end.

%% The last word takes all that is left, so that a key too long for it is an error.
split(Key, 1) -> [Key + 1];
split(Key, Words) -> [(Key band (1 bsl ?WORD_BITS - 1)) + 1 | split(Key bsr ?WORD_BITS, Words - 1)].

%% The first word claims the slot; the others may come a moment later.
many(Slot, First, Rest, Words, Ref, Slots) ->
    Index = Words * Slot + 1,
    case atomics:get(Ref, Index) of
        First ->
            case same(Rest, Index + 1, Ref) of
                true -> false;
                false -> many((Slot + 1) rem Slots, First, Rest, Words, Ref, Slots)
            end;
        0 ->
            case atomics:compare_exchange(Ref, Index, 0, First) of
                ok -> fill(Rest, Index + 1, Ref);
                _ -> many(Slot, First, Rest, Words, Ref, Slots)
            end;
        _ -> many((Slot + 1) rem Slots, First, Rest, Words, Ref, Slots)
    end.

same([], _, _) -> true;
same([Word | Rest] = Words, Index, Ref) ->
    case atomics:get(Ref, Index) of
        Word -> same(Rest, Index + 1, Ref);
        0 -> same(Words, Index, Ref);
        _ -> false
    end.

fill([], _, _) -> true;
fill([Word | Rest], Index, Ref) ->
    ok = atomics:put(Ref, Index, Word),
    fill(Rest, Index + 1, Ref).

hash(Key) ->
    (erlang:phash2([Key], 1 bsl 29) bsl 29) bor erlang:phash2({Key, 1}, 1 bsl 29).

%% The chance that, of this many states whose hashes are held, one was taken for
%% another: at most one for each pair and each value of a hash.
-spec missed(non_neg_integer()) -> float().
missed(States) ->
    min(1.0, States * States / 2 / math:pow(2, ?WORD_BITS)).
