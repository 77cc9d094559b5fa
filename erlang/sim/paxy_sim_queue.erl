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
%%% Events that a ms leads to at once wait in a line. Those of later ms have a key, ms
%%% and serial number in one small integer. The ones that are added together, the replies
%%% to a request, are sorted at once, and two such runs of equal rank become one of the
%%% next rank, so there are few of them. Other events, and all those of trials with a
%%% stream, are in a pairing heap (Fredman, Sedgewick, Sleator, Tarjan, 1986).
-module(paxy_sim_queue).

-export([new/1, redrawn/2, add/3, add_all/2, add_at/3, key/2, next/1]).
-export_type([queue/0, key/0]).

-define(SERIAL_BITS, 32).
-define(LATE_PERCENT, 5).
-define(PLACES_MAX, 30).
%% Of a new run, which is sorted by insertion.
-define(EVENTS_MAX, 16).

%% A place in the order of events.
-type key() :: non_neg_integer().
-type run() :: {Rank :: non_neg_integer(), [{key(), Event :: term()}, ...]}.
-type heap() :: empty | {Least :: key(), Event :: term(), [heap()]}.
-record(queue, {now = 0 :: non_neg_integer(),
                serial = 0 :: non_neg_integer(),
                luck = none :: none | paxy_random:stream(), %% of a trial whose rounds take no time
                front = [] :: [term()],       %% of the line, the first one first
                back = [] :: [term()],        %% the last one first
                runs = [] :: [run()],         %% of rising rank
                heap = empty :: heap()}).
-opaque queue() :: #queue{}.

%% With a stream, some events are overtaken by others of their ms.
-spec new(none | paxy_random:stream()) -> queue().
new(Luck) -> #queue{luck = Luck}.

