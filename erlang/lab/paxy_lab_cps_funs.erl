%%% Functions of a letrec, and funs that block, become functions of the module.
-module(paxy_lab_cps_funs).
-include("paxy_lab_cps.hrl").

-export([lift/2, fun_value/2, named_fun/3, made_fun/3]).

%% The functions of a letrec; the answer is for its body.
-spec lift(cerl:cerl(), #env{}) -> #env{}.
lift(Node, #env{scope = Scope0, lifted = Lifted0} = Env0) ->
    Defs = [{cerl:var_name(Var), Fun} || {Var, Fun} <- cerl:letrec_defs(Node)],
    Own = [Name || {Name, _} <- Defs],
    Variables = lists:usort(lists:append([outer(Fun, Lifted0, Own) || {_, Fun} <- Defs])),
    Scope = growing(Defs, Scope0),
    Blocking = map_get(local, Scope),
    Lifted = maps:from_list([{Name, {lifted_name(Atom), Variables, lists:member(Name, Blocking)}}
                             || {{Atom, _} = Name, _} <- Defs]),
    Env = Env0#env{scope = Scope, lifted = maps:merge(Lifted0, Lifted)},
    [paxy_lab_cps_made:emit({def, lifted(map_get(Name, Lifted), Fun, Env#env{moved = true})}) || {Name, Fun} <- Defs],
    Env.

growing(Defs, #{local := Local} = Scope) ->
    case [Name || {Name, Fun} <- Defs, not lists:member(Name, Local),
                  paxy_lab_blocking:blocks(cerl:fun_body(Fun), Scope)] of
        [] -> Scope;
        More -> growing(Defs, Scope#{local := More ++ Local})
    end.

lifted({Name, Variables, Blocks}, Fun, Env) ->
    Vars = [cerl:c_var(V) || V <- Variables] ++ cerl:fun_vars(Fun),
    case Blocks of
        true ->
            K = paxy_lab_cps_made:continuation(),
            {cerl:c_fname(Name, length(Vars) + 1),
             cerl:c_fun(Vars ++ [K], paxy_lab_cps_blocking:cps(cerl:fun_body(Fun), K, 1, Env))};
        false ->
            {cerl:c_fname(Name, length(Vars)), cerl:c_fun(Vars, paxy_lab_cps_plain:plain(cerl:fun_body(Fun), Env))}
    end.

lifted_name(Atom) ->
    list_to_atom("$" ++ atom_to_list(Atom) ++ "-" ++ integer_to_list(paxy_lab_cps_made:next_id())).

%% The variables of a function from around it, those of lifted ones included.
outer(Fun, Lifted, Own) ->
    lists:append([case Name of
                      {_, _} ->
                          case {lists:member(Name, Own), Lifted} of
                              {false, #{Name := {_, Variables, _}}} -> Variables;
                              _ -> []
                          end;
                      _ -> [Name]
                  end || Name <- cerl_trees:free_variables(Fun)]).

%% A fun that blocks, as plain data.
-spec fun_value(cerl:cerl(), #env{}) -> cerl:cerl().
fun_value(Fun, Env) ->
    K = paxy_lab_cps_made:continuation(),
    Vars = cerl:fun_vars(Fun),
    Body = paxy_lab_cps_blocking:cps(cerl:fun_body(Fun), K, 1, Env#env{moved = true}),
    Free = paxy_lab_cps_made:free(Body, paxy_lab_cps_made:names([K | Vars])),
    Id = paxy_lab_cps_made:next_id(),
    Made = cerl:c_tuple([cerl:c_atom('$fun'), cerl:c_atom(Env#env.target), cerl:c_int(Id)]
                        ++ [cerl:c_var(Name) || Name <- Free]),
    paxy_lab_cps_made:emit({call, cerl:c_clause([Made, cerl:make_list(Vars), K], cerl:c_atom(true), Body)}),
    Made.

%% fun F/A of a function that blocks; one of a letrec keeps the variables from around it.
-spec named_fun(atom(), arity(), #env{}) -> cerl:cerl().
named_fun(Name, Arity, #env{target = Target, lifted = Lifted} = Env) ->
    Vars = [paxy_lab_cps_made:fresh() || _ <- lists:seq(1, Arity)],
    K = paxy_lab_cps_made:continuation(),
    {Function, Free} = case Lifted of
                           #{{Name, Arity} := {Moved, Variables, true}} -> {Moved, Variables};
                           #{} -> {Name, []}
                       end,
    Made = cerl:c_tuple([cerl:c_atom('$fun'), cerl:c_atom(Target), cerl:abstract({Function, Arity})]
                        ++ [cerl:c_var(Variable) || Variable <- Free]),
    Body = paxy_lab_cps_blocking:apply_(cerl:c_apply(cerl:c_fname(Name, Arity), Vars), Vars, K, Env),
    paxy_lab_cps_made:emit({call, cerl:c_clause([Made, cerl:make_list(Vars), K], cerl:c_atom(true), Body)}),
    Made.

%% fun M:F/A of a function that blocks.
-spec made_fun(cerl:cerl(), [cerl:cerl()], #env{}) -> cerl:cerl().
made_fun(Node, Args, #env{scope = #{known := Known}, names = Names} = Env) ->
    case [cerl:concrete(A) || A <- cerl:call_args(Node), cerl:is_literal(A)] of
        [Module, Name, Arity] when is_map_key({Module, Name, Arity}, Known) ->
            Target = map_get(Module, Names),
            Vars = [paxy_lab_cps_made:fresh() || _ <- lists:seq(1, Arity)],
            K = paxy_lab_cps_made:continuation(),
            Made = cerl:c_tuple([cerl:c_atom('$fun'), cerl:c_atom(Env#env.target), cerl:abstract({Module, Name, Arity})]),
            paxy_lab_cps_made:emit({call, cerl:c_clause([Made, cerl:make_list(Vars), K], cerl:c_atom(true),
                                      cerl:c_call(cerl:c_atom(Target), cerl:c_atom(Name), Vars ++ [K]))}),
            Made;
        _ -> cerl:update_c_call(Node, cerl:call_module(Node), cerl:call_name(Node), Args)
    end.
