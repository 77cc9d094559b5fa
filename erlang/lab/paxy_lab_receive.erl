%%% Recognises what the compiler makes of `receive' in Core Erlang: one fixed
%%% shape, a letrec with the primops recv_peek_message, remove_message,
%%% recv_next and recv_wait_timeout. It is checked strictly: what looks like a
%%% receive and has another shape is unknown, and is refused by who asks.
-module(paxy_lab_receive).

-export([read/1, place/2, noted/3]).
-export_type([form/0]).

%% `clauses' are those of the code, with bodies that begin after the message
%% was taken out; `timeout' is an expression, and so is `expired', what follows
%% when it has passed.
-type form() :: #{clauses := [cerl:cerl()], timeout := cerl:cerl(), expired := cerl:cerl()}.

-spec read(cerl:cerl()) -> {ok, form()} | unknown | no_receive.
read(Letrec) ->
    case cerl:letrec_defs(Letrec) of
        [{Name, Fun}] ->
            try {ok, form(Name, Fun, cerl:letrec_body(Letrec))}
            catch
                throw:differs ->
                    case primitive(cerl:fun_body(Fun)) of
                        true -> unknown;
                        false -> no_receive
                    end
            end;
        _ -> no_receive
    end.

%% Where it stands: at its first clause that has a line.
-spec place(form(), cerl:cerl()) -> paxy_lab_place:place().
place(#{clauses := Clauses}, Letrec) ->
    case [Place || Clause <- Clauses, Place <- [paxy_lab_place:of_node(Clause)], Place =/= none] of
        [First | _] -> First;
        [] -> paxy_lab_place:of_node(Letrec)
    end.

%% The same with an expression before what follows a message, or the time-out:
%% Taken(Message, Clause) and Expired(Place) make it. Of another letrec, itself.
-spec noted(cerl:cerl(), fun((cerl:cerl(), cerl:cerl()) -> cerl:cerl()), fun((paxy_lab_place:place()) -> cerl:cerl())) ->
          cerl:cerl().
noted(Letrec, Taken, Expired) ->
    case read(Letrec) of
        {ok, Form} ->
            [{Name, Fun}] = cerl:letrec_defs(Letrec),
            Let = looking(cerl:fun_body(Fun), Taken, Expired(place(Form, Letrec))),
            cerl:update_c_letrec(Letrec, [{Name, cerl:update_c_fun(Fun, [], Let)}], cerl:letrec_body(Letrec));
        _ -> Letrec
    end.

looking(Let, Taken, Expired) ->
    Case = cerl:let_body(Let),
    [True, False] = cerl:case_clauses(Case),
    {First, Other} =
        case cerl:let_vars(Let) of
            [_, Message] -> {fun(Found) -> taking(Found, Message, Taken) end, fun(Wait) -> looking(Wait, Taken, Expired) end};
            [_] -> {fun(After) -> cerl:c_seq(Expired, After) end, fun(Again) -> Again end}
        end,
    with_body(Let, cerl:update_c_case(Case, cerl:case_arg(Case), [changed(True, First), changed(False, Other)])).

with_body(Let, Body) -> cerl:update_c_let(Let, cerl:let_vars(Let), cerl:let_arg(Let), Body).

changed(Clause, Change) ->
    cerl:update_c_clause(Clause, cerl:clause_pats(Clause), cerl:clause_guard(Clause), Change(cerl:clause_body(Clause))).

taking(Node, Message, Taken) ->
    case cerl:is_c_case(Node) of
        true ->
            Clauses = [changed(Clause, fun(Body) -> takes(Body, Message, Clause, Taken) end)
                       || Clause <- cerl:case_clauses(Node)],
            cerl:update_c_case(Node, cerl:case_arg(Node), Clauses);
        false -> takes(Node, Message, Node, Taken)
    end.

takes(Node, Message, At, Taken) ->
    case whole(Node) of
        {ok, Body} -> cerl:c_seq(cerl:c_primop(cerl:c_atom(remove_message), []), cerl:c_seq(Taken(Message, At), Body));
        none -> Node
    end.

form(Name, Fun, Body) ->
    expect(cerl:fun_arity(Fun) =:= 0),
    again(Name, Body),
    Let = cerl:fun_body(Fun),
    expect(cerl:is_c_let(Let)),
    case {primop(cerl:let_arg(Let)), cerl:let_vars(Let)} of
        {{recv_peek_message, []}, [Flag, Message]} ->
            {Found, None} = branches(Flag, cerl:let_body(Let)),
            (waiting(Name, None))#{clauses => clauses(Name, Message, Found)};
        {{recv_wait_timeout, _}, [_]} ->
            (waiting(Name, Let))#{clauses => []};
        _ -> throw(differs)
    end.

%% A wait for the time that is given, and one more look at the messages.
waiting(Name, Let) ->
    expect(cerl:is_c_let(Let)),
    case {primop(cerl:let_arg(Let)), cerl:let_vars(Let)} of
        {{recv_wait_timeout, [Timeout]}, [Flag]} ->
            {Expired, Message} = branches(Flag, cerl:let_body(Let)),
            again(Name, Message),
            #{timeout => Timeout, expired => Expired};
        _ -> throw(differs)
    end.

%% The bodies of a case over true and false.
branches(Flag, Case) ->
    expect(cerl:is_c_case(Case)),
    same_variable(Flag, cerl:case_arg(Case)),
    case [{atom(P), cerl:clause_body(C)} || C <- cerl:case_clauses(Case), [P] <- [cerl:clause_pats(C)]] of
        [{true, One}, {false, Other}] -> {One, Other};
        _ -> throw(differs)
    end.

clauses(Name, Message, Case) ->
    case whole(Case) of
        {ok, Body} -> [cerl:c_clause([Message], Body)];
        none ->
            expect(cerl:is_c_case(Case)),
            same_variable(Message, cerl:case_arg(Case)),
            [bound(Message, Clause) || Each <- cerl:case_clauses(Case), Clause <- clause(Name, Each)]
    end.

%% Where a pattern is a variable the compiler may have put that of the whole
%% message in its place: a clause that asks for it binds it itself.
bound(Message, Clause) ->
    case lists:member(cerl:var_name(Message), cerl_trees:free_variables(Clause)) of
        true -> bound(cerl:type(hd(cerl:clause_pats(Clause))), Message, Clause);
        false -> Clause
    end.

bound(Type, Message, Clause) when Type =:= tuple; Type =:= cons; Type =:= map; Type =:= binary ->
    [Pattern] = cerl:clause_pats(Clause),
    cerl:update_c_clause(Clause, [cerl:c_alias(Message, Pattern)], cerl:clause_guard(Clause), cerl:clause_body(Clause));
bound(Type, Message, Clause) ->
    [Pattern] = cerl:clause_pats(Clause),
    Known = case Type of
                alias -> cerl:alias_var(Pattern);
                _ -> Pattern
            end,
    Let = fun(Node) -> cerl:c_let([Message], Known, Node) end,
    cerl:update_c_clause(Clause, [Pattern], Let(cerl:clause_guard(Clause)), Let(cerl:clause_body(Clause))).

%% A receive that takes whatever comes has no clauses.
whole(Node) ->
    case taken(Node) of
        {{remove_message, []}, Body} -> {ok, Body};
        _ -> none
    end.

%% A primop and what follows. Where a value is needed by nobody the compiler
%% leaves it out, and nothing follows.
taken(Node) ->
    case cerl:is_c_seq(Node) of
        true -> {primop(cerl:seq_arg(Node)), cerl:seq_body(Node)};
        false -> {primop(Node), cerl:c_atom(ok)}
    end.

clause(Name, Clause) ->
    case taken(cerl:clause_body(Clause)) of
        {{remove_message, []}, Body} ->
            [cerl:update_c_clause(Clause, cerl:clause_pats(Clause), cerl:clause_guard(Clause), Body)];
        {{recv_next, []}, Body} ->
            again(Name, Body),
            [];
        _ -> throw(differs)
    end.

%% The loop calls itself.
again(Name, Apply) ->
    expect(cerl:is_c_apply(Apply)),
    same_variable(Name, cerl:apply_op(Apply)),
    expect(cerl:apply_args(Apply) =:= []).

same_variable(One, Other) ->
    expect(cerl:is_c_var(Other)),
    expect(cerl:var_name(One) =:= cerl:var_name(Other)).

primop(Node) ->
    case cerl:type(Node) of
        primop -> {cerl:atom_val(cerl:primop_name(Node)), cerl:primop_args(Node)};
        _ -> none
    end.

atom(Node) ->
    case cerl:is_c_atom(Node) of
        true -> cerl:atom_val(Node);
        false -> none
    end.

expect(true) -> ok;
expect(false) -> throw(differs).

%% Does it use a primop of `receive' outside a letrec of its own?
primitive(Node) ->
    case cerl:type(Node) of
        primop -> lists:member(cerl:atom_val(cerl:primop_name(Node)),
                               [recv_peek_message, remove_message, recv_next, recv_wait_timeout]);
        letrec -> false;
        'fun' -> false;
        _ -> lists:any(fun primitive/1, lists:append(cerl:subtrees(Node)))
    end.