%% The same events; what is added later is overtaken as another stream says, where
%% events are overtaken at all.
-spec redrawn(paxy_random:stream(), queue()) -> queue().
redrawn(_, #queue{luck = none} = Queue) -> Queue;
redrawn(Luck, Queue) -> Queue#queue{luck = Luck}.

%% Lets an event happen at a time in ms, which is not over.
-spec add(non_neg_integer(), term(), queue()) -> queue().
add(Now, Event, #queue{now = Now, luck = none, back = Back} = Queue) ->
    Queue#queue{back = [Event | Back]};
add(AtMs, Event, Queue0) ->
    {Key, Queue} = key(AtMs, Queue0),
    add_at(Key, Event, Queue).

%% The same for several, in this order.
-spec add_all([{AtMs :: non_neg_integer(), Event :: term()}], queue()) -> queue().
add_all(Events, #queue{luck = none, now = Now, serial = Serial, back = Back, runs = Runs} = Queue) ->
    add_all(Events, Now, Serial, Back, 0, [], Runs, Queue);
add_all(Events, Queue0) ->
    lists:foldl(fun({AtMs, Event}, Queue) -> add(AtMs, Event, Queue) end, Queue0, Events).

add_all([], _, Serial, Back, _, Run, Runs, Queue) ->
    Queue#queue{serial = Serial, back = Back, runs = with_run(0, Run, Runs)};
add_all(Events, Now, Serial, Back, ?EVENTS_MAX, Run, Runs, Queue) ->
    add_all(Events, Now, Serial, Back, 0, [], with_run(0, Run, Runs), Queue);
add_all([{Now, Event} | Events], Now, Serial, Back, Count, Run, Runs, Queue) ->
    add_all(Events, Now, Serial, [Event | Back], Count, Run, Runs, Queue);
add_all([{AtMs, Event} | Events], Now, Serial, Back, Count, Run, Runs, Queue) ->
    add_all(Events, Now, Serial + 1, Back, Count + 1,
            sorted(AtMs bsl ?SERIAL_BITS bor Serial, Event, Run), Runs, Queue).

sorted(Key, Event, [{Lower, _} = First | Others]) when Lower < Key -> [First | sorted(Key, Event, Others)];
sorted(Key, Event, Others) -> [{Key, Event} | Others].

with_run(_, [], Runs) -> Runs;
with_run(Rank, Run, [{Rank, Other} | Runs]) -> with_run(Rank + 1, joined(Run, Other), Runs);
with_run(Rank, Run, Runs) -> [{Rank, Run} | Runs].

joined([{KeyA, _} = A | As], [{KeyB, _} | _] = Bs) when KeyA < KeyB -> [A | joined(As, Bs)];
joined([_ | _] = As, [B | Bs]) -> [B | joined(As, Bs)];
joined([], Bs) -> Bs;
joined(As, []) -> As.

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
add_at(Key, Event, #queue{heap = Heap} = Queue) ->
    Queue#queue{heap = insert(Key, Event, Heap)}.

%% The earliest event, its time, and the rest. An event that was scheduled
%% before its ms began comes before those that this ms led to. Records are written
%% out here, since this is quicker than to change them.
-spec next(queue()) -> {AtMs :: non_neg_integer(), Event :: term(), queue()} | empty.
next(#queue{runs = Runs} = Queue) ->
    next(least(Runs, none), Queue).

next(Key, #queue{now = Now, serial = Serial, luck = Luck, front = Front, back = Back, runs = Runs,
                 heap = {Least, Event, Children}})
  when Least < Key, (Least bsr ?SERIAL_BITS =:= Now orelse Front =:= [] andalso Back =:= []) ->
    AtMs = Least bsr ?SERIAL_BITS,
    {AtMs, Event, #queue{now = AtMs, serial = Serial, luck = Luck, front = Front, back = Back, runs = Runs,
                         heap = pair(Children)}};
next(Key, #queue{now = Now, serial = Serial, luck = Luck, front = Front, back = Back, runs = Runs0, heap = Heap})
  when Key bsr ?SERIAL_BITS =:= Now; is_integer(Key), Front =:= [], Back =:= [] ->
    {Event, Runs} = without(Key, Runs0),
    AtMs = Key bsr ?SERIAL_BITS,
    {AtMs, Event, #queue{now = AtMs, serial = Serial, luck = Luck, front = Front, back = Back, runs = Runs, heap = Heap}};
next(_, #queue{now = Now, serial = Serial, luck = Luck, front = [Event | Front], back = Back, runs = Runs, heap = Heap}) ->
    {Now, Event, #queue{now = Now, serial = Serial, luck = Luck, front = Front, back = Back, runs = Runs, heap = Heap}};
next(Key, #queue{back = [_ | _] = Back} = Queue) ->
    next(Key, Queue#queue{front = lists:reverse(Back), back = []});
next(none, #queue{}) ->
    empty.

%% The first key of all runs; no number is above an atom.
least([{_, [{Key, _} | _]} | Runs], Least) when Key < Least -> least(Runs, Key);
least([_ | Runs], Least) -> least(Runs, Least);
least([], Least) -> Least.

without(Key, [{_, [{Key, Event}]} | Runs]) -> {Event, Runs};
without(Key, [{Rank, [{Key, Event} | Run]} | Runs]) -> {Event, [{Rank, Run} | Runs]};
without(Key, [Run | Runs0]) ->
    {Event, Runs} = without(Key, Runs0),
    {Event, [Run | Runs]}.

insert(Key, Event, {Least, _, _} = Heap) when Key < Least -> {Key, Event, [Heap]};
insert(Key, Event, {Least, First, Children}) -> {Least, First, [{Key, Event, []} | Children]};
insert(Key, Event, empty) -> {Key, Event, []}.

pair([A, B | Rest]) -> pair(Rest, merge(A, B));
pair([A]) -> A;
pair([]) -> empty.

pair([A, B | Rest], Paired) -> merge(Paired, pair(Rest, merge(A, B)));
pair([A], Paired) -> merge(Paired, A);
pair([], Paired) -> Paired.

merge({KeyA, EventA, ChildrenA}, {KeyB, _, _} = B) when KeyA =< KeyB -> {KeyA, EventA, [B | ChildrenA]};
merge(A, {KeyB, EventB, ChildrenB}) -> {KeyB, EventB, [A | ChildrenB]}.
