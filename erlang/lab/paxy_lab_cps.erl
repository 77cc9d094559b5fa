%%% Turns process-style code into code that can be stopped where it waits and
%%% continued later: a selective continuation-passing conversion of Core Erlang.
%%%
%%% Only functions that can block (paxy_lab_blocking) are converted; they take
%%% one more argument, the continuation. All else stays as the compiler made
%%% it. A continuation is a plain frame {Module, Id, Variables..., Next}: it can
%%% be compared, printed and kept. What runs until the next wait returns
%%%   {wait, Frame, Timeout, Place}   at a receive, which Frame continues
%%%   {sleep, Frame, Ms}              at a sleep
%%%   {done, Value}                   at the end
%%% and a converted module has these entrances to continue it:
%%%   '$resume'(Frame, Value)         the value that was waited for
%%%   '$receive'(Frame, Message)      a message; `nomatch' when no clause takes it
%%%   '$after'(Frame)                 the time-out of a receive
%%%   '$place'(Frame, Message)        of the clause that would take it, for traces; `$after' stands for the time-out
%%%   '$catch'(Frame, Class, Reason, Stack)   an exception, in a handler's frame
%%%   '$call'(Fun, Arguments, Frame)  a fun that blocks: {'$fun', Module, Id, Variables...}
-module(paxy_lab_cps).

-export([convert/4]).

-record(env, {module :: module(),                     %% as the folder calls it
              target :: module(),                     %% the converted one
              names :: #{module() => module()},
              scope :: paxy_lab_blocking:scope(),
              lifted = #{} :: #{{atom(), arity()} => {atom(), [cerl:var_name()], Blocks :: boolean()}},
              place = none :: paxy_lab_place:place(), %% of the function
              handler = false :: boolean(),           %% in what was a handler of exceptions
              moved = false :: boolean()}).           %% in a function of another arity than it was

%% A module of a folder, converted; Names gives the new name of every module.
-spec convert(module(), cerl:c_module(), #{module() => module()}, paxy_lab_blocking:known()) -> cerl:c_module().
convert(Module, Core, Names, Known) ->
    put(?MODULE, {0, []}),
    Target = map_get(Module, Names),
    Env = #env{module = Module, target = Target, names = Names,
               scope = paxy_lab_blocking:scope(Module, Known)},
    Loops = paxy_lab_loops:find(Core),
    Own = [definition(Def, Loops, Env) || {Var, _} = Def <- cerl:module_defs(Core),
                                          wanted(Module, cerl:var_name(Var))],
    {_, Emitted} = erase(?MODULE),
    Defs = Own ++ [Def || {def, Def} <- Emitted] ++ entrances(Emitted) ++ about(Target),
    cerl:c_module(cerl:c_atom(Target), [Name || {Name, _} <- Defs], [], Defs).

%% What every module tells of itself.
about(Target) ->
    Item = cerl:c_var('$item'),
    Ask = fun(Args) -> cerl:c_call(cerl:c_atom(erlang), cerl:c_atom(get_module_info), [cerl:c_atom(Target) | Args]) end,
    [{cerl:c_fname(module_info, 0), cerl:c_fun([], Ask([]))},
     {cerl:c_fname(module_info, 1), cerl:c_fun([Item], Ask([Item]))}].

wanted(_, {module_info, _}) -> false;
wanted(paxy_lab_lists, {Name, _}) -> Name =/= core andalso Name =/= fun_arity;
wanted(_, _) -> true.

