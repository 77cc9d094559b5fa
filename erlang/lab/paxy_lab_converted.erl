%%% A folder made ready for virtual time and for the checker: its modules
%%% converted (paxy_lab_cps), compiled, and loaded under names of their own.
-module(paxy_lab_converted).

-export([load/1, convert/1]).
-export_type([converted/0, side/0]).

%% How an actor begins: `start' of the converted `module'; what its arguments mean.
-type side() :: #{module := module(), arguments := [atom()]}.
%% `files': the converted modules, and the files that they come from.
-type converted() :: #{acceptor := side(), proposer := side(), files := #{module() => binary()},
                       interpreted => true}.

-spec load(paxy_lab_folder:folder()) -> {ok, converted()} | {error, [paxy_lab_problem:problem()]}.
load(Folder) ->
    case convert(Folder) of
        {ok, Converted, Cores} ->
            [compile(Core) || Core <- Cores],
            {ok, Converted};
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

compile(Core) ->
    Module = cerl:atom_val(cerl:module_name(Core)),
    {ok, Module, Beam} = compile:forms(Core, [from_core, binary]),
    code:purge(Module),
    {module, Module} = code:load_binary(Module, atom_to_list(Module), Beam),
    code:purge(Module).
