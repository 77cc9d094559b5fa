%%% A source of a folder as Core Erlang: by OTP's own preprocessor and compiler,
%%% from a copy in a folder that holds nothing else. Nothing outside the folder
%%% is read but the headers on the list, and no option of the environment or
%%% of the source reaches the compiler.
-module(paxy_lab_compile).

-export([open/3, module/2, constants/1, conditions/1, variables/1, problems/2]).
-export_type([compiler/0, compiled/0]).

%% Headers of OTP that a folder may include.
-define(HEADERS, ["eunit/include/eunit.hrl", "stdlib/include/assert.hrl", "kernel/include/file.hrl",
                  "wx/include/wx.hrl", "wx/include/gl.hrl"]).

-record(compiler, {folder :: file:filename_all(),
                   sources :: paxy_lab_sources:sources(),
                   scanned :: #{binary() => scanned()},
                   defined :: [{atom(), true}]}).
-opaque compiler() :: #compiler{}.
-type scanned() :: {ok, [paxy_lab_text:form()], utf8 | latin1} | {error, [paxy_lab_problem:problem()]}.

%% `starts' are the heads of the functions that are named start, by arity: a
%% name for each argument, or none where the head gives none. `apart' tells
%% whether it takes names of processes apart, as {Name, Node}.
-type compiled() :: #{core := cerl:c_module(), file := binary(), starts := #{arity() => [none | string()]}, apart := boolean(),
                      warnings := [paxy_lab_problem:problem()]}.

%% A compiler for the sources, which works in an empty folder. Values take the
%% place of macros of that name.
-spec open(paxy_lab_sources:sources(), #{binary() => paxy_lab_text:value()}, file:filename_all()) -> compiler().
open(Sources, Values, Folder) ->
    Scanned = maps:map(fun scan/2, Sources),
    Compiler = #compiler{folder = Folder, sources = Sources, scanned = Scanned, defined = []},
    _ = [copy(File, Forms, Encoding, Values, Folder) || {File, {ok, Forms, Encoding}} <- maps:to_list(Scanned)],
    Defined = maps:keys(constants(Compiler)),
    Compiler#compiler{defined = [{binary_to_atom(Name), true}
                                 || Name <- conditions(Compiler), maps:get(Name, Values, false) =:= true,
                                    not lists:member(Name, Defined)]}.

scan(File, Bytes) ->
    {Text, Encoding} = paxy_lab_sources:text(Bytes),
    case paxy_lab_text:scan(File, Text) of
        {ok, Forms} -> {ok, Forms, Encoding};
        {error, Problems} -> {error, Problems}
    end.

copy(File, Forms, Encoding, Values, Folder) ->
    Copy = filename:join(Folder, File),
    ok = filelib:ensure_dir(Copy),
    Text = paxy_lab_text:replaced(Forms, File, Values),
    ok = file:write_file(Copy, unicode:characters_to_binary(Text, unicode, Encoding)).

