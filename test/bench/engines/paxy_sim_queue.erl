%%% A rule for the events of a ms that is wrong, and that the comparison with
%%% real nodes must reject: each draws its place when it is scheduled, and the
%%% lowest draw happens first.
-module(paxy_sim_queue).

-export([new/1, redrawn/2, add/3, add_all/2, add_at/3, key/2, next/1]).

-define(DRAW_BITS, 32).

new(none) -> {gb_sets:empty(), rand:mwc59_seed()};
new(Luck) -> {gb_sets:empty(), Luck}.

redrawn(Luck, {Events, _}) -> {Events, Luck}.

%% A request to several is a message to each of them.
add(AtMs, {several, Names, Stamp, Message}, Queue) ->
    lists:foldl(fun(Name, Q) -> add(AtMs, {message, Name, Stamp, Message}, Q) end, Queue, Names);
add(AtMs, Event, Queue0) ->
    {Key, Queue} = key(AtMs, Queue0),
    add_at(Key, Event, Queue).

add_all(Events, Queue0) ->
    lists:foldl(fun({AtMs, Event}, Queue) -> add(AtMs, Event, Queue) end, Queue0, Events).

key(AtMs, {Events, Stream0}) ->
    Stream = rand:mwc59(Stream0),
    {AtMs bsl ?DRAW_BITS bor rand:mwc59_value32(Stream), {Events, Stream}}.

add_at(Key, Event, {Events, Stream}) ->
    {gb_sets:add({Key, Event}, Events), Stream}.

next({Events0, Stream}) ->
    case gb_sets:is_empty(Events0) of
        true -> empty;
        false ->
            {{Key, Event}, Events} = gb_sets:take_smallest(Events0),
            {Key bsr ?DRAW_BITS, Event, {Events, Stream}}
    end.
