%%% What redirected calls mean in the processes of a folder on real nodes (paxy_lab_calls):
%%% what needs a bound on size or number.
-module(paxy_lab_call_bounds).
-include("paxy_lab_context.hrl").

-export([multiply/2, shift_left/2, list_to_integer/1, list_to_integer/2, binary_to_integer/1,
         binary_to_integer/2, list_to_atom/1, binary_to_atom/1, binary_to_atom/2, is_small/1]).
-compile({no_auto_import, [list_to_integer/1, list_to_integer/2, binary_to_integer/1, binary_to_integer/2,
                           list_to_atom/1, binary_to_atom/1, binary_to_atom/2]}).

-define(ATOMS_MAX, 1000).
-define(TERM_SIZE_MAX, 200000).
-define(BITS_MAX, 65536).

%% Numbers have at most 65,536 bits, since one step of arithmetic on greater
%% ones would stop the whole node.
-spec multiply(number(), number()) -> number().
multiply(A, B) ->
    is_short(A) andalso is_short(B) orelse error(system_limit, [A, B]),
    A * B.

is_short(Number) when is_integer(Number), Number < 1 bsl 59, Number > -(1 bsl 59) -> true;
is_short(Number) when is_integer(Number) -> byte_size(binary:encode_unsigned(abs(Number))) * 8 =< ?BITS_MAX div 2;
is_short(_) -> true.

-spec shift_left(integer(), integer()) -> integer().
shift_left(Number, Bits) when is_integer(Bits), Bits > ?BITS_MAX div 2 -> error(system_limit, [Number, Bits]);
shift_left(Number, Bits) ->
    is_short(Number) orelse error(system_limit, [Number, Bits]),
    Number bsl Bits.

-spec list_to_integer(string()) -> integer().
list_to_integer(Text) -> list_to_integer(Text, 10).
-spec list_to_integer(string(), 2..36) -> integer().
list_to_integer(Text, Base) ->
    length(Text) =< 2000 orelse error(system_limit, [Text]),
    erlang:list_to_integer(Text, Base).
-spec binary_to_integer(binary()) -> integer().
binary_to_integer(Text) -> binary_to_integer(Text, 10).
-spec binary_to_integer(binary(), 2..36) -> integer().
binary_to_integer(Text, Base) ->
    byte_size(Text) =< 2000 orelse error(system_limit, [Text]),
    erlang:binary_to_integer(Text, Base).

-spec list_to_atom(string()) -> atom().
list_to_atom(Text) ->
    try erlang:list_to_existing_atom(Text)
    catch error:badarg -> new_atom(fun() -> erlang:list_to_atom(Text) end)
    end.
-spec binary_to_atom(binary()) -> atom().
binary_to_atom(Text) -> binary_to_atom(Text, utf8).
-spec binary_to_atom(binary(), utf8 | latin1 | unicode) -> atom().
binary_to_atom(Text, Encoding) ->
    try erlang:binary_to_existing_atom(Text, Encoding)
    catch error:badarg -> new_atom(fun() -> erlang:binary_to_atom(Text, Encoding) end)
    end.

new_atom(Make) ->
    #context{figures = Figures} = paxy_lab_call:context(),
    atomics:add_get(Figures, ?ATOMS, 1) =< ?ATOMS_MAX orelse error(system_limit),
    Make().

%% Whether a term may be copied: what is shared in it becomes many copies.
-spec is_small(term()) -> boolean().
is_small(Term) ->
    size(Term, ?TERM_SIZE_MAX) >= 0.

size(_, Left) when Left < 0 -> Left;
size([Head | Tail], Left) -> size(Tail, size(Head, Left - 1));
size(Term, Left) when is_tuple(Term) -> elements(tuple_size(Term), Term, Left - 1);
size(Term, Left) when is_map(Term) -> size(maps:to_list(Term), Left - 1);
size(Term, Left) when is_function(Term) -> size(environment_of(Term), Left - 1);
size(Term, Left) when is_binary(Term) -> Left - byte_size(Term) div 64;
size(Term, Left) when is_integer(Term), Term > 1 bsl 59 -> Left - ?BITS_MAX div 64;
size(_, Left) -> Left - 1.

environment_of(Function) ->
    case erlang:fun_info(Function, type) of
        {type, local} -> paxy_lab_call:environment(Function);
        _ -> []
    end.

elements(0, _, Left) -> Left;
elements(Index, Term, Left) when Left >= 0 -> elements(Index - 1, Term, size(element(Index, Term), Left));
elements(_, _, Left) -> Left.
