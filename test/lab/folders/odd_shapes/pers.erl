-module(pers).
-export([open/1, read/1, store/5, close/1, delete/1]).

open(Name) ->
    dets:open_file(Name, []).

%% What was promised, voted and accepted, and the panel.
read(Name) ->
    case dets:lookup(Name, state) of
        [{state, Promised, Voted, Value, Panel}] -> {Promised, Voted, Value, Panel};
        [] -> {order:null(na), order:null(na), na, na}
    end.

store(Name, Promised, Voted, Value, Panel) ->
    dets:insert(Name, {state, Promised, Voted, Value, Panel}).

close(Name) ->
    dets:close(Name).

delete(Name) ->
    file:delete(Name).