%% The macros of all sources that have a value, and the names that they ask for.
-spec constants(compiler()) -> #{binary() => #{text := string(), line := pos_integer(), file := binary()}}.
constants(#compiler{scanned = Scanned}) ->
    lists:foldr(fun({File, {ok, Forms, _}}, Found) ->
                        maps:merge(Found, maps:map(fun(_, Constant) -> Constant#{file => File} end,
                                                   paxy_lab_text:constants(Forms)));
                   (_, Found) -> Found
                end, #{}, maps:to_list(Scanned)).

-spec conditions(compiler()) -> [binary()].
conditions(#compiler{scanned = Scanned}) ->
    lists:usort(lists:append([paxy_lab_text:conditions(Forms) || {ok, Forms, _} <- maps:values(Scanned)])).

-spec variables(compiler()) -> [binary()].
variables(#compiler{scanned = Scanned}) ->
    lists:usort(lists:append([paxy_lab_text:variables(Forms) || {ok, Forms, _} <- maps:values(Scanned)])).

%% What keeps a source from being compiled, without compiling it whole.
-spec problems(binary(), compiler()) -> [paxy_lab_problem:problem()].
problems(File, Compiler) ->
    case parse(File, Compiler) of
        {ok, _} -> [];
        {error, Problems} -> Problems
    end.

-spec module(binary(), compiler()) -> {ok, compiled()} | {error, [paxy_lab_problem:problem()]}.
module(File, Compiler) ->
    case parse(File, Compiler) of
        {ok, Forms0} ->
            case refused(File, Forms0) of
                [] -> compile(File, Forms0);
                Problems -> {error, Problems}
            end;
        {error, Problems} ->
            {error, Problems}
    end.

parse(File, #compiler{folder = Folder, scanned = Scanned, defined = Defined} = Compiler) ->
    case includes([File], [], Compiler) of
        [] ->
            #{File := {ok, _, Encoding}} = Scanned,
            Options = [{includes, [Folder, filename:join(Folder, "include")]}, {default_encoding, Encoding},
                       {source_name, unicode:characters_to_list(File)}, {macros, Defined}],
            {ok, Forms} = epp:parse_file(filename:join(Folder, File), Options),
            faultless(File, [placed(Form, Folder) || Form <- Forms]);
        Problems ->
            {error, Problems}
    end.

%% Whatever a source includes, and what that includes, is in the folder or on the list.
includes([], _, _) ->
    [];
includes([File | Rest], Seen, #compiler{scanned = Scanned} = Compiler) ->
    case Scanned of
        #{File := {ok, Forms, _}} ->
            Found = [{Name, Line, resolved(Kind, Name, File, Compiler)}
                     || {Kind, Name, Line} <- paxy_lab_text:includes(Forms)],
            Next = [Other || {_, _, {file, Other}} <- Found, not lists:member(Other, [File | Seen])],
            [paxy_lab_problem:new(File, Line, ["includes ", Name, ", which is neither in the folder nor one of the "
                                               "headers of Erlang that a folder may include"])
             || {Name, Line, none} <- Found] ++ includes(Next ++ Rest, [File | Seen], Compiler);
        #{File := {error, Problems}} ->
            Problems
    end.

resolved(_, Name, File, #compiler{sources = Sources}) ->
    Places = [filename:join(filename:dirname(unicode:characters_to_list(File)), Name), Name,
              filename:join("include", Name)],
    Known = [Place || Place <- [unicode:characters_to_binary(plain(Each)) || Each <- Places], is_map_key(Place, Sources)],
    case {Known, lists:member(Name, ?HEADERS)} of
        {_, true} -> header;
        {[Place | _], false} -> {file, Place};
        {[], false} -> none
    end.

%% Without `.' and, where that stays inside, `..'.
plain(Name) ->
    Parts = lists:foldl(fun(".", Done) -> Done;
                           ("..", [Last | Done]) when Last =/= ".." -> Done;
                           (Part, Done) -> [Part | Done]
                        end, [], filename:split(Name)),
    case Parts of
        [] -> "";
        _ -> filename:join(lists:reverse(Parts))
    end.

%% Files are named as they are in the folder.
placed({attribute, At, file, {File, Line}}, Folder) ->
    {attribute, At, file, {relative(File, Folder), Line}};
placed(Form, _) ->
    Form.

relative(File, Folder) when is_binary(File) -> relative(unicode:characters_to_list(File), Folder);
relative(File, Folder) ->
    Prefix = unicode:characters_to_list(Folder) ++ "/",
    case {lists:prefix(Prefix, File), filename:pathtype(File)} of
        {true, _} -> lists:nthtail(length(Prefix), File);
        {false, absolute} -> filename:basename(File);
        {false, _} -> File
    end.

faultless(File, Forms) ->
    case [paxy_lab_problem:of_compiler(Place, Info) || {Place, {error, Info}} <- in_files(File, Forms)] of
        [] -> {ok, Forms};
        Problems -> {error, Problems}
    end.

in_files(File, Forms) ->
    {Placed, _} = lists:mapfoldl(fun({attribute, _, file, {Name, _}} = Form, _) -> {{Name, Form}, Name};
                                    (Form, Name) -> {{Name, Form}, Name}
                                 end, File, Forms),
    Placed.

%% Attributes that would have the compiler or the loader run something.
refused(File, Forms) ->
    Stem = list_to_atom(filename:basename(unicode:characters_to_list(File), ".erl")),
    [paxy_lab_problem:new(File, Line, Sentence)
     || {attribute, Line, Name, Value} <- Forms, Sentence <- [refusal(Name, Value, Stem)], Sentence =/= allowed]
        ++ [paxy_lab_problem:new(File, 1, "has no -module attribute") || not lists:keymember(module, 3, Forms)].

refusal(module, Stem, Stem) -> allowed;
refusal(module, Name, Stem) -> io_lib:format("says -module(~0tp), but the name of the file asks for ~0tp", [Name, Stem]);
refusal(on_load, _, _) -> "has -on_load, which would run when the module is loaded; a folder may not have that";
refusal(nifs, _, _) -> "has -nifs; a folder may have no code but Erlang";
refusal(compile, Options, Stem) ->
    case [Name || {Name, _} <- lists:flatten([Options]), Name =:= parse_transform orelse Name =:= core_transform] of
        [parse_transform | _] when Stem =/= none -> transform(Options);
        [Name | _] -> io_lib:format("has -compile({~s, ...}); a folder may not change how it is compiled", [Name]);
        [] -> allowed
    end;
refusal(_, _, _) -> allowed.

%% The one of OTP's own test framework adds nothing that a run reaches.
transform(Options) ->
    case [Module || {parse_transform, Module} <- lists:flatten([Options]), Module =/= eunit_autoexport] of
        [] -> allowed;
        [Module | _] ->
            io_lib:format("has -compile({parse_transform, ~0tp}); a folder may not change how it is compiled", [Module])
    end.

compile(File, Forms) ->
    Wanted = [Form || Form <- Forms, element(1, Form) =/= warning, not is_for_others(Form)],
    Options = [to_core, binary, return, nowarn_deprecated_function | exports(Forms)],
    case compile:noenv_forms(Wanted, Options) of
        {ok, _, Core, Warnings} ->
            {ok, #{core => Core, file => File, starts => starts(Forms), apart => takes_apart(Forms), warnings => said(File, Warnings)}};
        {error, Errors, _} ->
            {error, said(File, Errors)}
    end.

is_for_others({attribute, _, Name, _}) ->
    not lists:member(Name, [module, export, import, record, type, opaque, spec, callback, export_type,
                            optional_callbacks, file, feature]);
is_for_others(_) ->
    false.

exports(Forms) ->
    Options = lists:flatten([[Options] || {attribute, _, compile, Options} <- Forms]),
    [export_all || lists:member(export_all, Options)] ++ [nowarn_export_all].

said(File, Groups) ->
    [paxy_lab_problem:of_compiler(case Name of "" -> File; _ -> Name end, Info) || {Name, Infos} <- Groups, Info <- Infos].

starts(Forms) ->
    maps:from_list([{Arity, head(Clauses)} || {function, _, start, Arity, Clauses} <- Forms]).

head(Clauses) ->
    Heads = [[argument(Pattern) || Pattern <- Patterns] || {clause, _, Patterns, _, _} <- Clauses],
    lists:foldr(fun(Head, Names) -> lists:zipwith(fun named/2, Head, Names) end, hd(Heads), Heads).

%% Is there a pattern {Name, Node} in it, by the name of its second variable?
takes_apart(Forms) when is_list(Forms) -> lists:any(fun takes_apart/1, Forms);
takes_apart({clause, _, Patterns, Guard, Body}) -> is_apart(Patterns) orelse takes_apart(Guard) orelse takes_apart(Body);
takes_apart({match, _, Pattern, Value}) -> is_apart(Pattern) orelse takes_apart(Value);
takes_apart({generate, _, Pattern, List}) -> is_apart(Pattern) orelse takes_apart(List);
takes_apart(Form) when is_tuple(Form) -> takes_apart(tuple_to_list(Form));
takes_apart(_) -> false.

is_apart({tuple, _, [{var, _, _}, {var, _, Name}]}) -> string:find(string:lowercase(atom_to_list(Name)), "node") =/= nomatch;
is_apart(Patterns) when is_list(Patterns) -> lists:any(fun is_apart/1, Patterns);
is_apart(Pattern) when is_tuple(Pattern) -> is_apart(tuple_to_list(Pattern));
is_apart(_) -> false.

argument({tuple, _, [{var, _, Name}, {var, _, _}]}) -> atom_to_list(Name);
argument({var, _, Name}) -> atom_to_list(Name);
argument({match, _, {var, _, Name}, _}) -> atom_to_list(Name);
argument({match, _, _, {var, _, Name}}) -> atom_to_list(Name);
argument(_) -> none.

named(none, Name) -> Name;
named(Name, _) -> Name.
