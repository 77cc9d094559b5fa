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
%%% Events that a ms leads to at once wait in a line. Those of a few later ms are
%%% in a list for each ms, and the ms in a pairing heap (Fredman, Sedgewick,
%%% Sleator, Tarjan, 1986). Other events, and those that are not added in their
%%% order, are in a second heap, each with its key: ms and serial number in one
%%% small integer.
-module(paxy_sim_queue).

-export([new/1, redrawn/2, add/3, add_at/3, key/2, next/1]).
-export_type([queue/0, key/0]).

-define(SERIAL_BITS, 32).
-define(LATE_PERCENT, 5).
-define(PLACES_MAX, 30).
%% A map of more costs more than the second heap, as measured.
-define(TIMES_MAX, 8).

%% A place in the order of events.
-type key() :: non_neg_integer().
-type heap(Value) :: empty | {Least :: non_neg_integer(), Value, [heap(Value)]}.
-record(queue, {now = 0 :: non_neg_integer(),
                serial = 0 :: non_neg_integer(),
                luck = none :: none | paxy_random:stream(), %% of a trial whose rounds take no time
                due = [] :: [{key(), Event :: term()}],     %% at `now', added before it, in order
                front = [] :: [term()],       %% of the line, the first one first
                back = [] :: [term()],        %% the last one first
                later = #{} :: #{AtMs :: pos_integer() => [{key(), Event :: term()}]}, %% the last one first
                times = empty :: heap([]),    %% the ms of `later'
                apart = empty :: heap(Event :: term())}). %% by key
-opaque queue() :: #queue{}.

%% With a stream, some events are overtaken by others of their ms.
-spec new(none | paxy_random:stream()) -> queue().
new(Luck) -> #queue{luck = Luck}.

%% The same events; what is added later is overtaken as another stream says, where
%% events are overtaken at all.
-spec redrawn(paxy_random:stream(), queue()) -> queue().
redrawn(_, #queue{luck = none} = Queue) -> Queue;
redrawn(Luck, Queue) -> Queue#queue{luck = Luck}.

%% Lets an event happen at a time in ms, which is not over. Records are written
%% out here, since this is quicker than to change them.
-spec add(non_neg_integer(), term(), queue()) -> queue().
add(Now, Event, #queue{now = Now, luck = none, serial = Serial, due = Due, front = Front, back = Back,
                       later = Later, times = Times, apart = Apart}) ->
    #queue{now = Now, serial = Serial, due = Due, front = Front, back = [Event | Back],
           later = Later, times = Times, apart = Apart};
add(AtMs, Event, #queue{now = Now, luck = none, serial = Serial, due = Due, front = Front, back = Back,
                        later = Later, times = Times, apart = Apart}) ->
    Keyed = {AtMs bsl ?SERIAL_BITS bor Serial, Event},
    case Later of
        #{AtMs := Others} ->
            #queue{now = Now, serial = Serial + 1, due = Due, front = Front, back = Back,
                   later = Later#{AtMs := [Keyed | Others]}, times = Times, apart = Apart};
        #{} when map_size(Later) >= ?TIMES_MAX ->
            #queue{now = Now, serial = Serial + 1, due = Due, front = Front, back = Back,
                   later = Later, times = Times, apart = insert(element(1, Keyed), Event, Apart)};
        #{} ->
            #queue{now = Now, serial = Serial + 1, due = Due, front = Front, back = Back,
                   later = Later#{AtMs => [Keyed]}, times = insert(AtMs, [], Times), apart = Apart}
    end;
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
add_at(Key, Event, #queue{apart = Apart} = Queue) ->
    Queue#queue{apart = insert(Key, Event, Apart)}.

%% The earliest event, its time, and the rest. An event that was scheduled
%% before its ms began comes before those that this ms led to.
-spec next(queue()) -> {AtMs :: non_neg_integer(), Event :: term(), queue()} | empty.
next(#queue{now = Now, due = Due, apart = {Key, Event, Children}} = Queue)
  when Key bsr ?SERIAL_BITS =:= Now, (Due =:= [] orelse Key < element(1, hd(Due))) ->
    {Now, Event, Queue#queue{apart = pair(Children)}};
next(#queue{now = Now, serial = Serial, luck = Luck, due = [{_, Event} | Due], front = Front, back = Back,
            later = Later, times = Times, apart = Apart}) ->
    {Now, Event, #queue{now = Now, serial = Serial, luck = Luck, due = Due, front = Front, back = Back,
                        later = Later, times = Times, apart = Apart}};
next(#queue{now = Now, front = [Event | Front]} = Queue) ->
    {Now, Event, Queue#queue{front = Front}};
next(#queue{back = [_ | _] = Back} = Queue) ->
    next(Queue#queue{front = lists:reverse(Back), back = []});
next(#queue{times = {AtMs, _, _}, apart = {Key, _, _}} = Queue) when Key bsr ?SERIAL_BITS < AtMs ->
    next(Queue#queue{now = Key bsr ?SERIAL_BITS});
next(#queue{times = {AtMs, _, Children}, later = Later0} = Queue) ->
    {Events, Later} = maps:take(AtMs, Later0),
    next(Queue#queue{now = AtMs, due = lists:reverse(Events), later = Later, times = pair(Children)});
next(#queue{apart = {Key, _, _}} = Queue) ->
    next(Queue#queue{now = Key bsr ?SERIAL_BITS});
next(#queue{}) ->
    empty.

insert(Key, Value, {Least, _, _} = Heap) when Key < Least -> {Key, Value, [Heap]};
insert(Key, Value, {Least, First, Children}) -> {Least, First, [{Key, Value, []} | Children]};
insert(Key, Value, empty) -> {Key, Value, []}.

pair([A, B | Rest]) -> pair(Rest, merge(A, B));
pair([A]) -> A;
pair([]) -> empty.

pair([A, B | Rest], Paired) -> merge(Paired, pair(Rest, merge(A, B)));
pair([A], Paired) -> merge(Paired, A);
pair([], Paired) -> Paired.

merge({KeyA, ValueA, ChildrenA}, {KeyB, _, _} = B) when KeyA =< KeyB ->
    {KeyA, ValueA, [B | ChildrenA]};
merge(A, {KeyB, ValueB, ChildrenB}) ->
    {KeyB, ValueB, [A | ChildrenB]}.
