%%% A folder as a version of the protocol: a module that holds its sources, so
%%% that it reaches every node as all code does. What an engine needs is made
%%% from it when a trial wants it, for the values that the trial gives macros.
-module(paxy_lab_package).

-export([write/3, find/1, folder/2, macros/2]).
-export_type([version/0, description/0]).

%% A version of the protocol whose code is a folder.
-type version() :: #{runner := lab, package := module()}.
-type description() :: #{name := binary(), hash := binary(), sources := #{binary() => binary()},
                         acceptor := paxy_lab_folder:side(), proposer := paxy_lab_folder:side(),
                         constants := #{binary() => string()}, variables := [binary()], conditions := [binary()],
                         stores := boolean(), notes := [binary()], warnings := [paxy_lab_problem:problem()]}.

%% Reads and checks a folder, and writes its package into another, with the
%% sources beside it for those who show them (src/service/lab-sources.ts).
-spec write(file:filename_all(), paxy_lab_folder:options(), file:filename_all()) ->
          {ok, description()} | {error, [paxy_lab_problem:problem()], paxy_lab_sources:sources()}.
write(Source, #{name := Name} = Options, Into) ->
    case paxy_lab_sources:read(Source) of
        {error, Problems} ->
            {error, Problems, #{}};
        {ok, #{sources := Sources} = Read} ->
            case paxy_lab_folder:make(Read, Options) of
                {error, Problems} ->
                    {error, Problems, Sources};
                {ok, Folder} ->
                    Used = used(Folder),
                    Description = describe(Folder),
                    Module = module(Name),
                    ok = file:write_file(filename:join(Into, atom_to_list(Module) ++ ".beam"),
                                         beam(Module, {Used, maps:merge(sides(Folder), maps:with([macros], Options)),
                                                       maps:with([name, hash, constants], Description)})),
                    ok = file:write_file(filename:join(Into, atom_to_list(Module) ++ ".sources.json"), paxy_json:encode(Used)),
                    {ok, Description}
            end
    end.

used(#{sources := Sources, modules := Modules}) ->
    Reached = [File || #{file := File} <- maps:values(Modules)],
    maps:filter(fun(File, _) -> filename:extension(File) =:= <<".hrl">> orelse lists:member(File, Reached) end, Sources).

sides(#{acceptor := #{module := Acceptor}, proposer := #{module := Proposer}}) ->
    #{acceptor => Acceptor, proposer => Proposer}.

describe(#{constants := Constants} = Folder) ->
    (maps:with([name, hash, acceptor, proposer, variables, conditions, stores, notes, warnings], Folder))
        #{sources => used(Folder), constants => maps:map(fun(_, #{text := Text}) -> Text end, Constants)}.

module(Name) ->
    list_to_atom("paxy_lab_of_" ++ unicode:characters_to_list(Name)).

beam(Module, Term) ->
    Read = cerl:c_fname(read, 0),
    Core = cerl:c_module(cerl:abstract(Module), [Read], [], [{Read, cerl:c_fun([], cerl:abstract(Term))}]),
    {ok, Module, Beam} = compile:noenv_forms(Core, [from_core, binary, deterministic]),
    Beam.

%% The version of a name, where its package can be loaded.
-spec find(atom()) -> {ok, version()} | none.
find(Name) ->
    Module = module(atom_to_binary(Name)),
    case code:ensure_loaded(Module) of
        {module, Module} -> {ok, #{runner => lab, package => Module}};
        {error, _} -> none
    end.

%% The folder with some macros replaced, those with which it was packed among them.
-spec folder(module(), #{binary() => paxy_lab_text:value()}) ->
          {ok, paxy_lab_folder:folder()} | {error, [paxy_lab_problem:problem()]}.
folder(Package, Macros) ->
    {Sources, Sides, #{name := Name}} = Package:read(),
    All = maps:merge(maps:get(macros, Sides, #{}), Macros),
    paxy_lab_folder:make(#{sources => Sources, unread => #{}, notes => []}, Sides#{name => Name, macros => All}).

%% The macros whose values a trial changes: those that it names, and timeout
%% and backoff where its own differ from what the folder says.
-spec macros(module(), #{timeout := term(), backoff := term(), _ => _}) -> #{binary() => paxy_lab_text:value()}.
macros(Package, #{timeout := Timeout, backoff := Backoff} = Trial) ->
    {_, _, #{constants := Constants}} = Package:read(),
    Named = maps:get(macros, Trial, #{}),
    maps:merge(maps:from_list([{Name, Value} || {Name, Value} <- [{<<"timeout">>, Timeout}, {<<"backoff">>, Backoff}],
                                                is_integer(Value), is_map_key(Name, Constants),
                                                map_get(Name, Constants) =/= integer_to_list(Value)]),
               Named).
