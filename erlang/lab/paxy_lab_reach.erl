%%% What the start functions of a folder can reach: function by function,
%%% module by module. What they do not reach is left out, and so may be wrong
%%% or not allowed.
-module(paxy_lab_reach).

-export([from/3]).
-export_type([walk/1]).

%% `compiled' gives a module of the folder, with a state of its own.
-type walk(State) :: #{compiled := fun((module(), State) -> {{ok, paxy_lab_compile:compiled()}
                                                             | {error, [paxy_lab_problem:problem()]}, State}),
                       renamed := #{module() => module()},
                       environment := #{string() => string()}}.

-record(reach, {walk :: walk(term()),
                state :: term(),
                functions = #{} :: #{module() => #{{atom(), arity()} => cerl:c_fun()}},
                problems = [] :: [paxy_lab_problem:problem()]}).

-spec from([{module(), atom(), arity()}], walk(State), State) ->
          {{ok, #{module() => paxy_lab_folder:module_()}} | {error, [paxy_lab_problem:problem()]}, State}.
from(Starts, Walk, State) ->
    #reach{state = Last, problems = Problems, functions = Functions} =
        visit([{Start, none} || Start <- Starts], #reach{walk = Walk, state = State}),
    case lists:usort(Problems) of
        [] -> {{ok, maps:map(fun(Module, Some) -> module(Module, Some, Walk, Last) end, Functions)}, Last};
        Some -> {{error, Some}, Last}
    end.

visit([], Reach) ->
    Reach;
visit([{{Module, _, _} = Reference, From} | Rest], #reach{walk = #{compiled := Compiled}, state = State0} = Reach0) ->
    {Result, State} = Compiled(Module, State0),
    Reach1 = Reach0#reach{state = State},
    case Result of
        {ok, Source} ->
            {Next, Reach} = functions(Reference, Source, From, Reach1),
            visit(Next ++ Rest, Reach);
        {error, Problems} ->
            visit(Rest, add(Problems, Reach1))
    end.

add(More, #reach{problems = Problems} = Reach) ->
    Reach#reach{problems = More ++ Problems}.

%% The functions that a reference means, where they were not visited before.
functions({Module, Name, Arity}, #{core := Core} = Source, From, #reach{functions = Functions} = Reach) ->
    Meant = [{N, A} || {Variable, _} <- cerl:module_defs(Core), {N, A} <- [cerl:var_name(Variable)],
                       N =:= Name, Arity =:= any orelse A =:= Arity],
    case {Meant, is_callable(Meant, Module, From, Core)} of
        {[], _} ->
            {[], add([missing({Module, Name, Arity}, From, "does not have")], Reach)};
        {_, false} ->
            {[], add([missing({Module, Name, Arity}, From, "does not export")], Reach)};
        {_, true} ->
            New = [Each || Each <- Meant, not is_map_key(Each, maps:get(Module, Functions, #{}))],
            lists:foldl(fun(Each, {Next, Reached}) ->
                                {More, Then} = function(Module, Each, Source, Reached),
                                {More ++ Next, Then}
                        end, {[], Reach}, New)
    end.

is_callable(_, Module, {Module, _, _}, _) ->
    true;
is_callable(Meant, _, _, Core) ->
    Exports = [cerl:var_name(Each) || Each <- cerl:module_exports(Core)],
    lists:any(fun(Each) -> lists:member(Each, Exports) end, Meant).

missing({Module, Name, Arity}, {_, File, Line}, Verb) ->
    Number = case Arity of any -> "any number of arguments"; _ -> integer_to_list(Arity) end,
    paxy_lab_problem:new(File, Line, io_lib:format("calls ~0tp:~0tp/~s, which ~ts.erl ~s", [Module, Name, Number, Module, Verb]));
missing({Module, Name, Arity}, none, Verb) ->
    paxy_lab_problem:new(unicode:characters_to_binary(atom_to_list(Module) ++ ".erl"), none,
                         io_lib:format("~s ~0tp/~w", [Verb, Name, Arity])).

function(Module, Name, #{core := Core, file := File},
         #reach{walk = #{renamed := Renamed, environment := Environment}, functions = Functions} = Reach) ->
    [{_, Function}] = [Def || {Variable, _} = Def <- cerl:module_defs(Core), cerl:var_name(Variable) =:= Name],
    Line = line(Function),
    World = #{module => Module, file => File, line => Line, renamed => Renamed, environment => Environment,
              own => [cerl:var_name(Variable) || {Variable, _} <- cerl:module_defs(Core)]},
    {Checked, References, Problems} = paxy_lab_core:function(Function, World),
    Of = maps:get(Module, Functions, #{}),
    {[{Reference, {Module, File, Line}} || Reference <- References],
     add(Problems, Reach#reach{functions = Functions#{Module => Of#{Name => Checked}}})}.

line(Function) ->
    case [Each || Each <- cerl:get_ann(Function), is_integer(Each), Each > 0] of
        [Line | _] -> Line;
        [] -> 1
    end.

%% The module as it will run: what is reached, all of it exported.
module(Module, Functions, #{renamed := Renamed, compiled := Compiled}, State) ->
    {{ok, #{file := File}}, _} = Compiled(Module, State),
    Name = map_get(Module, Renamed),
    Names = [cerl:c_fname(N, A) || {N, A} <- lists:sort(maps:keys(Functions))],
    Defs = [{cerl:c_fname(N, A), Function} || {{N, A}, Function} <- lists:sort(maps:to_list(Functions))],
    #{name => Name, file => File, core => cerl:c_module(cerl:abstract(Name), Names, [], Defs)}.