definition({Var, Fun}, Loops, Env0) ->
    {Name, Arity} = cerl:var_name(Var),
    Place = paxy_lab_place:of_node(Fun),
    Env = Env0#env{place = Place},
    case blocking_function({Name, Arity}, Env) of
        true ->
            K = continuation(),
            Body = cps(cerl:fun_body(Fun), K, 1, Env#env{moved = true}),
            {cerl:c_fname(Name, Arity + 1),
             cerl:c_fun(cerl:fun_vars(Fun) ++ [K], counted(Name, Arity, Loops, Place, Body))};
        false ->
            Body = plain(cerl:fun_body(Fun), Env),
            {cerl:c_fname(Name, Arity),
             cerl:update_c_fun(Fun, cerl:fun_vars(Fun), counted(Name, Arity, Loops, Place, Body))}
    end.

%% A function that could call itself without waiting counts its calls.
counted(Name, Arity, Loops, Place, Body) ->
    case lists:member({Name, Arity}, Loops) of
        true -> cerl:c_seq(virtual(count, [cerl:abstract(Place)]), Body);
        false -> Body
    end.

%% -- expressions that can block: the value goes to continuation K as Values values

cps(Node, K, Values, Env) ->
    case blocks(Node, Env) of
        false -> return(plain(Node, Env), K, Values);
        true -> cps_blocking(cerl:type(Node), Node, K, Values, Env)
    end.

return(Value, K, 1) ->
    to_frame('$resume', [K, Value], K);
return(Value, K, Values) ->
    Vars = [fresh() || _ <- lists:seq(1, Values)],
    cerl:c_let(Vars, Value, to_frame('$resume', [K, cerl:c_tuple(Vars)], K)).

%% Whoever made a frame knows how to go on with it.
to_frame(Entrance, Arguments, K) ->
    Module = fresh(),
    cerl:c_let([Module], cerl:c_call(cerl:c_atom(erlang), cerl:c_atom(element), [cerl:c_int(1), K]),
               cerl:c_call(Module, cerl:c_atom(Entrance), Arguments)).

cps_blocking('let', Node, K, Values, Env) ->
    Vars = cerl:let_vars(Node),
    bind(Vars, cerl:let_arg(Node), cerl:let_body(Node), K, Values, Env);
cps_blocking(seq, Node, K, Values, Env) ->
    bind([fresh()], cerl:seq_arg(Node), cerl:seq_body(Node), K, Values, Env);
cps_blocking('case', Node, K, Values, Env) ->
    Arg = cerl:case_arg(Node),
    case blocks(Arg, Env) of
        true ->
            Vars = [fresh() || _ <- cerl:clause_pats(hd(cerl:case_clauses(Node)))],
            Bound = cerl:update_c_case(Node, cerl:c_values(Vars), cerl:case_clauses(Node)),
            bind(Vars, Arg, Bound, K, Values, Env);
        false ->
            Clauses = [cerl:update_c_clause(C, cerl:clause_pats(C), guard(cerl:clause_guard(C), Env),
                                            cps(cerl:clause_body(C), K, Values, Env))
                       || C <- cerl:case_clauses(Node)],
            with_self(cerl:case_clauses(Node), cerl:update_c_case(Node, plain(Arg, Env), Clauses))
    end;
cps_blocking(letrec, Node, K, Values, Env) ->
    case paxy_lab_receive:read(Node) of
        {ok, Form} -> wait(Form, Node, K, Values, Env);
        no_receive ->
            Within = lift(Node, Env),
            cps(cerl:letrec_body(Node), K, Values, Within)
    end;
cps_blocking('try', Node, K, Values, Env) ->
    protect(Node, K, Values, Env);
cps_blocking('catch', Node, K, Values, Env) ->
    protect(as_try(Node), K, Values, Env);
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
    case lists:any(fun(Arg) -> blocks(Arg, Env) end, Args) of
        false -> Rest([plain(Arg, Env) || Arg <- Args]);
        true -> one_by_one(Args, [], Env, Rest, K)
    end.

one_by_one([], Done, _, Rest, _) ->
    Rest(lists:reverse(Done));
one_by_one([Arg | Args], Done, Env, Rest, K) ->
    Var = fresh(),
    case blocks(Arg, Env) of
        false -> cerl:c_let([Var], plain(Arg, Env), one_by_one(Args, [Var | Done], Env, Rest, K));
        true ->
            Inner = continuation(),
            Body = one_by_one(Args, [Var | Done], Env, fun(Values) -> rename(K, Inner, Rest(Values)) end, Inner),
            resumed([Var], Body, Inner, Env, K, fun(Frame) -> cps(Arg, Frame, 1, Env) end)
    end.

%% What was written for one continuation, for the variable of another.
rename(K, Inner, Node) -> cerl:c_let([K], Inner, Node).

%% The value of an expression is given to variables, then follows the rest.
bind(Vars, Arg, Rest, K, Values, Env) ->
    case blocks(Arg, Env) of
        false -> cerl:c_let(Vars, plain(Arg, Env), cps(Rest, K, Values, Env));
        true ->
            Inner = continuation(),
            resumed(Vars, cps(Rest, Inner, Values, Env), Inner, Env, K,
                    fun(Frame) -> cps(Arg, Frame, length(Vars), Env) end)
    end.

%% A frame in which Body goes on with Vars; it is given a name for its users.
resumed(Vars, Body, Inner, Env, K, Use) ->
    Pattern = case Vars of
                  [Var] -> Var;
                  _ -> cerl:c_tuple(Vars)
              end,
    Free = free(Body, names(Vars ++ [Inner])),
    Frame = frame(resume, Free, Inner, K, [Pattern], Body, Env),
    Name = fresh(),
    cerl:c_let([Name], Frame, Use(Name)).

%% Makes a clause of an entrance, and the expression that makes its frame.
frame(Entrance, Free, Inner, K, Arguments, Body, #env{target = Target}) ->
    Id = next_id(),
    Vars = [cerl:c_var(Name) || Name <- Free],
    Made = fun(Next) -> cerl:c_tuple([cerl:c_atom(Target), cerl:c_int(Id)] ++ Vars ++ [Next]) end,
    emit({Entrance, cerl:c_clause([Made(Inner) | Arguments], cerl:c_atom(true), Body)}),
    Made(K).

wait(#{clauses := Clauses, timeout := Timeout, expired := Expired} = Form, Node, K, Values, Env) ->
    Inner = continuation(),
    Bodies = [cerl:update_c_clause(C, cerl:clause_pats(C), guard(cerl:clause_guard(C), Env),
                                   cps(cerl:clause_body(C), Inner, Values, Env)) || C <- Clauses],
    Message = fresh(),
    Other = cerl:c_clause([fresh()], cerl:c_atom(nomatch)),
    Taken = with_self(Clauses, cerl:c_case(Message, Bodies ++ [Other])),
    After = cps(Expired, Inner, Values, Env),
    Free = lists:usort(free(Taken, names([Message, Inner])) ++ free(After, names([Inner]))),
    Id = next_id(),
    Vars = [cerl:c_var(Name) || Name <- Free],
    Frame = fun(Next) -> cerl:c_tuple([cerl:c_atom(Env#env.target), cerl:c_int(Id)] ++ Vars ++ [Next]) end,
    emit({'receive', cerl:c_clause([Frame(Inner), Message], cerl:c_atom(true), Taken)}),
    emit({'after', cerl:c_clause([Frame(Inner)], cerl:c_atom(true), After)}),
    Place = named(paxy_lab_receive:place(Form, Node), Env),
    [emit({place, Clause}) || Clause <- places(Frame(Inner), Clauses, Place, Env)],
    cerl:c_tuple([cerl:c_atom(wait), Frame(K), plain(Timeout, Env), cerl:abstract(Place)]).

%% Of the receive, where its time is over; of the clause that takes a message.
places(Frame, Clauses, Place, Env) ->
    Message = fresh(),
    Of = [cerl:update_c_clause(C, cerl:clause_pats(C), guard(cerl:clause_guard(C), Env),
                               cerl:abstract(named(paxy_lab_place:of_node(C), Env))) || C <- Clauses],
    Other = cerl:c_clause([fresh()], cerl:c_atom(none)),
    [cerl:c_clause([Frame, Message], cerl:c_atom(true), with_self(Clauses, cerl:c_case(Message, Of ++ [Other]))),
     cerl:c_clause([Frame, cerl:c_atom('$after')], cerl:c_atom(true), cerl:abstract(Place))].

named(none, #env{place = Place}) -> Place;
named(Place, _) -> Place.

%% Handlers are kept beside the frames, since an exception can come from
%% anything that runs before the protected part has ended.
protect(Node, K, Values, Env) ->
    Arg = cerl:try_arg(Node),
    case blocks(Arg, Env) of
        false ->
            cerl:update_c_try(Node, plain(Arg, Env), cerl:try_vars(Node),
                              cps(cerl:try_body(Node), K, Values, Env), cerl:try_evars(Node),
                              cps(cerl:try_handler(Node), K, Values, Env#env{handler = false}));
        true ->
            Handling = continuation(),
            Evars = three(cerl:try_evars(Node)),
            Handler = cps(cerl:try_handler(Node), Handling, Values, Env#env{handler = true}),
            Handle = frame('catch', free(Handler, names([Handling | Evars])), Handling, K, Evars, Handler, Env),
            Inner = continuation(),
            Body = cerl:c_seq(virtual(leave_try, []), cps(cerl:try_body(Node), Inner, Values, Env)),
            resumed(cerl:try_vars(Node), Body, Inner, Env, K,
                    fun(Frame) ->
                            cerl:c_seq(virtual(enter_try, [Handle]),
                                       cps(Arg, Frame, length(cerl:try_vars(Node)), Env))
                    end)
    end.

three([Class, Reason, Stack]) -> [Class, Reason, Stack];
three([Class, Reason]) -> [Class, Reason, fresh()].

as_try(Node) ->
    Value = fresh(),
    Evars = [fresh(), fresh(), fresh()],
    cerl:c_try(cerl:catch_body(Node), [Value], Value, Evars, virtual(caught, Evars)).

%% -- calls that block

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
            Fun = plain(Op, Env),
            virtual(apply, [Fun, cerl:make_list(Args), K])
    end.

call(Node, Args, K, #env{names = Names}) ->
    case {cerl:atom_val(cerl:call_module(Node)), cerl:atom_val(cerl:call_name(Node)), Args} of
        {paxy_lab_call, sleep, [Ms]} -> cerl:c_tuple([cerl:c_atom(sleep), K, Ms]);
        {erlang, apply, [Fun, List]} -> virtual(apply, [Fun, List, K]);
        {lists, Name, _} ->
            cerl:update_c_call(Node, cerl:c_atom(map_get(paxy_lab_lists, Names)), cerl:c_atom(Name), Args ++ [K]);
        {Module, Name, _} ->
            cerl:update_c_call(Node, cerl:c_atom(map_get(Module, Names)), cerl:c_atom(Name), Args ++ [K])
    end.

%% -- functions of a letrec, and funs that block, become functions of the module

lift(Node, #env{scope = Scope0, lifted = Lifted0} = Env0) ->
    Defs = [{cerl:var_name(Var), Fun} || {Var, Fun} <- cerl:letrec_defs(Node)],
    Own = [Name || {Name, _} <- Defs],
    Variables = lists:usort(lists:append([outer(Fun, Lifted0, Own) || {_, Fun} <- Defs])),
    Scope = growing(Defs, Scope0),
    Blocking = map_get(local, Scope),
    Lifted = maps:from_list([{Name, {lifted_name(Atom), Variables, lists:member(Name, Blocking)}}
                             || {{Atom, _} = Name, _} <- Defs]),
    Env = Env0#env{scope = Scope, lifted = maps:merge(Lifted0, Lifted)},
    [emit({def, lifted(map_get(Name, Lifted), Fun, Env#env{moved = true})}) || {Name, Fun} <- Defs],
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
            K = continuation(),
            {cerl:c_fname(Name, length(Vars) + 1),
             cerl:c_fun(Vars ++ [K], cps(cerl:fun_body(Fun), K, 1, Env))};
        false ->
            {cerl:c_fname(Name, length(Vars)), cerl:c_fun(Vars, plain(cerl:fun_body(Fun), Env))}
    end.

lifted_name(Atom) ->
    list_to_atom("$" ++ atom_to_list(Atom) ++ "-" ++ integer_to_list(next_id())).

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
fun_value(Fun, Env) ->
    K = continuation(),
    Vars = cerl:fun_vars(Fun),
    Body = cps(cerl:fun_body(Fun), K, 1, Env#env{moved = true}),
    Free = free(Body, names([K | Vars])),
    Id = next_id(),
    Made = cerl:c_tuple([cerl:c_atom('$fun'), cerl:c_atom(Env#env.target), cerl:c_int(Id)]
                        ++ [cerl:c_var(Name) || Name <- Free]),
    emit({call, cerl:c_clause([Made, cerl:make_list(Vars), K], cerl:c_atom(true), Body)}),
    Made.

named_fun(Name, Arity, #env{target = Target} = Env) ->
    Vars = [fresh() || _ <- lists:seq(1, Arity)],
    K = continuation(),
    Made = cerl:c_tuple([cerl:c_atom('$fun'), cerl:c_atom(Target), cerl:abstract({Name, Arity})]),
    Body = apply_(cerl:c_apply(cerl:c_fname(Name, Arity), Vars), Vars, K, Env),
    emit({call, cerl:c_clause([Made, cerl:make_list(Vars), K], cerl:c_atom(true), Body)}),
    Made.

%% -- expressions that do not block: as they are, with calls redirected

plain(Node, Env) ->
    case cerl:type(Node) of
        literal -> renamed(Node, Env);
        var -> plain_var(Node, Env);
        'fun' ->
            case paxy_lab_blocking:blocks(cerl:fun_body(Node), Env#env.scope) of
                true -> fun_value(Node, Env);
                false -> cerl:update_c_fun(Node, cerl:fun_vars(Node),
                                           plain(cerl:fun_body(Node), Env#env{moved = true}))
            end;
        apply -> plain_apply(Node, Env);
        call -> plain_call(Node, Env);
        primop -> primop(Node, Env);
        'case' ->
            Clauses = [cerl:update_c_clause(C, cerl:clause_pats(C), guard(cerl:clause_guard(C), Env),
                                            plain(cerl:clause_body(C), Env)) || C <- cerl:case_clauses(Node)],
            with_self(cerl:case_clauses(Node), cerl:update_c_case(Node, plain(cerl:case_arg(Node), Env), Clauses));
        'try' ->
            cerl:update_c_try(Node, plain(cerl:try_arg(Node), Env), cerl:try_vars(Node),
                              plain(cerl:try_body(Node), Env), cerl:try_evars(Node),
                              plain(cerl:try_handler(Node), Env#env{handler = false}));
        %% Which map is updated is none of its subtrees.
        map ->
            cerl:update_c_map(Node, plain(cerl:map_arg(Node), Env), [plain(Pair, Env) || Pair <- cerl:map_es(Node)]);
        _ ->
            Parts = [[plain(Part, Env) || Part <- Group] || Group <- cerl:subtrees(Node)],
            case Parts of
                [] -> Node;
                _ -> cerl:update_tree(Node, Parts)
            end
    end.

plain_var(Node, Env) ->
    case cerl:is_c_fname(Node) of
        false -> Node;
        true ->
            {Name, Arity} = cerl:var_name(Node),
            case blocking_function({Name, Arity}, Env) of
                true -> named_fun(Name, Arity, Env);
                false -> Node
            end
    end.

plain_apply(Node, #env{lifted = Lifted} = Env) ->
    Args = [plain(Arg, Env) || Arg <- cerl:apply_args(Node)],
    Op = cerl:apply_op(Node),
    case cerl:is_c_fname(Op) of
        true ->
            Called = cerl:var_name(Op),
            case Lifted of
                #{Called := {Name, Free, false}} ->
                    cerl:update_c_apply(Node, cerl:c_fname(Name, length(Free) + length(Args)),
                                        [cerl:c_var(F) || F <- Free] ++ Args);
                #{} -> cerl:update_c_apply(Node, Op, Args)
            end;
        false -> cerl:update_c_apply(Node, plain(Op, Env), Args)
    end.

plain_call(Node, #env{names = Names} = Env) ->
    Args = [plain(Arg, Env) || Arg <- cerl:call_args(Node)],
    {M, F} = {cerl:call_module(Node), cerl:call_name(Node)},
    case cerl:is_c_atom(M) andalso cerl:is_c_atom(F) of
        false -> cerl:update_c_call(Node, plain(M, Env), plain(F, Env), Args);
        true ->
            case {cerl:atom_val(M), cerl:atom_val(F), length(Args)} of
                {paxy_lab_call, format, 2} ->
                    Place = named(paxy_lab_place:of_node(Node), Env),
                    numbered(Node, format, Args, [cerl:abstract(Place)]);
                {paxy_lab_call, format, 3} ->
                    Place = named(paxy_lab_place:of_node(Node), Env),
                    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_virtual), cerl:c_atom(print_to), Args ++ [cerl:abstract(Place)]);
                {paxy_lab_call, Name, _} ->
                    Place = named(paxy_lab_place:of_node(Node), Env),
                    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_virtual), cerl:c_atom(Name),
                                       Args ++ [cerl:abstract(Place)]);
                {erlang, self, 0} -> virtual(self, []);
                {io_lib, format, 2} -> numbered(Node, text, Args, []);
                {erlang, make_fun, 3} -> made_fun(Node, Args, Env);
                {Module, _, _} when is_map_key(Module, Names), Module =/= paxy_lab_lists ->
                    cerl:update_c_call(Node, cerl:c_atom(map_get(Module, Names)), F, Args);
                _ -> cerl:update_c_call(Node, M, F, Args)
            end
    end.

%% A format that stands in the code has a number, by which its texts are remembered.
numbered(Node, Function, [Format, Arguments], More) ->
    Number = case cerl:is_literal(cerl:fold_literal(Format)) of
                 true ->
                     <<Key:56, _/binary>> = erlang:md5(term_to_binary(cerl:concrete(cerl:fold_literal(Format)))),
                     cerl:c_int(Key);
                 false -> Format
             end,
    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_virtual), cerl:c_atom(Function), [Number, Format, Arguments | More]).

%% fun M:F/A of a function that blocks.
made_fun(Node, Args, #env{scope = #{known := Known}, names = Names} = Env) ->
    case [cerl:concrete(A) || A <- cerl:call_args(Node), cerl:is_literal(A)] of
        [Module, Name, Arity] when is_map_key({Module, Name, Arity}, Known) ->
            Target = map_get(Module, Names),
            Vars = [fresh() || _ <- lists:seq(1, Arity)],
            K = continuation(),
            Made = cerl:c_tuple([cerl:c_atom('$fun'), cerl:c_atom(Env#env.target), cerl:abstract({Module, Name, Arity})]),
            emit({call, cerl:c_clause([Made, cerl:make_list(Vars), K], cerl:c_atom(true),
                                      cerl:c_call(cerl:c_atom(Target), cerl:c_atom(Name), Vars ++ [K]))}),
            Made;
        _ -> cerl:update_c_call(Node, cerl:call_module(Node), cerl:call_name(Node), Args)
    end.

primop(Node, #env{handler = Handler, moved = Moved, place = Place} = Env) ->
    Args = [plain(Arg, Env) || Arg <- cerl:primop_args(Node)],
    case cerl:atom_val(cerl:primop_name(Node)) of
        build_stacktrace when Handler -> virtual(stack, Args);
        raise when Handler -> virtual(raise, Args);
        match_fail when Moved -> match_fail(Node, Args, Place);
        _ -> cerl:update_c_primop(Node, cerl:primop_name(Node), Args)
    end.

%% A function that has moved has another arity than its clauses say.
match_fail(Node, [Arg], Place) ->
    case cerl:type(Arg) of
        tuple ->
            case [cerl:concrete(E) || E <- [hd(cerl:tuple_es(Arg))], cerl:is_literal(E)] of
                [function_clause] -> function_clause(Place);
                _ -> cerl:update_c_primop(Node, cerl:primop_name(Node), [Arg])
            end;
        literal ->
            case cerl:concrete(Arg) of
                Failure when element(1, Failure) =:= function_clause -> function_clause(Place);
                _ -> cerl:update_c_primop(Node, cerl:primop_name(Node), [Arg])
            end;
        _ -> cerl:update_c_primop(Node, cerl:primop_name(Node), [Arg])
    end.

function_clause(Place) ->
    Annotation = case Place of
                     {File, Line} -> [Line, {file, File}];
                     none -> []
                 end,
    cerl:ann_c_call(Annotation, cerl:c_atom(erlang), cerl:c_atom(error), [cerl:c_atom(function_clause)]).

%% A module's name as a value, for example in spawn(?MODULE, init, []).
renamed(Node, #env{names = Names}) ->
    case cerl:concrete(Node) of
        Name when is_map_key(Name, Names) -> cerl:c_atom(map_get(Name, Names));
        _ -> Node
    end.

%% A guard may ask who it is; that is known before the guards are tried.
guard(Guard, _) ->
    cerl_trees:map(fun(Node) ->
                           case asks_self(Node) of
                               true -> cerl:c_var('$self');
                               false -> Node
                           end
                   end, Guard).

asks_self(Node) ->
    cerl:type(Node) =:= call andalso cerl:call_args(Node) =:= []
        andalso cerl:is_c_atom(cerl:call_module(Node)) andalso cerl:is_c_atom(cerl:call_name(Node))
        andalso {cerl:atom_val(cerl:call_module(Node)), cerl:atom_val(cerl:call_name(Node))} =:= {erlang, self}.

with_self(Clauses, Node) ->
    Asks = fun(Clause) ->
                   cerl_trees:fold(fun(Part, Found) -> Found orelse asks_self(Part) end, false,
                                   cerl:clause_guard(Clause))
           end,
    case lists:any(Asks, Clauses) of
        true -> cerl:c_let([cerl:c_var('$self')], virtual(self, []), Node);
        false -> Node
    end.

%% -- what is made on the way

blocks(Node, #env{scope = Scope}) -> paxy_lab_blocking:blocks(Node, Scope).

blocking_function({Name, Arity}, #env{module = Module, scope = #{known := Known, local := Local}}) ->
    lists:member({Name, Arity}, Local) orelse is_map_key({Module, Name, Arity}, Known).

free(Body, Bound) ->
    [Name || Name <- cerl_trees:free_variables(Body), not is_tuple(Name), not lists:member(Name, Bound)].

names(Vars) -> [cerl:var_name(Var) || Var <- Vars].

virtual(Name, Args) -> cerl:c_call(cerl:c_atom(paxy_lab_virtual), cerl:c_atom(Name), Args).

fresh() -> cerl:c_var(list_to_atom("$v" ++ integer_to_list(next_id()))).

continuation() -> cerl:c_var(list_to_atom("$k" ++ integer_to_list(next_id()))).

next_id() ->
    {Id, Emitted} = get(?MODULE),
    put(?MODULE, {Id + 1, Emitted}),
    Id.

emit(Piece) ->
    {Id, Emitted} = get(?MODULE),
    put(?MODULE, {Id, [Piece | Emitted]}),
    ok.

entrances(Emitted) ->
    [entrance(Name, Arity, [Clause || {K, Clause} <- Emitted, K =:= Kind], Otherwise)
     || {Kind, Name, Arity, Otherwise} <- [{resume, '$resume', 2, lost}, {'receive', '$receive', 2, nomatch},
                                           {'after', '$after', 1, lost}, {place, '$place', 2, none}, {'catch', '$catch', 4, lost},
                                           {call, '$call', 3, lost}]].

entrance(Name, Arity, Clauses, Otherwise) ->
    Vars = [fresh_argument(N) || N <- lists:seq(1, Arity)],
    Last = cerl:c_clause([fresh_argument(Arity + N) || N <- lists:seq(1, Arity)], cerl:c_atom(Otherwise)),
    {cerl:c_fname(Name, Arity), cerl:c_fun(Vars, cerl:c_case(cerl:c_values(Vars), Clauses ++ [Last]))}.

fresh_argument(N) -> cerl:c_var(list_to_atom("$a" ++ integer_to_list(N))).
