%%% The events of a simulated run, in the order in which they happen.
%%%
%%% The rule for events at the same ms: each draws a whole number in
%%% 0..2^27-1 when it is scheduled, and the lowest draw goes first. First come,
%%% first served would keep proposers in lockstep, which real ones never are.
%%%
%%% A pairing heap (Fredman, Sedgewick, Sleator, Tarjan, 1986) ordered by one
%%% small integer, ms and draw: adding costs one comparison.
-module(paxy_sim_queue).

-export([new/1, add/3, next/1]).
-export_type([queue/0]).

-define(DRAW_BITS, 27).

-type heap() :: empty | {Key :: non_neg_integer(), Event :: term(), [heap()]}.
-opaque queue() :: {heap(), paxy_random:stream()}.

%% An empty queue, with the scheduler's stream of draws.
-spec new(paxy_random:stream()) -> queue().
new(Stream) ->
    {empty, Stream}.

%% Lets an event happen at a time in ms.
-spec add(non_neg_integer(), term(), queue()) -> queue().
add(AtMs, Event, {Heap, Stream0}) ->
    Stream = rand:mwc59(Stream0),
    Key = (AtMs bsl ?DRAW_BITS) bor (rand:mwc59_value32(Stream) bsr (32 - ?DRAW_BITS)),
    {insert(Key, Event, Heap), Stream}.

%% The earliest event, its time, and the rest.
-spec next(queue()) -> {AtMs :: non_neg_integer(), Event :: term(), queue()} | empty.
next({{Key, Event, Children}, Stream}) ->
    {Key bsr ?DRAW_BITS, Event, {pair(Children), Stream}};
next({empty, _}) ->
    empty.

insert(Key, Event, {Least, _, _} = Heap) when Key < Least -> {Key, Event, [Heap]};
insert(Key, Event, {Least, First, Children}) -> {Least, First, [{Key, Event, []} | Children]};
insert(Key, Event, empty) -> {Key, Event, []}.

pair([A, B | Rest]) -> pair(Rest, merge(A, B));
pair([A]) -> A;
pair([]) -> empty.

pair([A, B | Rest], Paired) -> merge(Paired, pair(Rest, merge(A, B)));
pair([A], Paired) -> merge(Paired, A);
pair([], Paired) -> Paired.

merge({KeyA, EventA, ChildrenA}, {KeyB, _, _} = B) when KeyA =< KeyB ->
    {KeyA, EventA, [B | ChildrenA]};
merge(A, {KeyB, EventB, ChildrenB}) ->
    {KeyB, EventB, [A | ChildrenB]}.
