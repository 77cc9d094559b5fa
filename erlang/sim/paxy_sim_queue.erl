%%% The events of a simulated run, in the order in which they happen: by ms, and
%%% within a ms first scheduled first served. So do nodes: messages between two
%%% nodes keep their order, and timers of a ms fire in the order in which they
%%% were set.
%%%
%%% One kind of trial has a rule of its own: without delay and without back-off
%%% a round takes no time at all, and in strict order proposers would abort each
%%% other's rounds in lockstep without end. On nodes the acceptors' writes to
%%% their files break it (erlang/README.md has what was measured). There, each
%%% event has a chance of 5 in 100 to be overtaken by up to 30 others.
%%%
%%% Events of the ms that is passing wait in a line. Later ones are in a pairing
%%% heap (Fredman, Sedgewick, Sleator, Tarjan, 1986) ordered by one small
%%% integer, ms and serial number: adding costs one comparison.
-module(paxy_sim_queue).

-export([new/1, add/3, add_at/3, key/2, next/1]).
-export_type([queue/0, key/0]).

-define(SERIAL_BITS, 32).
-define(LATE_PERCENT, 5).
-define(PLACES_MAX, 30).

%% A place in the order of events.
-type key() :: non_neg_integer().
-type heap() :: empty | {key(), Event :: term(), [heap()]}.
-record(queue, {now = 0 :: non_neg_integer(),
                serial = 0 :: non_neg_integer(),
                luck = none :: none | paxy_random:stream(), %% of a trial whose rounds take no time
                front = [] :: [term()],       %% of the line, the first one first
                back = [] :: [term()],        %% the last one first
                later = empty :: heap()}).
-opaque queue() :: #queue{}.

%% With a stream, some events are overtaken by others of their ms.
-spec new(none | paxy_random:stream()) -> queue().
new(Luck) -> #queue{luck = Luck}.

%% Lets an event happen at a time in ms, which is not over.
-spec add(non_neg_integer(), term(), queue()) -> queue().
add(Now, Event, #queue{now = Now, luck = none, back = Back} = Queue) ->
    Queue#queue{back = [Event | Back]};
add(AtMs, Event, Queue0) ->
    {Key, Queue} = key(AtMs, Queue0),
    add_at(Key, Event, Queue).

%% Keeps a place for an event of a later ms that add_at/3 may put there.
-spec key(pos_integer(), queue()) -> {key(), queue()}.
key(AtMs, #queue{luck = none, serial = Serial} = Queue) ->
    {AtMs bsl ?SERIAL_BITS bor Serial, Queue#queue{serial = Serial + 1}};
key(AtMs, #queue{luck = Luck0, serial = Serial} = Queue) ->
    {Late, Luck1} = paxy_random:percent(?LATE_PERCENT, Luck0),
    {Places, Luck} = paxy_random:uniform(?PLACES_MAX, Luck1),
    {AtMs bsl ?SERIAL_BITS bor (Serial + case Late of true -> Places; false -> 0 end),
     Queue#queue{luck = Luck, serial = Serial + 1}}.

-spec add_at(key(), term(), queue()) -> queue().
add_at(Key, Event, #queue{later = Later} = Queue) ->
    Queue#queue{later = insert(Key, Event, Later)}.

%% The earliest event, its time, and the rest. An event that was scheduled
%% before its ms began comes before those that this ms led to.
-spec next(queue()) -> {AtMs :: non_neg_integer(), Event :: term(), queue()} | empty.
next(#queue{now = Now, later = {Key, Event, Children}} = Queue) when Key bsr ?SERIAL_BITS =:= Now ->
    {Now, Event, Queue#queue{later = pair(Children)}};
next(#queue{now = Now, front = [Event | Front]} = Queue) ->
    {Now, Event, Queue#queue{front = Front}};
next(#queue{back = [_ | _] = Back} = Queue) ->
    next(Queue#queue{front = lists:reverse(Back), back = []});
next(#queue{later = {Key, Event, Children}} = Queue) ->
    Now = Key bsr ?SERIAL_BITS,
    {Now, Event, Queue#queue{now = Now, later = pair(Children)}};
next(#queue{later = empty}) ->
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
