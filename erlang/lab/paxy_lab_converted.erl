%%% A folder made ready for virtual time and for the checker: its modules
%%% converted (paxy_lab_cps), compiled, and loaded under names of their own.
-module(paxy_lab_converted).

-export([version/2, checked/1, load/1, convert/1, is_made/1]).
-export_type([converted/0, side/0]).

%% How an actor begins: `start' of the converted `module'; what its arguments mean.
-type side() :: #{module := module(), arguments := [atom()]}.
%% `files': the converted modules, and the files that they come from.
-type converted() :: #{acceptor := side(), proposer := side(), files := #{module() => binary()},
                       interpreted => true}.

%% A folder as a version whose cores are its actors, with the macros that a
%% trial sets. It is made once on a node.
-spec version(paxy_lab_package:version(), map()) -> {ok, paxy_version:version()} | {error, binary()}.
version(#{package := Package}, Trial) ->
    Macros = paxy_lab_package:macros(Package, Trial),
    {_, _, #{hash := Hash}} = Package:read(),
    Key = {?MODULE, Package, Hash, Macros},
    case persistent_term:get(Key, none) of
        none ->
            Made = made(paxy_lab_package:folder(Package, Macros)),
            persistent_term:put(Key, Made),
            Made;
        Made -> Made
    end.

%% The same for the checker, with the macros as the folder has them.
-spec checked(paxy_lab_package:version()) -> {ok, paxy_version:version()} | {error, binary()}.
checked(Folder) ->
    case version(Folder, #{timeout => none, backoff => none}) of
        {ok, Version} -> {ok, Version#{proposer := paxy_lab_checked, acceptor := paxy_lab_checked}};
        Error -> Error
    end.

made({ok, Folder}) ->
    case load(Folder) of
        {ok, Converted} ->
            {ok, #{proposer => paxy_lab_actor, acceptor => paxy_lab_actor, rules => #{lab => Converted},
                   durable => [acceptor]}};
        {error, Problems} -> made({error, Problems})
    end;
made({error, [Problem | _]}) ->
    {error, unicode:characters_to_binary(paxy_lab_problem:text(Problem, #{}))}.

-spec load(paxy_lab_folder:folder()) -> {ok, converted()} | {error, [paxy_lab_problem:problem()]}.
load(Folder) ->
    case convert(Folder) of
        {ok, Converted, Cores} ->
            try lists:foreach(fun compile/1, Cores) of
                ok -> {ok, Converted}
            catch
                throw:{refused, Place, Sentence} -> {error, [problem(Place, Sentence)]}
            end;
        {error, _} = Error -> Error
    end.

%% The converted modules, not yet compiled.
-spec convert(paxy_lab_folder:folder()) ->
          {ok, converted(), [cerl:c_module()]} | {error, [paxy_lab_problem:problem()]}.
convert(#{modules := Modules, acceptor := Acceptor, proposer := Proposer}) ->
    Own = [{Name, Core} || #{name := Name, core := Core} <- maps:values(Modules)],
    try
        All = [{paxy_lab_lists, paxy_lab_lists:core()} | Own],
        Known = paxy_lab_blocking:find(All, #{}),
        Names = maps:from_list([{Name, new_name(Name, Own)} || {Name, _} <- All]),
        Side = fun(#{module := Module, arguments := Arguments}) ->
                       #{name := Name} = map_get(Module, Modules),
                       #{module => map_get(Name, Names), arguments => Arguments}
               end,
        {ok, #{acceptor => Side(Acceptor), proposer => Side(Proposer),
               files => maps:from_list([{map_get(Name, Names), File}
                                        || #{name := Name, file := File} <- maps:values(Modules)])},
         [paxy_lab_cps:convert(Name, Core, Names, Known) || {Name, Core} <- All]}
    catch
        throw:{refused, Place, Sentence} -> {error, [problem(Place, Sentence)]}
    end.

problem(none, Sentence) -> paxy_lab_problem:new(none, none, Sentence);
problem({File, Line}, Sentence) -> paxy_lab_problem:new(File, Line, Sentence).

%% The copy of `lists' belongs to the folder too: it calls what is converted.
new_name(paxy_lab_lists, [{First, _} | _]) -> new_name(list_to_atom(atom_to_list(First) ++ "_lists"), []);
new_name(Name, _) -> list_to_atom(atom_to_list(Name) ++ "_in_steps").

%% Is this a module of a folder, converted?
-spec is_made(module()) -> boolean().
is_made(Module) ->
    Name = atom_to_list(Module),
    lists:prefix("paxy_lab_", Name) andalso lists:suffix("_in_steps", Name)
        andalso not lists:suffix("_lists_in_steps", Name).

%% The names tell the content, so what is there is the same.
compile(Core) ->
    Module = cerl:atom_val(cerl:module_name(Core)),
    erlang:module_loaded(Module) orelse compile(Module, Core).

compile(Module, Core) ->
    case compile:noenv_forms(Core, [from_core, binary, deterministic, return_errors]) of
        {ok, Module, Beam} -> {module, Module} = code:load_binary(Module, atom_to_list(Module), Beam);
        {error, Errors, _} ->
            Sentence = ["a module of the folder could not be converted for virtual time: ", io_lib:format("~0tp", [Errors])],
            throw({refused, none, unicode:characters_to_binary(Sentence)})
    end.
