%%% The storage of a folder's native run: dets tables in the memory of the part,
%%% which outlive the process that writes, and nothing else.
-module(paxy_lab_store).

-include("paxy_lab_context.hrl").

-export([open_file/1, open_file/2, close/1, insert/2, insert_new/2, lookup/2, member/2, delete/2,
         delete_all_objects/1, sync/1, file_delete/1, forget/2]).

%% A table by its name; a file that is named instead tells only which data it has.
-spec open_file(term()) -> {ok, term()}.
open_file(File) -> open_file(File, [{file, File}]).

-spec open_file(term(), [tuple()]) -> {ok, term()} | {error, incompatible_arguments}.
open_file(Table, Options) ->
    case proplists:get_value(type, Options, set) of
        set ->
            File = file_name(proplists:get_value(file, Options, Table)),
            Position = proplists:get_value(keypos, Options, 1),
            true = ets:insert(board(), {{table, Table}, File, Position, self()}),
            {ok, Table};
        _ ->
            {error, incompatible_arguments}
    end.

file_name(Name) when is_atom(Name) -> atom_to_list(Name);
file_name(Name) -> Name.

-spec close(term()) -> ok | {error, not_owner}.
close(Table) ->
    case ets:take(board(), {table, Table}) of
        [_] -> ok;
        [] -> {error, not_owner}
    end.

-spec insert(term(), tuple() | [tuple()]) -> ok.
insert(Table, Objects) ->
    {File, Position} = opened(Table, [Table, Objects]),
    _ = [ets:insert(board(), {{dets, File, element(Position, Object)}, Object}) || Object <- list(Objects)],
    ok.

list(Objects) when is_list(Objects) -> Objects;
list(Object) -> [Object].

-spec insert_new(term(), tuple() | [tuple()]) -> boolean().
insert_new(Table, Objects) ->
    {_, Position} = opened(Table, [Table, Objects]),
    case lists:any(fun(Object) -> member(Table, element(Position, Object)) end, list(Objects)) of
        true -> false;
        false -> insert(Table, Objects) =:= ok
    end.

-spec lookup(term(), term()) -> [tuple()].
lookup(Table, Key) ->
    {File, _} = opened(Table, [Table, Key]),
    [Object || {_, Object} <- ets:lookup(board(), {dets, File, Key})].

-spec member(term(), term()) -> boolean().
member(Table, Key) ->
    lookup(Table, Key) =/= [].

-spec delete(term(), term()) -> ok.
delete(Table, Key) ->
    {File, _} = opened(Table, [Table, Key]),
    true = ets:delete(board(), {dets, File, Key}),
    ok.

-spec delete_all_objects(term()) -> ok.
delete_all_objects(Table) ->
    {File, _} = opened(Table, [Table]),
    true = ets:match_delete(board(), {{dets, File, '_'}, '_'}),
    ok.

-spec sync(term()) -> ok.
sync(Table) ->
    _ = opened(Table, [Table]),
    ok.

%% Of the files, the run has those of its tables alone.
-spec file_delete(term()) -> ok | {error, enoent}.
file_delete(Name) ->
    Pattern = {{dets, file_name(Name), '_'}, '_'},
    case ets:match_object(board(), Pattern, 1) of
        '$end_of_table' -> {error, enoent};
        _ -> true = ets:match_delete(board(), Pattern), ok
    end.

%% A table is closed when the process that opened it has ended.
-spec forget(pid(), ets:table()) -> true.
forget(Pid, Board) ->
    ets:match_delete(Board, {{table, '_'}, '_', '_', Pid}).

opened(Table, Arguments) ->
    case ets:lookup(board(), {table, Table}) of
        [{_, File, Position, _}] -> {File, Position};
        [] -> error(badarg, Arguments)
    end.

board() ->
    #context{board = Board} = erlang:get(?CONTEXT),
    Board.
