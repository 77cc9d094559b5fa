%%% The states that were seen: a hash table of 64-bit words outside of all
%%% heaps, which all workers fill at once (open addressing, compare and
%%% exchange). A key takes as many words as it needs; to save memory, 58 bits of
%%% its hash can stand for it.
%%%
%%% A key of a few bits more than a word takes one word all the same (Cleary, "Compact Hash
%%% Tables Using Bidirectional Linear Probing", 1984): its place in the table tells the
%%% remainder of its division by the number of slots, so only the quotient is stored, with
%%% how many places were taken before.
-module(paxy_check_table).

-export([new/2, width/1, insert/2, bytes/1, entries_max/1, missed/1]).
-export_type([table/0, width/0]).

-define(WORD_BITS, 58). %% so that a word is no object on a heap
-define(LOAD_MAX, 0.8).
-define(PROBE_BITS, 8).
-define(SLOT_BITS_MIN, 17). %% of a table of quotients

%% How many words a key takes, 58 bits in each; a `quotient' takes one; `hash' holds any
%% key, and two keys of one hash are taken for one.
-type width() :: pos_integer() | quotient | hash.
-type table() :: {width(), atomics:atomics_ref() | {atomics:atomics_ref(), ets:table()}, Slots :: pos_integer()}.

%% A table for this many entries.
-spec new(width(), pos_integer()) -> table().
new(Width, Entries) ->
    Slots = slots(Width, ceil(Entries / ?LOAD_MAX)),
    {Width, store(Width, atomics:new(words(Width) * Slots, [{signed, false}])), Slots}.

%% The few keys that find no place as quotients are in a table of their own.
store(quotient, Ref) -> {Ref, ets:new(others, [public])};
store(_, Ref) -> Ref.

%% A prime number of slots, so that any step leads through all of them.
slots(quotient, Slots) -> prime(max(Slots, 1 bsl ?SLOT_BITS_MIN) bor 1);
slots(_, Slots) -> Slots.

prime(Odd) ->
    case is_prime(Odd, 3) of
        true -> Odd;
        false -> prime(Odd + 2)
    end.

is_prime(Odd, Divisor) when Divisor * Divisor > Odd -> true;
is_prime(Odd, Divisor) when Odd rem Divisor =:= 0 -> false;
is_prime(Odd, Divisor) -> is_prime(Odd, Divisor + 2).

words(Words) when is_integer(Words) -> Words;
words(_) -> 1.

%% The width for keys of this many bits.
-spec width(pos_integer()) -> pos_integer().
width(Bits) when Bits > ?WORD_BITS, Bits =< ?WORD_BITS + ?SLOT_BITS_MIN - ?PROBE_BITS -> quotient;
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
insert(Key, {quotient, Ref, Slots}) ->
    Quotient = Key div Slots,
    Home = (Key rem Slots + erlang:phash2(Quotient, Slots)) rem Slots,
    case quotient(Home, 0, Quotient, element(1, Ref), Slots) of
        no_place -> ets:insert_new(element(2, Ref), {Key});
        Fresh -> Fresh
    end;
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

%% The step from one place to the next is the quotient's own, so that few keys take the same
%% way.
quotient(Slot, Taken, Quotient, Ref, Slots) when Taken < 1 bsl ?PROBE_BITS ->
    Entry = (Quotient bsl ?PROBE_BITS bor Taken) + 1,
    case atomics:get(Ref, Slot + 1) of
        Entry -> false;
        0 ->
            case atomics:compare_exchange(Ref, Slot + 1, 0, Entry) of
                ok -> true;
                _ -> quotient(Slot, Taken, Quotient, Ref, Slots)
            end;
        _ ->
            Step = 1 + erlang:phash2([Quotient], Slots - 1),
            quotient((Slot + Step) rem Slots, Taken + 1, Quotient, Ref, Slots)
    end;
quotient(_, _, _, _, _) ->
    no_place.

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
