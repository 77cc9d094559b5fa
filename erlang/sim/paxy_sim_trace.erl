%%% What a simulated run leaves to be read: its events in the order in which
%%% they happened, with the logical clocks of Lamport ("Time, Clocks, and the
%%% Ordering of Events", 1978). Off, it costs nothing.
-module(paxy_sim_trace).

-export([new/1, note/6, envelope/2, received/6, events/1]).
-export_type([trace/0, envelope/0]).

%% A run that is longer keeps its end, as a process in real time does.
-define(EVENTS_MAX, 100_000).

-record(trace, {clocks = #{} :: #{atom() => non_neg_integer()},
                length = 0 :: non_neg_integer(),
                newest = [] :: [paxy_trace:event()],
                older = [] :: [paxy_trace:event()]}).
-type trace() :: off | #trace{}.
%% What travels with a message: who sent it, and when by its clock.
-type envelope() :: none | {Sender :: atom(), Clock :: non_neg_integer()}.

-spec new(on | off) -> trace().
new(off) -> off;
new(on) -> #trace{}.

%% Something happened to an actor.
-spec note(non_neg_integer(), atom(), atom(), atom(), term(), trace()) -> trace().
note(_, _, _, _, _, off) ->
    off;
note(AtMs, Actor, Kind, Peer, Message, #trace{clocks = Clocks} = Trace) ->
    keep(maps:get(Actor, Clocks, 0) + 1, AtMs, Actor, Kind, Peer, Message, Trace).

%% The envelope of what an actor sends now.
-spec envelope(atom(), trace()) -> envelope().
envelope(_, off) -> none;
envelope(Sender, #trace{clocks = Clocks}) -> {Sender, map_get(Sender, Clocks)}.

%% A message reached an actor, or was lost there; the actor's clock is from
%% now on ahead of the sender's.
-spec received('receive' | lost, non_neg_integer(), atom(), envelope(), term(), trace()) -> trace().
received(_, _, _, _, _, off) ->
    off;
received(Kind, AtMs, Actor, {Sender, Sent}, Message, #trace{clocks = Clocks} = Trace) ->
    Clock = max(maps:get(Actor, Clocks, 0), Sent) + 1,
    keep(Clock, AtMs, Actor, Kind, Sender, Message, Trace).

keep(Clock, AtMs, Actor, Kind, Peer, Message, #trace{length = ?EVENTS_MAX, newest = Newest} = Trace) ->
    keep(Clock, AtMs, Actor, Kind, Peer, Message, Trace#trace{length = 0, newest = [], older = Newest});
keep(Clock, AtMs, Actor, Kind, Peer, Message,
     #trace{clocks = Clocks, length = Length, newest = Newest} = Trace) ->
    Trace#trace{clocks = Clocks#{Actor => Clock}, length = Length + 1,
                newest = [{Clock, AtMs, Actor, Kind, Peer, Message} | Newest]}.

%% All that was kept, the earliest first; empty when tracing was off.
-spec events(trace()) -> [paxy_trace:event()].
events(off) -> [];
events(#trace{newest = Newest, older = Older}) -> lists:reverse(Newest ++ Older).
