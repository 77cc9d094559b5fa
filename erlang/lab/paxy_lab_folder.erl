%%% A user's folder of process-style modules, read and made ready to run:
%%% compiled to Core Erlang, held against the list of calls, renamed.
%%%
%%% The way of a source: paxy_lab_sources reads it, paxy_lab_text finds its
%%% macros and includes and replaces constants, paxy_lab_compile makes Core of
%%% it, paxy_lab_core checks and redirects each function that can be reached.
%%% It uses no state of paxy and can run on any node.
-module(paxy_lab_folder).

-export([load/2, make/2]).
-export_type([folder/0, options/0, module_/0, side/0]).

%% Which module is the acceptor or the proposer, where there are several; what
%% takes the place of macros and environment variables of these names.
-type options() :: #{name => binary(), acceptor => atom(), proposer => atom(),
                     macros => #{binary() => paxy_lab_text:value()}}.

-type module_() :: #{name := module(), core := cerl:c_module(), file := binary()}.
-type side() :: #{module := module(), arguments := [paxy_lab_start:argument()]}.

%% `modules' by their original names, only with what the two start functions
%% can reach; `constants' are the macros with a value, as the sources have it,
%% `replaced' those with another value now;
%% `stores' tells whether anything is stored. `hash' is that of the sources used.
-type folder() :: #{name := binary(), hash := binary(),
                    sources := paxy_lab_sources:sources(),
                    modules := #{module() => module_()},
                    acceptor := side(), proposer := side(),
                    constants := #{binary() => paxy_lab_text:constant()},
                    variables := [binary()], conditions := [binary()],
                    stores := boolean(),
                    replaced := #{binary() => paxy_lab_text:value()},
                    warnings := [paxy_lab_problem:problem()],
                    notes := [binary()]}.

