-module(pers).
-export([open/1, read/1, store/5, close/1, delete/1]).

open(Name) ->
    dets:open_file(Name, []).

%% What was stored: promised, voted, value and panel.
read(Name) ->
    case dets:lookup(Name, state) of
        [{state, Promised, Voted, Value, Panel}] -> {Promised, Voted, Value, Panel};
        [] -> {order:null(0), order:null(0), na, na}
    end.

store(Name, Promised, Voted, Value, Panel) ->
    dets:insert(Name, {state, Promised, Voted, Value, Panel}).

close(Name) ->
    dets:close(Name).

delete(Name) ->
    dets:delete(Name, state).
