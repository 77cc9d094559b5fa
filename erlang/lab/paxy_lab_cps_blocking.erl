%%% Expressions that can block, with the continuation that gets their value.
-module(paxy_lab_cps_blocking).
-include("paxy_lab_cps.hrl").

-export([cps/4, apply_/4]).

%% The value of an expression goes to continuation K, as Values values.
-spec cps(cerl:cerl(), K :: cerl:cerl(), Values :: non_neg_integer(), #env{}) -> cerl:cerl().
cps(Node, K, Values, Env) ->
    case paxy_lab_cps_made:blocks(Node, Env) of
        false -> return(paxy_lab_cps_plain:plain(Node, Env), K, Values);
        true -> cps_blocking(cerl:type(Node), Node, K, Values, Env)
    end.

return(Value, K, 1) ->
    to_frame('$resume', [K, Value], K);
return(Value, K, Values) ->
    Vars = [paxy_lab_cps_made:fresh() || _ <- lists:seq(1, Values)],
    cerl:c_let(Vars, Value, to_frame('$resume', [K, cerl:c_tuple(Vars)], K)).

%% Whoever made a frame knows how to go on with it.
to_frame(Entrance, Arguments, K) ->
    Module = paxy_lab_cps_made:fresh(),
    cerl:c_let([Module], cerl:c_call(cerl:c_atom(erlang), cerl:c_atom(element), [cerl:c_int(1), K]),
               cerl:c_call(Module, cerl:c_atom(Entrance), Arguments)).

cps_blocking('let', Node, K, Values, Env) ->
    Vars = cerl:let_vars(Node),
    bind(Vars, cerl:let_arg(Node), cerl:let_body(Node), K, Values, Env);
cps_blocking(seq, Node, K, Values, Env) ->
    bind([paxy_lab_cps_made:fresh()], cerl:seq_arg(Node), cerl:seq_body(Node), K, Values, Env);
cps_blocking('case', Node, K, Values, Env) ->
    Arg = cerl:case_arg(Node),
    case paxy_lab_cps_made:blocks(Arg, Env) of
        true ->
            Vars = [paxy_lab_cps_made:fresh() || _ <- cerl:clause_pats(hd(cerl:case_clauses(Node)))],
            Bound = cerl:update_c_case(Node, cerl:c_values(Vars), cerl:case_clauses(Node)),
            bind(Vars, Arg, Bound, K, Values, Env);
        false ->
            Clauses = [cerl:update_c_clause(C, cerl:clause_pats(C), paxy_lab_cps_guards:guard(cerl:clause_guard(C), Env),
                                            cps(cerl:clause_body(C), K, Values, Env))
                       || C <- cerl:case_clauses(Node)],
            paxy_lab_cps_guards:with_self(cerl:case_clauses(Node),
                                          cerl:update_c_case(Node, paxy_lab_cps_plain:plain(Arg, Env), Clauses))
    end;
cps_blocking(letrec, Node, K, Values, Env) ->
    case paxy_lab_receive:read(Node) of
        {ok, Form} -> paxy_lab_cps_entrances:wait(Form, Node, K, Values, Env);
        no_receive ->
            Within = paxy_lab_cps_funs:lift(Node, Env),
            cps(cerl:letrec_body(Node), K, Values, Within)
    end;
cps_blocking('try', Node, K, Values, Env) ->
    paxy_lab_cps_entrances:protect(Node, K, Values, Env);
cps_blocking('catch', Node, K, Values, Env) ->
    paxy_lab_cps_entrances:protect(paxy_lab_cps_entrances:as_try(Node), K, Values, Env);
cps_blocking(apply, Node, K, 1, Env) ->
    simple(cerl:apply_args(Node), Env, fun(Args) -> apply_(Node, Args, K, Env) end, K);
cps_blocking(call, Node, K, 1, Env) ->
    simple(cerl:call_args(Node), Env, fun(Args) -> call(Node, Args, K, Env) end, K);
cps_blocking(values, Node, K, Values, Env) ->
    simple(cerl:values_es(Node), Env, fun(Args) -> return(cerl:c_values(Args), K, Values) end, K);
cps_blocking(tuple, Node, K, 1, Env) ->
    simple(cerl:tuple_es(Node), Env, fun(Args) -> return(cerl:update_c_tuple(Node, Args), K, 1) end, K);
cps_blocking(cons, Node, K, 1, Env) ->
    simple([cerl:cons_hd(Node), cerl:cons_tl(Node)], Env,
           fun([Head, Tail]) -> return(cerl:update_c_cons(Node, Head, Tail), K, 1) end, K);
cps_blocking(_, Node, _, _, _) ->
    paxy_lab_blocking:refuse(Node, "a wait inside such an expression cannot be run in virtual time; "
                                   "give it a variable of its own first").

%% Arguments that block are evaluated first, from left to right.
simple(Args, Env, Rest, K) ->
    case lists:any(fun(Arg) -> paxy_lab_cps_made:blocks(Arg, Env) end, Args) of
        false -> Rest([paxy_lab_cps_plain:plain(Arg, Env) || Arg <- Args]);
        true -> one_by_one(Args, [], Env, Rest, K)
    end.

one_by_one([], Done, _, Rest, _) ->
    Rest(lists:reverse(Done));
one_by_one([Arg | Args], Done, Env, Rest, K) ->
    Var = paxy_lab_cps_made:fresh(),
    case paxy_lab_cps_made:blocks(Arg, Env) of
        false -> cerl:c_let([Var], paxy_lab_cps_plain:plain(Arg, Env), one_by_one(Args, [Var | Done], Env, Rest, K));
        true ->
            Inner = paxy_lab_cps_made:continuation(),
            Body = one_by_one(Args, [Var | Done], Env, fun(Values) -> rename(K, Inner, Rest(Values)) end, Inner),
            paxy_lab_cps_made:resumed([Var], Body, Inner, Env, K, fun(Frame) -> cps(Arg, Frame, 1, Env) end)
    end.

%% What was written for one continuation, for the variable of another.
rename(K, Inner, Node) -> cerl:c_let([K], Inner, Node).

%% The value of an expression is given to variables, then follows the rest.
bind(Vars, Arg, Rest, K, Values, Env) ->
    case paxy_lab_cps_made:blocks(Arg, Env) of
        false -> cerl:c_let(Vars, paxy_lab_cps_plain:plain(Arg, Env), cps(Rest, K, Values, Env));
        true ->
            Inner = paxy_lab_cps_made:continuation(),
            paxy_lab_cps_made:resumed(Vars, cps(Rest, Inner, Values, Env), Inner, Env, K,
                    fun(Frame) -> cps(Arg, Frame, length(Vars), Env) end)
    end.

%% A call of a function, or of a fun, that blocks.
-spec apply_(cerl:cerl(), [cerl:cerl()], K :: cerl:cerl(), #env{}) -> cerl:cerl().
apply_(Node, Args, K, Env) ->
    Op = cerl:apply_op(Node),
    case cerl:is_c_fname(Op) of
        true ->
            {Name, Arity} = cerl:var_name(Op),
            case Env#env.lifted of
                #{{Name, Arity} := {Lifted, Free, true}} ->
                    cerl:c_apply(cerl:c_fname(Lifted, length(Free) + Arity + 1),
                                 [cerl:c_var(F) || F <- Free] ++ Args ++ [K]);
                #{} -> cerl:update_c_apply(Node, cerl:c_fname(Name, Arity + 1), Args ++ [K])
            end;
        false ->
            Fun = paxy_lab_cps_plain:plain(Op, Env),
            paxy_lab_cps_made:virtual(apply, [Fun, cerl:make_list(Args), K])
    end.

call(Node, Args, K, #env{names = Names}) ->
    case {cerl:atom_val(cerl:call_module(Node)), cerl:atom_val(cerl:call_name(Node)), Args} of
        {paxy_lab_call, sleep, [Ms]} -> cerl:c_tuple([cerl:c_atom(sleep), K, Ms]);
        {erlang, apply, [Fun, List]} -> paxy_lab_cps_made:virtual(apply, [Fun, List, K]);
        {lists, Name, _} ->
            cerl:update_c_call(Node, cerl:c_atom(map_get(paxy_lab_lists, Names)), cerl:c_atom(Name), Args ++ [K]);
        {Module, Name, _} ->
            cerl:update_c_call(Node, cerl:c_atom(map_get(Module, Names)), cerl:c_atom(Name), Args ++ [K])
    end.
