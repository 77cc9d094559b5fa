%%% What is wrong with a folder, in sentences for people.
-module(paxy_lab_problem).

-export([new/3, of_compiler/2, text/2]).
-export_type([problem/0]).

%% A file of the folder, by its name in it; none where it is the folder's.
-type problem() :: #{file := none | binary(), line := none | pos_integer(), sentence := binary()}.

-spec new(none | file:filename_all(), none | erl_anno:location(), iodata()) -> problem().
new(File, Line, Sentence) ->
    #{file => name(File), line => line(Line), sentence => unicode:characters_to_binary(Sentence)}.

name(none) -> none;
name(File) -> unicode:characters_to_binary(File).

line(Line) when is_integer(Line), Line > 0 -> Line;
line({Line, _}) -> line(Line);
line(_) -> none.

%% What the compiler and its preprocessor complain about in a file.
-spec of_compiler(file:filename_all(), {term(), module(), term()} | {module(), term()}) -> problem().
of_compiler(File, {Line, Module, Description}) ->
    new(File, Line, said(Module, Description));
of_compiler(File, {Module, Description}) ->
    new(File, none, said(Module, Description)).

said(_, {include, _, _}) ->
    "includes a file that the folder does not have";
said(epp, {include, _}) ->
    "includes a file that the folder does not have";
said(erl_parse, ["syntax error before: ", Word] = Description) ->
    [erl_parse:format_error(Description), mostly(lists:flatten(Word))];
said(Module, Description) ->
    try Module:format_error(Description)
    catch _:_ -> io_lib:format("~0tP", [Description, 20])
    end.

%% What such an error mostly comes from.
mostly(Word) when Word =:= "'after'"; Word =:= "'end'"; Word =:= "'catch'" ->
    ". The clause above it may end with a `;` or `,` that does not belong there";
mostly([]) ->
    ". A bracket, a quotation mark or an `end` may be missing above";
mostly(_) ->
    ". A `,`, `;`, `.` or bracket may be missing before it".

%% A line for people, and where the source is known the line of it.
-spec text(problem(), #{binary() => binary()}) -> iodata().
text(#{file := none, sentence := Sentence}, _) ->
    Sentence;
text(#{file := File, line := none, sentence := Sentence}, _) ->
    [File, ": ", Sentence];
text(#{file := File, line := Line, sentence := Sentence}, Sources) ->
    [File, $:, integer_to_list(Line), ": ", Sentence, quoted(maps:get(File, Sources, <<>>), Line)].

quoted(Source, Line) ->
    Lines = binary:split(Source, <<"\n">>, [global]),
    case Line =< length(Lines) of
        true -> ["\n    ", string:trim(lists:nth(Line, Lines), both, " \t\r")];
        false -> ""
    end.
