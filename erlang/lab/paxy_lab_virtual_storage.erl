%%% What redirected calls mean in virtual time (paxy_lab_calls): storage.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_storage).
-include("paxy_lab_actor.hrl").

-export([dets_open_file/2, dets_open_file/3, dets_close/2, dets_insert/3, dets_insert_new/3, dets_lookup/3,
         dets_member/3, dets_delete/3, dets_delete_all_objects/2, dets_sync/2, file_delete/2]).

-type place() :: paxy_lab_place:place().

-spec dets_open_file(term(), place()) -> {ok, term()}.
dets_open_file(Name, Place) -> dets_open_file(Name, [], Place).

-spec dets_open_file(term(), list(), place()) -> {ok, term()}.
dets_open_file(Name, Options, _) ->
    #lab{tables = Tables, open = Open} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{open = Open#{Name => proplists:get_value(keypos, Options, 1)},
                   tables = maps:merge(#{Name => #{}}, Tables)}),
    {ok, Name}.

-spec dets_close(term(), place()) -> ok | {error, not_owner}.
dets_close(Name, _) ->
    #lab{open = Open} = Lab = paxy_lab_step:lab(),
    case Open of
        #{Name := _} -> paxy_lab_step:become(Lab#lab{open = maps:remove(Name, Open)}), ok;
        #{} -> {error, not_owner}
    end.

-spec dets_insert(term(), tuple() | [tuple()], place()) -> ok.
dets_insert(Name, Objects, _) ->
    #lab{tables = Tables, open = Open} = Lab = paxy_lab_step:lab(),
    case Open of
        #{Name := KeyPos} -> changed(Tables#{Name := inserted(Objects, KeyPos, map_get(Name, Tables))}, Lab);
        #{} -> erlang:error(badarg)
    end.

inserted([Object | Objects], KeyPos, Table) -> inserted(Objects, KeyPos, Table#{element(KeyPos, Object) => Object});
inserted([], _, Table) -> Table;
inserted(Object, KeyPos, Table) -> Table#{element(KeyPos, Object) => Object}.

-spec dets_insert_new(term(), tuple(), place()) -> boolean().
dets_insert_new(Name, Object, Place) ->
    case dets_member(Name, element(key(Name), Object), Place) of
        true -> false;
        false -> ok =:= dets_insert(Name, Object, Place)
    end.

-spec dets_lookup(term(), term(), place()) -> [tuple()].
dets_lookup(Name, Key, _) ->
    _ = key(Name),
    case map_get(Name, (paxy_lab_step:lab())#lab.tables) of
        #{Key := Object} -> [Object];
        #{} -> []
    end.

-spec dets_member(term(), term(), place()) -> boolean().
dets_member(Name, Key, Place) -> dets_lookup(Name, Key, Place) =/= [].

-spec dets_delete(term(), term(), place()) -> ok.
dets_delete(Name, Key, _) ->
    _ = key(Name),
    change(Name, fun(Table) -> maps:remove(Key, Table) end).

-spec dets_delete_all_objects(term(), place()) -> ok.
dets_delete_all_objects(Name, _) ->
    _ = key(Name),
    change(Name, fun(_) -> #{} end).

-spec dets_sync(term(), place()) -> ok.
dets_sync(Name, _) ->
    _ = key(Name),
    ok.

-spec file_delete(term(), place()) -> ok | {error, enoent}.
file_delete(File, _) ->
    #lab{tables = Tables} = Lab = paxy_lab_step:lab(),
    Same = fun(Name) -> Name =:= File orelse catch_text(Name) =:= catch_text(File) end,
    case [Name || Name <- maps:keys(Tables), Same(Name)] of
        [] -> {error, enoent};
        Names -> changed(maps:without(Names, Tables), Lab)
    end.

catch_text(Name) when is_atom(Name) -> atom_to_list(Name);
catch_text(Name) -> Name.

%% The place of the key; a table that is not open cannot be used.
key(Name) ->
    case (paxy_lab_step:lab())#lab.open of
        #{Name := KeyPos} -> KeyPos;
        #{} -> erlang:error(badarg)
    end.

change(Name, Change) ->
    #lab{tables = Tables} = Lab = paxy_lab_step:lab(),
    changed(Tables#{Name => Change(map_get(Name, Tables))}, Lab).

changed(Tables, Lab) ->
    paxy_lab_step:become(Lab#lab{tables = Tables}, {store, Tables}).
