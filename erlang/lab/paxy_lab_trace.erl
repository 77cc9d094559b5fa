%%% The trace of a folder's run on real nodes. Each part notes what its processes
%%% sent, took and waited for; here the notes of both sides become one trace in
%%% which every message is sent before it is received, with Lamport's clocks.
%%%
%%% A process takes a message without knowing who sent it, so the message is
%%% looked for among those that were sent to its actor; of equal ones the one
%%% that should have arrived first is taken. What is not found there came from
%%% within the actor, and is left out. A message that arrived and was never
%%% taken is received at its arrival, without a line.
-module(paxy_lab_trace).

-export([joined/1]).
-export_type([note/0]).

%% Ms: when the copies of what was sent arrive, from then on. Us: system time.
-type note() :: {noted, Us :: integer(), paxy_core:name(), paxy_trace:kind(), Peer :: atom(), Message :: term(),
                 paxy_lab_place:place(), Ms :: [non_neg_integer()]}.

-record(event, {id :: non_neg_integer(), us :: integer(), actor :: atom(), kind :: paxy_trace:kind(), peer :: atom(),
                message :: term(), place :: paxy_lab_place:place(),
                sent = none :: none | pos_integer()}).  %% the event that sent what is received

%% The notes of each part in the order in which they were made. Traces that are
%% missing (paxy_trace:missing/1) stay as they are.
-spec joined([note() | paxy_trace:event()]) -> [paxy_trace:event()].
joined(Notes) ->
    Noted = [Note || {noted, _, _, _, _, _, _, _} = Note <- Notes],
    {Events, Unread} = lists:foldl(fun taken/2, {[], arrivals(Noted)}, lists:keysort(2, numbered(Noted))),
    Read = [event(Each) || Each <- Events],
    [Event || {_, _, _, _, _, _} = Event <- Notes] ++ in_order(lists:keysort(#event.us, Read ++ unread(Unread, Noted))).

numbered(Noted) ->
    [{Id, Us, Note} || {Id, {noted, Us, _, _, _, _, _, _} = Note} <- lists:enumerate(Noted)].

%% What is on its way to each actor, by the time at which it arrives.
arrivals(Noted) ->
    On = [{{Peer, Message}, {Us + 1000 * Ms, Id, Actor}}
          || {Id, Us, {noted, _, Actor, send, Peer, Message, _, Copies}} <- numbered(Noted), Ms <- Copies],
    maps:map(fun(_, Arrivals) -> lists:sort(Arrivals) end, maps:groups_from_list(fun({To, _}) -> To end, fun({_, At}) -> At end, On)).

taken({Id, _, {noted, _, Actor, 'receive', _, Message, _, _} = Note}, {Events, Arrivals}) ->
    case Arrivals of
        #{{Actor, Message} := [{_, Sent, Sender} | Later]} ->
            {[{Id, setelement(5, Note, Sender), Sent} | Events], Arrivals#{{Actor, Message} := Later}};
        #{} -> {Events, Arrivals}
    end;
taken({Id, _, Note}, {Events, Arrivals}) ->
    {[{Id, Note, none} | Events], Arrivals}.

event({Id, {noted, Us, Actor, Kind, Peer, Message, Place, _}, Sent}) ->
    #event{id = Id, us = Us, actor = Actor, kind = Kind, peer = Peer, message = Message, place = Place, sent = Sent}.

%% Where processes left, the network was cut or hosts were parted, nobody knows what arrived.
unread(Arrivals, Noted) ->
    Disturbed = lists:any(fun({noted, _, _, Kind, _, _, _, _}) -> lists:member(Kind, [crash, stop, cut, parted]) end, Noted),
    End = lists:max([0 | [Us || {noted, Us, _, _, _, _, _, _} <- Noted]]),
    [#event{id = 0, us = At, actor = Actor, kind = 'receive', peer = Sender, message = Message, place = none, sent = Sent}
     || not Disturbed, {{Actor, Message}, Left} <- maps:to_list(Arrivals), Actor =/= none, {At, Sent, Sender} <- Left, At =< End].

%% Each actor's events stay in their order; what is received waits until it was sent.
in_order(Events) ->
    Queues = maps:groups_from_list(fun(#event{actor = Actor}) -> Actor end, Events),
    next(ready(maps:keys(Queues), #{}, gb_sets:new(), #{}, Queues)).

ready([], Clocks, Ready, Waiting, Queues) -> {Ready, Waiting, Queues, Clocks, #{}};
ready([Actor | Actors], Clocks, Ready0, Waiting0, Queues) ->
    {Ready, Waiting} = head(Actor, Queues, Clocks, Ready0, Waiting0),
    ready(Actors, Clocks, Ready, Waiting, Queues).

head(Actor, Queues, Sent, Ready, Waiting) ->
    case map_get(Actor, Queues) of
        [] -> {Ready, Waiting};
        [#event{sent = Id} | _] when Id =/= none, not is_map_key(Id, Sent) ->
            {Ready, Waiting#{Id => [Actor | maps:get(Id, Waiting, [])]}};
        [#event{us = Us} | _] -> {gb_sets:add({Us, Actor}, Ready), Waiting}
    end.

%% Sent: the clocks of what was sent; Clocks: those of the actors.
next({Ready0, Waiting0, Queues0, Sent0, Clocks}) ->
    case gb_sets:is_empty(Ready0) of
        true when map_size(Waiting0) =:= 0 -> [];
        true -> next({released(Waiting0, Queues0), #{}, Queues0, Sent0, Clocks});
        false ->
            {{_, Actor}, Ready1} = gb_sets:take_smallest(Ready0),
            #{Actor := [#event{id = Id, kind = Kind} = Event | Later]} = Queues0,
            Clock = max(maps:get(Actor, Clocks, 0), maps:get(Event#event.sent, Sent0, 0)) + 1,
            Sent = case Kind of send -> Sent0#{Id => Clock}; _ -> Sent0 end,
            Queues = Queues0#{Actor := Later},
            {Ready2, Waiting} = head(Actor, Queues, Sent, Ready1, maps:remove(Id, Waiting0)),
            Ready = lists:foldl(fun(Freed, R) -> freed(Freed, Queues, R) end, Ready2, maps:get(Id, Waiting0, [])),
            [traced(Clock, Event) | next({Ready, Waiting, Queues, Sent, Clocks#{Actor => Clock}})]
    end.

%% Clocks of several hosts may differ so much that nobody is first.
released(Waiting, Queues) ->
    lists:foldl(fun(Actor, Ready) -> freed(Actor, Queues, Ready) end, gb_sets:new(), lists:append(maps:values(Waiting))).

freed(Actor, Queues, Ready) ->
    [#event{us = Us} | _] = map_get(Actor, Queues),
    gb_sets:add({Us, Actor}, Ready).

traced(Clock, #event{us = Us, actor = Actor, kind = Kind, peer = Peer, message = Message, place = Place}) ->
    {Clock, Us, Actor, Kind, Peer, paxy_lab_place:at(Place, Message)}.
