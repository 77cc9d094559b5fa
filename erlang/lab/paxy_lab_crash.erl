%%% How a process of a folder ended that should not have, in words, with the
%%% file and line of its code.
-module(paxy_lab_crash).

-export([is_clean/1, text/4]).

%% Processes end like this without an error.
-spec is_clean(Reason :: term()) -> boolean().
is_clean(normal) -> true;
is_clean(shutdown) -> true;
is_clean({shutdown, _}) -> true;
is_clean(_) -> false.

%% Files are those of the folder's modules, by the names under which they run.
-spec text(acceptor | proposer, paxy_core:name(), Reason :: term(), #{module() => binary()}) -> iodata().
text(Role, Name, killed, _) ->
    io_lib:format("~s ~ts: a process of it was ended, since it used more than 128 MB of memory", [Role, Name]);
text(Role, Name, {Reason, [{_, _, _, _} | _] = Frames}, Files) ->
    [Frame | _] = Stack = [called(Each) || Each <- Frames],
    io_lib:format("~s ~ts crashed~ts: ~ts", [Role, Name, place(Stack, Files), words(Reason, bare(Frame, Files))]);
text(Role, Name, Reason, _) ->
    io_lib:format("~s ~ts ended with exit(~0tP)", [Role, Name, Reason, 20]).

%% Under the name by which the folder called it.
called({Module, Name, Arguments, Location} = Frame) ->
    case paxy_lab_calls:is_native(Module) of
        true -> {paxy_lab_call, Name, Arguments, Location};
        false -> Frame
    end;
called(Frame) -> Frame.

%% The first line of the folder's own code; a send was told its own.
place([{paxy_lab_call, sent, [_, _, {File, Line}], _} | _], _) when is_integer(Line) ->
    io_lib:format(" at ~ts:~w", [File, Line]);
place(Stack, Files) ->
    Places = [io_lib:format(" at ~ts:~w", [map_get(Module, Files), Line])
              || {Module, _, _, Location} <- Stack, is_map_key(Module, Files), {line, Line} <- Location],
    case Places of
        [Place | _] -> Place;
        [] -> ""
    end.

bare({Module, Name, Arguments, Location}, Files) ->
    case Files of
        #{Module := File} -> {filename:basename(File, ".erl"), Name, Arguments, Location};
        #{} -> {Module, Name, Arguments, Location}
    end.

words(badarg, {paxy_lab_call, sent, [To | _], _}) ->
    io_lib:format("badarg: it sends to ~0tP, which no process has as its name", [To, 10]);
words(badarg, {paxy_lab_call, format, [Format, Arguments], _}) ->
    io_lib:format("badarg: it prints ~0tP with the arguments ~0tP, which do not fit", [Format, 40, Arguments, 20]);
words(badarg, {_, Name, Arguments, _}) ->
    io_lib:format("badarg: ~ts does not take ~ts", [Name, given(Arguments)]);
words(badarith, _) -> "badarith: arithmetic with something that is not a number";
words({badmatch, Value}, _) -> io_lib:format("badmatch: ~0tP is not what the left side of the = expects", [Value, 20]);
words({case_clause, Value}, _) -> io_lib:format("case_clause: no branch of the case takes ~0tP", [Value, 20]);
words(if_clause, _) -> "if_clause: no condition of the if is true";
words(function_clause, {Module, Name, Arguments, _}) ->
    io_lib:format("function_clause: no clause of ~ts takes ~ts", [called(Module, Name, Arguments), given(Arguments)]);
words(undef, {Module, Name, Arguments, _}) ->
    io_lib:format("undef: there is no function ~ts", [called(Module, Name, Arguments)]);
words(too_large, _) -> "an error whose reason is too large to be told";
words({badfun, Value}, _) -> io_lib:format("badfun: ~0tP is called, which is not a function", [Value, 10]);
words(system_limit, _) -> "system_limit: more processes, more atoms or greater terms than a run may have";
words({nocatch, Value}, _) -> io_lib:format("it throws ~0tP, which nothing catches", [Value, 20]);
words(Reason, _) -> io_lib:format("~0tP", [Reason, 20]).

called(paxy_lab_call, Name, Arguments) -> called_in("", Name, Arguments);
called(Module, Name, Arguments) when is_binary(Module); is_list(Module) -> called_in([Module, ":"], Name, Arguments);
called(Module, Name, Arguments) -> called_in([atom_to_list(Module), ":"], Name, Arguments).

called_in(Prefix, Name, Arguments) ->
    io_lib:format("~ts~0tp/~w", [Prefix, Name, case Arguments of [_ | _] -> length(Arguments); [] -> 0; _ -> Arguments end]).

given(Arguments) when is_list(Arguments) ->
    ["(", lists:join(", ", [io_lib:format("~0tP", [Argument, 10]) || Argument <- Arguments]), ")"];
given(_) ->
    "its arguments".
