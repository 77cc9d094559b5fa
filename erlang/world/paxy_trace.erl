%%% The record of a run, for every engine: its last events,
%%% with the logical clocks of Lamport ("Time, Clocks, and the Ordering of
%%% Events in a Distributed System", 1978). In real time each process has a
%%% trace of its own, and the traces of several nodes merge into one order in
%%% which every message is sent before it is received. In virtual time one trace
%%% has all actors. A trace that is off costs nothing.
-module(paxy_trace).

-export([new/1, resume/3, note/6, stamp/2, received/6, clock/2, events/1, count/1, missing/1, in_system_time/1, merge/2, kinds/0]).
-export_type([trace/0, event/0, kind/0, stamp/0]).

-type kind() :: start | send | lost | 'receive' | timer | decided | gave_up
              | crash | recover | stop | cut | heal
              | parted | rejoined  %% the hosts of the two sides
              | forgot.  %% {events, N | all}: this many earlier events of this actor are missing
%% AtMs counts from the start of the proposers. In a trace that is still being
%% written, At is whatever clock the engine reads.
-type event() :: {Clock :: non_neg_integer(), AtMs :: integer(), Actor :: atom(),
                  kind(), Peer :: atom(), Message :: term()}.

%% Two lists of at most `events_max': when the newer one is full, it becomes
%% the older one. So an event costs O(1), and the last `events_max' are there.
-record(trace, {events_max :: pos_integer(),
                clocks = #{} :: #{atom() => non_neg_integer()},
                length = 0 :: non_neg_integer(),
                newer = [] :: [event()],
                older = [] :: [event()],
                forgotten = #{} :: #{atom() => pos_integer()}}).
-type trace() :: off | #trace{}.
%% What travels with a message: who sent it, and when by the sender's clock.
-type stamp() :: none | {Sender :: atom(), Clock :: non_neg_integer()}.

-spec kinds() -> [kind()].
kinds() ->
    [start, send, lost, 'receive', timer, decided, gave_up, crash, recover, stop, cut, heal, parted, rejoined, forgot].

-spec new(off | pos_integer()) -> trace().
new(off) -> off;
new(EventsMax) -> #trace{events_max = EventsMax}.

%% The trace of an actor that comes back; its clock continues.
-spec resume(Actor :: atom(), Clock :: non_neg_integer(), EventsMax :: pos_integer()) -> trace().
resume(Actor, Clock, EventsMax) ->
    #trace{events_max = EventsMax, clocks = #{Actor => Clock}}.

%% Something happens to an actor.
-spec note(At :: integer(), Actor :: atom(), kind(), Peer :: atom(), Message :: term(), trace()) -> trace().
note(_, _, _, _, _, off) ->
    off;
note(At, Actor, Kind, Peer, Message, Trace) ->
    keep({clock(Actor, Trace) + 1, At, Actor, Kind, Peer, Message}, Trace).

%% The stamp of what an actor sends now.
-spec stamp(Actor :: atom(), trace()) -> stamp().
stamp(_, off) -> none;
stamp(Actor, Trace) -> {Actor, clock(Actor, Trace)}.

%% A message reaches an actor, or is lost there. The actor's clock is then
%% ahead of the sender's.
-spec received('receive' | lost, At :: integer(), Actor :: atom(), stamp(), Message :: term(), trace()) -> trace().
received(_, _, _, _, _, off) ->
    off;
received(Kind, At, Actor, {Sender, Sent}, Message, Trace) ->
    keep({max(clock(Actor, Trace), Sent) + 1, At, Actor, Kind, Sender, Message}, Trace).

keep(Event, #trace{length = Max, events_max = Max, newer = Newer, older = Older, forgotten = Forgotten} = Trace) ->
    keep(Event, Trace#trace{length = 0, newer = [], older = Newer, forgotten = count(Older, Forgotten)});
keep({Clock, _, Actor, _, _, _} = Event, #trace{clocks = Clocks, length = Length, newer = Newer} = Trace) ->
    Trace#trace{clocks = Clocks#{Actor => Clock}, length = Length + 1, newer = [Event | Newer]}.

count(Events, Forgotten) ->
    lists:foldl(fun({_, _, Actor, _, _, _}, Counts) -> Counts#{Actor => maps:get(Actor, Counts, 0) + 1} end,
                Forgotten, Events).

%% An actor's clock; 0 before its first event.
-spec clock(Actor :: atom(), trace()) -> non_neg_integer().
clock(_, off) -> 0;
clock(Actor, #trace{clocks = Clocks}) -> maps:get(Actor, Clocks, 0).

%% The last events, the earliest first. If events are missing, the list begins
%% with a `forgot' for each actor that lost some.
-spec events(trace()) -> [event()].
events(off) ->
    [];
events(#trace{newer = Newer, older = Older, length = Length, events_max = Max, clocks = Clocks,
              forgotten = Forgotten}) ->
    {Kept, Gone} = lists:split(min(Max - Length, length(Older)), Older),
    Events = lists:reverse(Newer ++ Kept),
    [forgot(Actor, Count, Events, Clocks) || {Actor, Count} <- lists:sort(maps:to_list(count(Gone, Forgotten)))]
        ++ Events.

forgot(Actor, Count, [{_, At, _, _, _, _} | _] = Events, Clocks) ->
    case lists:keyfind(Actor, 3, Events) of
        {Clock, FirstAt, _, _, _, _} -> {Clock - 1, FirstAt, Actor, forgot, none, {events, Count}};
        false -> {map_get(Actor, Clocks), At, Actor, forgot, none, {events, Count}}
    end.

%% How many events there were.
-spec count(trace()) -> non_neg_integer().
count(off) -> 0;
count(#trace{length = Length, older = Older, forgotten = Forgotten}) ->
    Length + length(Older) + lists:sum(maps:values(Forgotten)).

%% Takes the place of the events of an actor that did not hand them over.
-spec missing(Actor :: atom()) -> [event()].
missing(Actor) ->
    [{0, 0, Actor, forgot, none, {events, all}}].

%% The events of a process of this node, whose times are those of
%% erlang:monotonic_time/0, with system times in microseconds.
-spec in_system_time([event()]) -> [event()].
in_system_time(Events) ->
    Offset = erlang:time_offset(),
    [setelement(2, Event, erlang:convert_time_unit(element(2, Event) + Offset, native, microsecond))
     || Event <- Events].

%% The traces of several actors in the order of their clocks, ms from Origin
%% (a system time in microseconds) on.
-spec merge(Origin :: integer(), [event()]) -> [event()].
merge(Origin, Events) ->
    [{Clock, max(0, At - Origin) div 1000, Actor, Kind, Peer, Message}
     || {Clock, At, Actor, Kind, Peer, Message} <- lists:sort(Events)].
