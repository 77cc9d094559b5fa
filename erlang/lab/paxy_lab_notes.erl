%%% What a part of a run on real nodes notes of its processes: the last events,
%%% kept in the part's own table, where any process of the run can add one.
-module(paxy_lab_notes).

-include("paxy_lab_context.hrl").

-export([add/3, mark/4, all/1]).

-spec add(paxy_lab_trace:note(), ets:table(), atomics:atomics_ref()) -> true.
add(Note, Board, Figures) ->
    Number = atomics:add_get(Figures, ?EVENTS, 1),
    ets:insert(Board, {{event, Number rem ?EVENTS_MAX}, Number, Note}).

%% Something happens to an actor, from outside or as a whole.
-spec mark({paxy_trace:kind(), Told :: term()}, paxy_core:name(), ets:table(), atomics:atomics_ref()) -> true.
mark({Kind, Told}, Name, Board, Figures) ->
    add({noted, os:system_time(microsecond), Name, Kind, none, Told, none, []}, Board, Figures).

%% In their order, with the names of actors for their processes.
-spec all(ets:table()) -> [paxy_lab_trace:note()].
all(Board) ->
    Names = maps:from_list([{Pid, Name} || {{main, Pid}, Name} <- ets:match_object(Board, {{main, '_'}, '_'})]
                           ++ [{Pid, Name} || {{_, Pid}, there, Name} <- ets:match_object(Board, {{process, '_'}, there, '_'})]),
    [setelement(6, Note, named(element(6, Note), Names))
     || {_, _, Note} <- lists:keysort(2, ets:match_object(Board, {{event, '_'}, '_', '_'}))].

named(Pid, Names) when is_pid(Pid) -> maps:get(Pid, Names, Pid);
named([Head | Tail], Names) -> [named(Head, Names) | named(Tail, Names)];
named(Message, Names) when is_tuple(Message) -> list_to_tuple([named(Each, Names) || Each <- tuple_to_list(Message)]);
named(Message, _) -> Message.
