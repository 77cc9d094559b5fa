%%% Where a converted module is entered again: receives, handlers of exceptions, and the
%%% functions that choose among the frames of each kind.
-module(paxy_lab_cps_entrances).
-include("paxy_lab_cps.hrl").

-export([wait/5, protect/4, as_try/1, entrances/1]).

%% A receive: its frame has clauses of three entrances.
-spec wait(map(), cerl:cerl(), K :: cerl:cerl(), Values :: non_neg_integer(), #env{}) -> cerl:cerl().
wait(#{clauses := Clauses, timeout := Timeout, expired := Expired} = Form, Node, K, Values, Env) ->
    Inner = paxy_lab_cps_made:continuation(),
    Bodies = [cerl:update_c_clause(C, cerl:clause_pats(C), paxy_lab_cps_guards:guard(cerl:clause_guard(C), Env),
                                   paxy_lab_cps_blocking:cps(cerl:clause_body(C), Inner, Values, Env)) || C <- Clauses],
    Message = paxy_lab_cps_made:fresh(),
    Other = cerl:c_clause([paxy_lab_cps_made:fresh()], cerl:c_atom(nomatch)),
    Taken = paxy_lab_cps_guards:with_self(Clauses, cerl:c_case(Message, Bodies ++ [Other])),
    After = paxy_lab_cps_blocking:cps(Expired, Inner, Values, Env),
    Free = lists:usort(paxy_lab_cps_made:free(Taken, paxy_lab_cps_made:names([Message, Inner]))
                       ++ paxy_lab_cps_made:free(After, paxy_lab_cps_made:names([Inner]))),
    Id = paxy_lab_cps_made:next_id(),
    Vars = [cerl:c_var(Name) || Name <- Free],
    Frame = fun(Next) -> cerl:c_tuple([cerl:c_atom(Env#env.target), cerl:c_int(Id)] ++ Vars ++ [Next]) end,
    paxy_lab_cps_made:emit({'receive', cerl:c_clause([Frame(Inner), Message], cerl:c_atom(true), Taken)}),
    paxy_lab_cps_made:emit({'after', cerl:c_clause([Frame(Inner)], cerl:c_atom(true), After)}),
    Place = paxy_lab_cps_made:named(paxy_lab_receive:place(Form, Node), Env),
    [paxy_lab_cps_made:emit({place, Clause}) || Clause <- places(Frame(Inner), Clauses, Place, Env)],
    cerl:c_tuple([cerl:c_atom(wait), Frame(K), paxy_lab_cps_plain:plain(Timeout, Env), cerl:abstract(Place)]).

%% Of the receive, where its time is over; of the clause that takes a message.
places(Frame, Clauses, Place, Env) ->
    Message = paxy_lab_cps_made:fresh(),
    Of = [cerl:update_c_clause(C, cerl:clause_pats(C), paxy_lab_cps_guards:guard(cerl:clause_guard(C), Env),
                               cerl:abstract(paxy_lab_cps_made:named(paxy_lab_place:of_node(C), Env))) || C <- Clauses],
    Other = cerl:c_clause([paxy_lab_cps_made:fresh()], cerl:c_atom(none)),
    [cerl:c_clause([Frame, Message], cerl:c_atom(true),
                   paxy_lab_cps_guards:with_self(Clauses, cerl:c_case(Message, Of ++ [Other]))),
     cerl:c_clause([Frame, cerl:c_atom('$after')], cerl:c_atom(true), cerl:abstract(Place))].

%% Handlers are kept beside the frames, since an exception can come from
%% anything that runs before the protected part has ended.
-spec protect(cerl:cerl(), K :: cerl:cerl(), Values :: non_neg_integer(), #env{}) -> cerl:cerl().
protect(Node, K, Values, Env) ->
    Arg = cerl:try_arg(Node),
    case paxy_lab_cps_made:blocks(Arg, Env) of
        false ->
            cerl:update_c_try(Node, paxy_lab_cps_plain:plain(Arg, Env), cerl:try_vars(Node),
                              paxy_lab_cps_blocking:cps(cerl:try_body(Node), K, Values, Env), cerl:try_evars(Node),
                              paxy_lab_cps_blocking:cps(cerl:try_handler(Node), K, Values, Env#env{handler = false}));
        true ->
            Handling = paxy_lab_cps_made:continuation(),
            Evars = three(cerl:try_evars(Node)),
            Handler = paxy_lab_cps_blocking:cps(cerl:try_handler(Node), Handling, Values, Env#env{handler = true}),
            Free = paxy_lab_cps_made:free(Handler, paxy_lab_cps_made:names([Handling | Evars])),
            Handle = paxy_lab_cps_made:frame('catch', Free, Handling, K, Evars, Handler, Env),
            Inner = paxy_lab_cps_made:continuation(),
            Body = cerl:c_seq(paxy_lab_cps_made:virtual(leave_try, []),
                              paxy_lab_cps_blocking:cps(cerl:try_body(Node), Inner, Values, Env)),
            paxy_lab_cps_made:resumed(cerl:try_vars(Node), Body, Inner, Env, K,
                    fun(Frame) ->
                            cerl:c_seq(paxy_lab_cps_made:virtual(enter_try, [Handle]),
                                       paxy_lab_cps_blocking:cps(Arg, Frame, length(cerl:try_vars(Node)), Env))
                    end)
    end.

three([Class, Reason, Stack]) -> [Class, Reason, Stack];
three([Class, Reason]) -> [Class, Reason, paxy_lab_cps_made:fresh()].

%% `catch' as a `try'.
-spec as_try(cerl:cerl()) -> cerl:cerl().
as_try(Node) ->
    Value = paxy_lab_cps_made:fresh(),
    Evars = [paxy_lab_cps_made:fresh(), paxy_lab_cps_made:fresh(), paxy_lab_cps_made:fresh()],
    cerl:c_try(cerl:catch_body(Node), [Value], Value, Evars, paxy_lab_cps_made:virtual(caught, Evars)).

%% The entrances of a module, each with the clauses that were made for it.
-spec entrances([paxy_lab_cps_made:piece()]) -> [{cerl:c_var(), cerl:c_fun()}].
entrances(Emitted) ->
    [entrance(Name, Arity, [Clause || {K, Clause} <- Emitted, K =:= Kind], Otherwise)
     || {Kind, Name, Arity, Otherwise} <- [{resume, '$resume', 2, lost}, {'receive', '$receive', 2, nomatch},
                                           {'after', '$after', 1, lost}, {place, '$place', 2, none},
                                           {'catch', '$catch', 4, lost},
                                           {call, '$call', 3, lost}]].

entrance(Name, Arity, Clauses, Otherwise) ->
    Vars = [fresh_argument(N) || N <- lists:seq(1, Arity)],
    Last = cerl:c_clause([fresh_argument(Arity + N) || N <- lists:seq(1, Arity)], cerl:c_atom(Otherwise)),
    {cerl:c_fname(Name, Arity), cerl:c_fun(Vars, cerl:c_case(cerl:c_values(Vars), Clauses ++ [Last]))}.

fresh_argument(N) -> cerl:c_var(list_to_atom("$a" ++ integer_to_list(N))).