-define(LIMITS, #{bytes_max => 1 bsl 30, ms_max => 30000}).
-define(PROBLEMS_MAX, 20).
-define(OTHERS_MAX, 30).

%% Reads and prepares a folder.
-spec load(file:filename_all(), options()) -> {ok, folder()} | {error, [paxy_lab_problem:problem()]}.
load(Folder, Options) ->
    case paxy_lab_sources:read(Folder) of
        {ok, Read} -> make(Read, Options#{name => maps:get(name, Options, name(Folder))});
        {error, Problems} -> {error, Problems}
    end.

name(Folder) ->
    unicode:characters_to_binary(filename:basename(filename:absname(unicode:characters_to_list(Folder)))).

%% Prepares what was read before.
-spec make(paxy_lab_sources:read(), options()) -> {ok, folder()} | {error, [paxy_lab_problem:problem()]}.
make(Read, Options) ->
    case paxy_storage:make(default) of
        {ok, Scratch} ->
            try paxy_lab_guard:run(fun() -> prepare(Read, Options, Scratch) end, ?LIMITS) of
                {ok, {error, Problems}} -> {error, lists:sublist(Problems, ?PROBLEMS_MAX)};
                {ok, {ok, Made}} -> {ok, Made};
                {error, Limit} -> {error, [paxy_lab_problem:new(none, none, beyond(Limit))]}
            after
                _ = file:del_dir_r(Scratch)
            end;
        {error, Reason} ->
            {error, [paxy_lab_problem:new(none, none, Reason)]}
    end.

beyond(time) -> "compiling the folder took more than 30 s, and was ended";
beyond(memory) -> "compiling the folder took more than 1 GB of memory, and was ended";
beyond({crashed, Reason}) -> io_lib:format("the folder could not be compiled: ~0tP", [Reason, 20]).

-record(make, {options :: options(),
               read :: paxy_lab_sources:read(),
               compiler :: paxy_lab_compile:compiler(),
               compiled = #{} :: #{module() => {ok, paxy_lab_compile:compiled()} | {error, [paxy_lab_problem:problem()]}}}).

prepare(#{sources := Sources} = Read, Options, Scratch) ->
    Values = maps:get(macros, Options, #{}),
    Compiler = paxy_lab_compile:open(Sources, Values, Scratch),
    Make = #make{options = Options, read = Read, compiler = Compiler},
    case unknown(maps:keys(Values), Compiler) ++ lists:usort(problems([find(Role, Make) || Role <- [acceptor, proposer]])) of
        [] -> sides(Make);
        Problems -> {error, Problems}
    end.

problems(Results) ->
    lists:append([Problems || {error, Problems} <- Results]).

%% Macros that were set and that nothing reads.
unknown(Names, Compiler) ->
    Known = lists:usort(maps:keys(paxy_lab_compile:constants(Compiler)) ++ paxy_lab_compile:conditions(Compiler)
                        ++ paxy_lab_compile:variables(Compiler)),
    [paxy_lab_problem:new(none, none, [Name, " is not a macro of the folder, nor an environment variable that it reads; it has ",
                                       listed(Known)]) || Name <- Names, not lists:member(Name, Known)].

listed([]) -> "none";
listed(Names) -> lists:join(", ", Names).

%% The module that plays a role: as the options say, or as its name does.
find(Role, #make{options = Options, read = #{sources := Sources, unread := Unread}}) ->
    All = [list_to_atom(filename:basename(unicode:characters_to_list(File), ".erl"))
           || File <- lists:usort(maps:keys(Sources) ++ maps:keys(Unread)),
              filename:extension(File) =:= <<".erl">>, is_at_top(File)],
    Alike = [Module || Module <- All, string:find(string:lowercase(atom_to_list(Module)), atom_to_list(Role)) =/= nomatch,
                       not is_test(Module)],
    case {Options, lists:member(Role, All), Alike} of
        {#{Role := Module}, _, _} ->
            case lists:member(Module, All) of
                true -> {ok, Module};
                false -> wrong([atom_to_list(Module), ".erl is not in the folder; it has ", listed(files(All))])
            end;
        {_, true, _} -> {ok, Role};
        {_, false, [Module]} -> {ok, Module};
        {_, false, []} when All =:= [] -> wrong("there is no .erl file in the folder");
        {_, false, []} -> wrong(io_lib:format("there is no ~s.erl in the folder, which has ~ts; say which module is the ~s "
                                              "with --code DIR:~s=MODULE", [Role, listed(files(All)), Role, Role]));
        {_, false, Several} -> wrong(io_lib:format("several modules could be the ~s: ~ts; say which with --code DIR:~s=MODULE",
                                                   [Role, listed([atom_to_list(Each) || Each <- Several]), Role]))
    end.

is_at_top(File) -> filename:dirname(File) =:= <<".">>.

is_test(Module) -> lists:suffix("_tests", atom_to_list(Module)) orelse lists:suffix("_SUITE", atom_to_list(Module)).

files(Modules) -> [atom_to_list(Module) ++ ".erl" || Module <- Modules].

wrong(Sentence) ->
    {error, [paxy_lab_problem:new(none, none, Sentence)]}.

sides(Make0) ->
    {ok, Acceptor} = find(acceptor, Make0),
    {ok, Proposer} = find(proposer, Make0),
    {Sides, Make} = lists:mapfoldl(fun({Role, Module}, Make) -> side(Role, Module, Make) end, Make0,
                                   [{acceptor, Acceptor}, {proposer, Proposer}]),
    case problems(Sides) of
        [] -> reach([Side || {ok, Side} <- Sides], Make);
        Problems -> {error, lists:usort(Problems)}
    end.

side(Role, Module, Make0) ->
    case compiled(Module, Make0) of
        {{ok, #{starts := Starts, apart := Apart, core := Core}}, Make} ->
            Exported = [Arity || Name <- cerl:module_exports(Core), {start, Arity} <- [cerl:var_name(Name)]],
            case paxy_lab_start:choose(Role, maps:with(Exported, Starts), Apart) of
                {ok, Arguments} -> {{ok, #{module => Module, arguments => Arguments}}, Make};
                {error, Sentence} -> {{error, [paxy_lab_problem:new(file(Module), none, Sentence)]}, Make}
            end;
        {{error, Problems}, Make} ->
            {{error, Problems}, Make}
    end.

file(Module) -> unicode:characters_to_binary(atom_to_list(Module) ++ ".erl").

%% A module of the folder is compiled once, when something leads to it.
compiled(Module, #make{compiled = Compiled, compiler = Compiler, read = #{unread := Unread}} = Make) ->
    File = file(Module),
    case {Compiled, Unread} of
        {#{Module := Result}, _} -> {Result, Make};
        {_, #{File := Why}} -> keep(Module, {error, [paxy_lab_problem:new(File, none, Why)]}, Make);
        _ -> keep(Module, paxy_lab_compile:module(File, Compiler), Make)
    end.

keep(Module, Result, #make{compiled = Compiled} = Make) ->
    {Result, Make#make{compiled = Compiled#{Module => Result}}}.

%% First under the old names, to know which sources count; then under new
%% names that depend on them.
reach([Acceptor, Proposer] = Sides, Make0) ->
    Starts = [{Module, start, length(Arguments)} || #{module := Module, arguments := Arguments} <- Sides],
    {First, Make} = paxy_lab_reach:from(Starts, walk(fun(Module) -> Module end, Make0), Make0),
    case First of
        {error, Problems} -> {error, Problems};
        {ok, Found} ->
            Hash = hash(maps:keys(Found), Sides, Make),
            Rename = fun(Module) -> list_to_atom(lists:concat(["paxy_lab_", prefix(Hash, Make), "_", Module])) end,
            {{ok, Modules}, _} = paxy_lab_reach:from(Starts, walk(Rename, Make), Make),
            {ok, folder(Modules, Acceptor, Proposer, Hash, Make)}
    end.

walk(Rename, #make{read = #{sources := Sources, unread := Unread}, options = Options}) ->
    Modules = [list_to_atom(filename:basename(unicode:characters_to_list(File), ".erl"))
               || File <- maps:keys(Sources) ++ maps:keys(Unread), filename:extension(File) =:= <<".erl">>, is_at_top(File)],
    #{compiled => fun compiled/2,
      renamed => maps:from_list([{Module, Rename(Module)} || Module <- Modules]),
      environment => maps:from_list([{unicode:characters_to_list(Name), text(Value)}
                                     || {Name, Value} <- maps:to_list(maps:get(macros, Options, #{}))])}.

text(Value) when is_binary(Value) -> unicode:characters_to_list(Value);
text(Value) -> lists:concat([Value]).

%% Of all that makes the code: the sources reached, the headers, the roles.
hash(Modules, Sides, #make{read = #{sources := Sources}}) ->
    Used = [{File, Bytes} || {File, Bytes} <- lists:sort(maps:to_list(Sources)),
                             filename:extension(File) =:= <<".hrl">>
                                 orelse lists:member(File, [file(Module) || Module <- Modules])],
    hex(digest({Used, Sides})).

prefix(Hash, #make{options = Options}) ->
    Bytes = digest({Hash, lists:sort(maps:to_list(maps:get(macros, Options, #{})))}),
    binary_to_list(binary:part(hex(Bytes), 0, 12)).

digest(Term) ->
    erlang:md5(term_to_binary(Term, [{minor_version, 2}])).

hex(Bytes) ->
    list_to_binary([io_lib:format("~2.16.0b", [Byte]) || <<Byte>> <= Bytes]).

folder(Modules, Acceptor, Proposer, Hash,
       #make{options = #{name := Name} = Options, read = #{sources := Sources, notes := Notes}, compiler = Compiler,
             compiled = Compiled} = Make) ->
    #{name => Name, hash => Hash, sources => Sources, modules => Modules,
      acceptor => Acceptor, proposer => Proposer,
      constants => maps:map(fun(_, Constant) -> maps:with([text, line, file], Constant) end,
                            paxy_lab_compile:constants(Compiler)),
      variables => paxy_lab_compile:variables(Compiler), conditions => paxy_lab_compile:conditions(Compiler),
      stores => lists:any(fun stores/1, maps:values(Modules)), replaced => maps:get(macros, Options, #{}),
      warnings => lists:append([Warnings || {_, {ok, #{warnings := Warnings}}} <- lists:sort(maps:to_list(Compiled))]),
      notes => Notes ++ others(maps:keys(Modules), Make)}.

%% Does what can be reached of a module store anything?
stores(#{core := Core}) ->
    cerl_trees:fold(fun(Node, Found) -> Found orelse is_storing(Node) end, false, Core).

is_storing(Node) ->
    cerl:type(Node) =:= call andalso cerl:is_c_atom(cerl:call_name(Node))
        andalso lists:member(cerl:atom_val(cerl:call_name(Node)), [dets_insert, dets_insert_new]).

%% A source that nothing leads to may be wrong without being in the way.
others(Modules, #make{read = #{sources := Sources, unread := Unread}, compiler = Compiler}) ->
    Reached = [file(Module) || Module <- Modules],
    Others = [File || File <- lists:sort(maps:keys(Sources)), filename:extension(File) =:= <<".erl">>,
                      is_at_top(File), not lists:member(File, Reached)],
    [unicode:characters_to_binary([File, " ", Why, "; nothing leads to it"]) || {File, Why} <- lists:sort(maps:to_list(Unread))]
        ++ [unicode:characters_to_binary(["not used: ", paxy_lab_problem:text(Problem, #{}), "; nothing leads to this file"])
            || File <- lists:sublist(Others, ?OTHERS_MAX), [Problem | _] <- [paxy_lab_compile:problems(File, Compiler)]].
