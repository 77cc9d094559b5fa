-module(pers).
-export([open/1, read/1, store/5, close/1, delete/1]).

open(Name) ->
    dets:open_file(Name, [{file, atom_to_list(Name) ++ ".dets"}]).

read(Name) ->
    case dets:lookup(Name, perm) of
        [{perm, Pr, Vt, Ac, Pn}] -> {Pr, Vt, Ac, Pn};
        [] -> {order:null(), order:null(), na, na}
    end.

store(Name, Pr, Vt, Ac, Pn) ->
    dets:insert(Name, {perm, Pr, Vt, Ac, Pn}).

close(Name) -> dets:close(Name).
delete(Name) -> file:delete(atom_to_list(Name) ++ ".dets").
