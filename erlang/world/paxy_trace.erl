%%% What a process of a run remembers of what happened to it: its last events,
%%% with the logical clocks of Lamport ("Time, Clocks, and the Ordering of
%%% Events in a Distributed System", 1978), so that the memories of several
%%% nodes merge into one order in which every message is sent before it is received.
-module(paxy_trace).

-export([new/1, resume/2, note/4, received/5, clock/1, events/2, merge/2, json/1]).
-export_type([trace/0, event/0, kind/0]).

-type kind() :: start | send | lost | 'receive' | timer | decided | gave_up
              | crash | recover | stop | cut | heal
              | forgot.  %% so many events of this actor came before and were not kept
%% AtMs counts from the start of the proposers.
-type event() :: {Clock :: non_neg_integer(), AtMs :: non_neg_integer(), Actor :: atom(),
                  kind(), Peer :: atom(), Message :: term()}.

%% Two lists of at most `events_max': when the newer one is full, it becomes
%% the older one. So an event costs O(1), and the last `events_max' are there.
-record(trace, {clock = 0 :: non_neg_integer(),
                events_max :: pos_integer(),
                length = 0 :: non_neg_integer(),
                newer = [] :: [remembered()],
                older = [] :: [remembered()],
                forgotten = 0 :: non_neg_integer()}).
-type remembered() :: {Clock :: non_neg_integer(), Monotonic :: integer(), kind(), atom(), term()}.
-opaque trace() :: #trace{}.

-spec new(EventsMax :: pos_integer()) -> trace().
new(EventsMax) ->
    #trace{events_max = EventsMax}.

%% The trace of a process that takes the place of one whose clock stood there.
-spec resume(Clock :: non_neg_integer(), EventsMax :: pos_integer()) -> trace().
resume(Clock, EventsMax) ->
    #trace{clock = Clock, events_max = EventsMax}.

%% Something happens here.
-spec note(kind(), Peer :: atom(), Message :: term(), trace()) -> trace().
note(Kind, Peer, Message, #trace{clock = Clock} = Trace) ->
    keep(Clock + 1, Kind, Peer, Message, Trace).

%% A message that was sent at the sender's Clock is received, or lost on arrival.
-spec received('receive' | lost, Clock :: non_neg_integer(), Peer :: atom(), term(), trace()) ->
          trace().
received(Kind, Sent, Peer, Message, #trace{clock = Clock} = Trace) ->
    keep(max(Clock, Sent) + 1, Kind, Peer, Message, Trace).

keep(Clock, Kind, Peer, Message,
     #trace{length = Max, events_max = Max, newer = Newer, older = Older, forgotten = Forgotten}) ->
    keep(Clock, Kind, Peer, Message,
         #trace{events_max = Max, older = Newer, forgotten = Forgotten + length(Older)});
keep(Clock, Kind, Peer, Message, #trace{length = Length, newer = Newer} = Trace) ->
    Event = {Clock, erlang:monotonic_time(), Kind, Peer, Message},
    Trace#trace{clock = Clock, length = Length + 1, newer = [Event | Newer]}.

-spec clock(trace()) -> non_neg_integer().
clock(#trace{clock = Clock}) -> Clock.

%% What an actor of this node remembers, the earliest first. Times are system
%% times in microseconds; merge/2 makes them ms of the run.
-spec events(Actor :: atom(), trace()) -> [event()].
events(Actor, #trace{newer = Newer, older = Older, length = Length, events_max = Max,
                     forgotten = Forgotten}) ->
    Kept = lists:sublist(Older, Max - Length),
    Gone = Forgotten + length(Older) - length(Kept),
    Offset = erlang:time_offset(),
    Events = [{Clock, microseconds(Monotonic + Offset), Actor, Kind, Peer, Message}
              || {Clock, Monotonic, Kind, Peer, Message} <- lists:reverse(Newer ++ Kept)],
    forgot(Gone, Actor, Events).

%% A trace that was cut says so.
forgot(0, _, Events) -> Events;
forgot(Gone, Actor, [{Clock, At, _, _, _, _} | _] = Events) ->
    [{Clock - 1, At, Actor, forgot, none, {events, Gone}} | Events].

microseconds(Native) ->
    erlang:convert_time_unit(Native, native, microsecond).

%% The traces of several actors in the order of their clocks, ms from Origin
%% (a system time in microseconds) on.
-spec merge(Origin :: integer(), [event()]) -> [event()].
merge(Origin, Events) ->
    [{Clock, max(0, At - Origin) div 1000, Actor, Kind, Peer, Message}
     || {Clock, At, Actor, Kind, Peer, Message} <- lists:sort(Events)].

%% An event as a JSON object on one line, without the line's end (RFC 8259).
-spec json(event()) -> binary().
json({Clock, At, Actor, Kind, Peer, Message}) ->
    iolist_to_binary(
      [<<"{\"clock\":">>, integer_to_binary(Clock), <<",\"at\":">>, integer_to_binary(At),
       <<",\"actor\":">>, string(Actor), <<",\"kind\":">>, string(Kind),
       <<",\"peer\":">>, string(Peer), <<",\"message\":">>, string(Message), $}]).

string(Atom) when is_atom(Atom) -> string(atom_to_binary(Atom));
string(Text) when is_binary(Text) -> [$", escape(Text), $"];
string(Term) -> string(unicode:characters_to_binary(io_lib:format("~w", [Term]))).

escape(Text) ->
    << <<(escaped(Char))/binary>> || <<Char/utf8>> <= Text >>.

escaped($") -> <<"\\\"">>;
escaped($\\) -> <<"\\\\">>;
escaped(Char) when Char < 32; Char =:= 127 -> iolist_to_binary(io_lib:format("\\u~4.16.0b", [Char]));
escaped(Char) -> <<Char/utf8>>.
