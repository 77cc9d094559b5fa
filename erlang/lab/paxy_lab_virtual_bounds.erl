%%% What redirected calls mean in virtual time (paxy_lab_calls): what needs a bound.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_bounds).

-export([multiply/3, shift_left/3, list_to_atom/2, binary_to_atom/2, binary_to_atom/3, list_to_integer/2,
         list_to_integer/3, binary_to_integer/2, binary_to_integer/3]).
-compile({no_auto_import, [binary_to_atom/2]}).

-define(BITS_MAX, 65_536).

-type place() :: paxy_lab_place:place().

-spec multiply(term(), term(), place()) -> number().
multiply(A, B, _) when is_integer(A), is_integer(B), abs(A) < 1 bsl 60, abs(B) < 1 bsl 60 -> A * B;
multiply(A, B, _) when is_integer(A), is_integer(B) -> bounded(A * B);
multiply(A, B, _) -> A * B.

-spec shift_left(term(), term(), place()) -> integer().
shift_left(_, B, _) when is_integer(B), B > ?BITS_MAX -> erlang:error(system_limit);
shift_left(A, B, _) -> bounded(A bsl B).

bounded(Number) ->
    case abs(Number) bsr ?BITS_MAX of
        0 -> Number;
        _ -> erlang:error(system_limit)
    end.

-spec list_to_atom(string(), place()) -> atom().
list_to_atom(Text, Place) -> binary_to_atom(unicode:characters_to_binary(Text), Place).

-spec binary_to_atom(binary(), place()) -> atom().
binary_to_atom(Text, _) ->
    try erlang:binary_to_existing_atom(Text, utf8)
    catch error:badarg when byte_size(Text) =< 255 -> new_atom(Text)
    end.

-spec binary_to_atom(binary(), atom(), place()) -> atom().
binary_to_atom(Text, _, Place) -> binary_to_atom(Text, Place).

new_atom(Text) ->
    Made = case erlang:get(paxy_lab_atoms) of undefined -> 0; Count -> Count end,
    Made < 1000 orelse erlang:error(system_limit),
    erlang:put(paxy_lab_atoms, Made + 1),
    erlang:binary_to_atom(Text, utf8).

-spec list_to_integer(string(), place()) -> integer().
list_to_integer(Text, Place) -> list_to_integer(Text, 10, Place).
-spec list_to_integer(string(), pos_integer(), place()) -> integer().
list_to_integer(Text, Base, _) when length(Text) < 10_000 -> erlang:list_to_integer(Text, Base);
list_to_integer(_, _, _) -> erlang:error(system_limit).
-spec binary_to_integer(binary(), place()) -> integer().
binary_to_integer(Text, Place) -> binary_to_integer(Text, 10, Place).
-spec binary_to_integer(binary(), pos_integer(), place()) -> integer().
binary_to_integer(Text, Base, _) when byte_size(Text) < 10_000 -> erlang:binary_to_integer(Text, Base);
binary_to_integer(_, _, _) -> erlang:error(system_limit).
