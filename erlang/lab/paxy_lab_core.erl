%%% One function of a folder, in Core Erlang, held against the list of calls:
%%% redirected where the list says so, under the new names of its modules.
-module(paxy_lab_core).

-export([function/2]).
-export_type([reference_/0, world/0]).

%% What a function leads to; any: whatever arity a function of that name has.
-type reference_() :: {module(), atom(), arity() | any}.
-type world() :: #{module := module(), file := binary(), line := pos_integer(),
                   own := [{atom(), arity()}],               %% functions of this module
                   renamed := #{module() => module()},       %% the folder's modules
                   environment := #{string() => string()}}.  %% values of environment variables

-record(found, {world :: world(), references = [] :: [reference_()], problems = [] :: [paxy_lab_problem:problem()]}).

%% The function as it will run, where it leads, and what is wrong with it.
-spec function(cerl:c_fun(), world()) -> {cerl:c_fun(), [reference_()], [paxy_lab_problem:problem()]}.
function(Function, World) ->
    {Checked, #found{references = References, problems = Problems}} =
        cerl_trees:mapfold(fun node_/2, #found{world = World}, Function),
    {Checked, lists:usort(References), lists:reverse(Problems)}.

node_(Node, Found) ->
    case cerl:type(Node) of
        call -> call(Node, Found);
        var -> {Node, local(cerl:var_name(Node), Found)};
        literal -> literal(Node, Found);
        clause -> clause(Node, Found);
        _ -> {Node, Found}
    end.

%% A guard calls nothing that is redirected: its products are bounded by what
%% they are made of, and what else would be redirected is refused there.
clause(Node, Found0) ->
    {Guard, Found} = cerl_trees:mapfold(fun in_guard/2, Found0, cerl:clause_guard(Node)),
    {cerl:update_c_clause(Node, cerl:clause_pats(Node), Guard, cerl:clause_body(Node)), Found}.

in_guard(Node, Found) ->
    case cerl:type(Node) =:= call andalso cerl:concrete(cerl:call_module(Node)) of
        paxy_lab_call ->
            case {cerl:concrete(cerl:call_name(Node)), cerl:call_args(Node)} of
                {multiply, Factors} -> {remote(Node, erlang, '*', Factors), Found};
                {Name, _} -> refuse(Node, io_lib:format("uses ~s in a guard; give its value a variable first",
                                                        [paxy_lab_calls:original(Name)]), Found)
            end;
        _ -> {Node, Found}
    end.

local({_, _} = Name, #found{world = #{own := Own, module := Module}} = Found) ->
    case lists:member(Name, Own) of
        true -> refer(Module, Name, Found);
        false -> Found
    end;
local(_, Found) ->
    Found.

refer(Module, {Name, Arity}, #found{references = References} = Found) ->
    Found#found{references = [{Module, Name, Arity} | References]}.

%% A function of another module, or a term that holds one, as a constant.
literal(Node, Found) ->
    case holds_function(cerl:concrete(Node)) of
        false -> {Node, Found};
        true -> term(Node, cerl:concrete(Node), Found)
    end.

holds_function(Term) when is_function(Term) -> true;
holds_function([Head | Tail]) -> holds_function(Head) orelse holds_function(Tail);
holds_function(Term) when is_tuple(Term) -> lists:any(fun holds_function/1, tuple_to_list(Term));
holds_function(Term) when is_map(Term) -> lists:any(fun holds_function/1, maps:to_list(Term));
holds_function(_) -> false.

term(Node, Term, Found) when is_function(Term) ->
    [{module, Module}, {name, Name}, {arity, Arity}]
        = [erlang:fun_info(Term, Item) || Item <- [module, name, arity]],
    external(Node, Module, Name, Arity, Found);
term(Node, [Head0 | Tail0], Found0) ->
    {Head, Found1} = term(Node, Head0, Found0),
    {Tail, Found} = term(Node, Tail0, Found1),
    {cerl:ann_c_cons_skel(cerl:get_ann(Node), Head, Tail), Found};
term(Node, Term, Found0) when is_tuple(Term) ->
    {Elements, Found} = lists:mapfoldl(fun(Each, Found) -> term(Node, Each, Found) end, Found0, tuple_to_list(Term)),
    {cerl:ann_c_tuple_skel(cerl:get_ann(Node), Elements), Found};
term(Node, Term, Found) ->
    case holds_function(Term) of
        true -> refuse(Node, "has a function inside a constant map, which can't be looked at", Found);
        false -> {cerl:ann_abstract(cerl:get_ann(Node), Term), Found}
    end.

%% fun Module:Name/Arity
external(Node, Module, Name, Arity, #found{world = #{renamed := Renamed}} = Found) ->
    case Renamed of
        #{Module := New} ->
            {make_fun(Node, New, Name, Arity), refer(Module, {Name, Arity}, Found)};
        #{} ->
            case paxy_lab_calls:find(Module, Name, Arity) of
                allowed -> {make_fun(Node, Module, Name, Arity), Found};
                {redirected, To} when To =/= getenv -> {make_fun(Node, paxy_lab_call, To, Arity), Found};
                _ -> refuse(Node, not_allowed("takes the function", Module, Name, Arity), Found)
            end
    end.

make_fun(Node, Module, Name, Arity) ->
    remote(Node, erlang, make_fun, [cerl:abstract(Module), cerl:abstract(Name), cerl:abstract(Arity)]).

remote(Node, Module, Name, Arguments) ->
    cerl:ann_c_call(cerl:get_ann(Node), cerl:abstract(Module), cerl:abstract(Name), Arguments).

call(Node, Found) ->
    case {cerl:call_module(Node), cerl:call_name(Node)} of
        {Module, Name} ->
            case cerl:is_c_atom(Module) andalso cerl:is_c_atom(Name) of
                true -> known(cerl:atom_val(Module), cerl:atom_val(Name), cerl:call_args(Node), Node, Found);
                false -> refuse(Node, "calls a function whose module or name is known only when it runs; "
                                      "write the names", Found)
            end
    end.

known(erlang, make_fun, [Module, Name, Arity], Node, Found) ->
    case [cerl:concrete(Each) || Each <- [Module, Name, Arity], cerl:is_literal(Each)] of
        [M, N, A] when is_atom(M), is_atom(N), is_integer(A) -> external(Node, M, N, A, Found);
        _ -> refuse(Node, "takes a function whose module or name is known only when it runs", Found)
    end;
known(erlang, apply, [Module, Name, Arguments], Node, Found) ->
    indirect(apply, [], Module, Name, Arguments, Node, Found);
known(erlang, Spawn, [Module, Name, Arguments], Node, Found) when Spawn =:= spawn; Spawn =:= spawn_link ->
    indirect(Spawn, [], Module, Name, Arguments, Node, Found);
known(proc_lib, Spawn, [Module, Name, Arguments], Node, Found) when Spawn =:= spawn; Spawn =:= spawn_link ->
    indirect(Spawn, [], Module, Name, Arguments, Node, Found);
known(erlang, Spawn, [Place, Module, Name, Arguments], Node, Found) when Spawn =:= spawn; Spawn =:= spawn_link ->
    indirect(Spawn, [Place], Module, Name, Arguments, Node, Found);
known(gui, _, Arguments, Node, Found) ->
    panel(cerl:make_list(Arguments), Node, Found);
known(os, getenv, [Variable | Default], Node, Found) ->
    environment(Variable, Default, Node, Found);
known(io, Name, [Device | Arguments], Node, Found)
  when length(Arguments) =:= 2, Name =:= format; length(Arguments) =:= 2, Name =:= fwrite;
       length(Arguments) =:= 1, Name =:= put_chars; length(Arguments) =:= 1, Name =:= write;
       Arguments =:= [], Name =:= nl ->
    case cerl:is_literal(Device) andalso lists:member(cerl:concrete(Device), [user, standard_io, standard_error]) of
        true -> known(io, Name, Arguments, Node, Found);
        false -> refuse(Node, "prints to a device other than user, standard_io and standard_error", Found)
    end;
known(Module, Name, Arguments, Node, #found{world = #{renamed := Renamed}} = Found) ->
    Arity = length(Arguments),
    case Renamed of
        #{Module := New} ->
            {remote(Node, New, Name, Arguments), refer(Module, {Name, Arity}, Found)};
        #{} ->
            case paxy_lab_calls:find(Module, Name, Arity) of
                allowed -> {Node, Found};
                {redirected, To} -> {remote(Node, paxy_lab_call, To, Arguments), Found};
                refused -> refuse(Node, not_allowed("calls", Module, Name, Arity), Found)
            end
    end.

%% Windows are not opened: who starts one gets the panel of the run.
panel(Arguments, Node, Found) -> {remote(Node, paxy_lab_call, panel, [Arguments]), Found}.

%% A function by name with a list of arguments: in a call, or in a new process.
indirect(Kind, Place, Module0, Name0, Arguments, Node, #found{world = #{renamed := Renamed}} = Found) ->
    case [cerl:concrete(Each) || Each <- [Module0, Name0], cerl:is_literal(Each)] of
        [gui, _] -> panel(Arguments, Node, Found);
        [Module, Name] when is_atom(Module), is_atom(Name), is_map_key(Module, Renamed) ->
            {later(Kind, Place, map_get(Module, Renamed), Name, Arguments, Node),
             refer(Module, {Name, count(Arguments)}, Found)};
        [Module, Name] when is_atom(Module), is_atom(Name) ->
            case {count(Arguments), Module} of
                {any, _} -> refuse(Node, not_allowed("calls", Module, Name, any), Found);
                {Arity, _} ->
                    case paxy_lab_calls:find(Module, Name, Arity) of
                        allowed -> {later(Kind, Place, Module, Name, Arguments, Node), Found};
                        {redirected, To} when To =/= getenv ->
                            {later(Kind, Place, paxy_lab_call, To, Arguments, Node), Found};
                        _ -> refuse(Node, not_allowed("calls", Module, Name, Arity), Found)
                    end
            end;
        _ ->
            refuse(Node, "calls a function whose module or name is known only when it runs; write the names", Found)
    end.

later(apply, [], Module, Name, Arguments, Node) ->
    remote(Node, erlang, apply, [cerl:abstract(Module), cerl:abstract(Name), Arguments]);
later(Spawn, Place, Module, Name, Arguments, Node) ->
    remote(Node, paxy_lab_call, Spawn, Place ++ [cerl:abstract(Module), cerl:abstract(Name), Arguments]).

%% How many arguments a list has, where its length can be seen.
count(List) ->
    case cerl:is_c_list(List) of
        true -> cerl:list_length(List);
        false -> any
    end.

environment(Variable, Default, Node, #found{world = #{environment := Environment}} = Found) ->
    case cerl:is_literal(Variable) andalso Environment of
        false -> refuse(Node, "reads an environment variable whose name is known only when it runs", Found);
        #{} ->
            case {maps:find(cerl:concrete(Variable), Environment), Default} of
                {{ok, Value}, _} -> {cerl:ann_abstract(cerl:get_ann(Node), Value), Found};
                {error, [Other]} -> {Other, Found};
                {error, []} -> {cerl:ann_abstract(cerl:get_ann(Node), false), Found}
            end
    end.

not_allowed(Verb, Module, Name, Arity) ->
    Called = io_lib:format("~s ~0tp:~0tp~s", [Verb, Module, Name, arity(Arity)]),
    case window_or_otp(Module) of
        windows -> [Called, windows()];
        true -> [Called, ", which a folder may not call; `paxy lab --allowed` lists what it may"];
        false -> [Called, io_lib:format(", but there is no ~ts.erl in the folder", [Module])]
    end.

%% wx, wxFrame, ...: on a computer without it, too.
window_or_otp(Module) ->
    case atom_to_list(Module) of
        "wx" ++ _ -> windows;
        _ -> is_otp(Module)
    end.

windows() ->
    ", which opens windows; paxy is the panel and opens none. Put it into gui.erl, which is not started".

arity(any) -> " with a list of arguments whose length is known only when it runs";
arity(Arity) -> [$/, integer_to_list(Arity)].

is_otp(Module) ->
    case code:which(Module) of
        File when is_list(File), File =/= "" -> lists:prefix(code:lib_dir(), File);
        non_existing -> false;
        _ -> true
    end.

refuse(Node, Sentence, #found{world = #{file := File, line := Line}, problems = Problems} = Found) ->
    {Node, Found#found{problems = [paxy_lab_problem:new(File, line(Node, Line), Sentence) | Problems]}}.

line(Node, Line) ->
    case [Each || Each <- cerl:get_ann(Node), is_integer(Each), Each > 0] of
        [Found | _] -> Found;
        [] -> Line
    end.
