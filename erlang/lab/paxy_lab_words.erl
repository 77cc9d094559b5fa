%%% What went wrong in a folder's code while it ran, in words.
-module(paxy_lab_words).

-export([crash/4, limit/2]).

%% An exception, with file and line.
-spec crash(atom(), term(), list(), #{module() => binary()}) -> iodata().
crash(Class, Reason, Stack, Files) ->
    Where = case paxy_lab_place:text(paxy_lab_place:of_stack(Stack, Files)) of
                <<>> -> "";
                Text -> ["at ", Text, " "]
            end,
    ["its process ended ", Where, "with ", exception(Class, Reason, Stack)].

exception(error, undef, [{Module, Function, Args, _} | _]) when is_list(Args) ->
    io_lib:format("undef: there is no function ~ts:~ts/~w", [Module, Function, length(Args)]);
exception(error, function_clause, [{Module, Function, Args, _} | _]) when is_list(Args) ->
    io_lib:format("function_clause: no clause of ~ts:~ts/~w takes ~0tP", [Module, Function, length(Args), Args, 15]);
exception(error, function_clause, _) -> "function_clause: no clause of the function takes its arguments";
exception(error, {badmatch, Value}, _) -> io_lib:format("badmatch: ~0tP does not match the left side", [Value, 15]);
exception(error, {case_clause, Value}, _) -> io_lib:format("case_clause: no clause of the case takes ~0tP", [Value, 15]);
exception(error, if_clause, _) -> "if_clause: no condition of the if is true";
exception(error, badarith, _) -> "badarith: arithmetic on something that is no number";
exception(error, badarg, [{paxy_lab_virtual, send, _, _} | _]) -> "badarg: it sent to a name that is not registered";
exception(error, badarg, [{paxy_lab_virtual, format, _, _} | _]) -> "badarg: what it prints does not fit the format";
exception(error, badarg, _) -> "badarg: a function was called with an argument that it does not take";
exception(Class, Reason, _) -> io_lib:format("~ts: ~0tP", [Class, Reason, 15]).

-spec limit(atom(), paxy_lab_place:place()) -> iodata().
limit(Limit, Place) ->
    Where = case paxy_lab_place:text(Place) of
                <<>> -> "";
                Text -> [" at ", Text]
            end,
    ["its process was ended", Where, ", since ", because(Limit)].

because(endless) -> "it called itself a million times without waiting for anything";
because(sleeps_inside) -> "it sleeps inside a function of a library, which virtual time cannot follow";
because(too_many_processes) -> "it made more than 131,000 processes";
because(too_large) -> "a number became larger than 65,536 bits";
because(too_many_atoms) -> "it made more than 1,000 new atoms".
