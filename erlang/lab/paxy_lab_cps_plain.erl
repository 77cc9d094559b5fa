%%% Expressions that do not block stay as they are, with calls redirected.
-module(paxy_lab_cps_plain).
-include("paxy_lab_cps.hrl").

-export([plain/2]).

%% Funs in it that block are data.
-spec plain(cerl:cerl(), #env{}) -> cerl:cerl().
plain(Node, Env) ->
    case cerl:type(Node) of
        literal -> renamed(Node, Env);
        var -> plain_var(Node, Env);
        'fun' ->
            case paxy_lab_blocking:blocks(cerl:fun_body(Node), Env#env.scope) of
                true -> paxy_lab_cps_funs:fun_value(Node, Env);
                false -> cerl:update_c_fun(Node, cerl:fun_vars(Node),
                                           plain(cerl:fun_body(Node), Env#env{moved = true}))
            end;
        apply -> plain_apply(Node, Env);
        call -> plain_call(Node, Env);
        primop -> primop(Node, Env);
        'case' ->
            Clauses = [cerl:update_c_clause(C, cerl:clause_pats(C), paxy_lab_cps_guards:guard(cerl:clause_guard(C), Env),
                                            plain(cerl:clause_body(C), Env)) || C <- cerl:case_clauses(Node)],
            paxy_lab_cps_guards:with_self(cerl:case_clauses(Node),
                                          cerl:update_c_case(Node, plain(cerl:case_arg(Node), Env), Clauses));
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
            case paxy_lab_cps_made:blocking_function({Name, Arity}, Env) of
                true -> paxy_lab_cps_funs:named_fun(Name, Arity, Env);
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
                    Place = paxy_lab_cps_made:named(paxy_lab_place:of_node(Node), Env),
                    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_virtual_printing), cerl:c_atom(format),
                                       [read(hd(Args)) | Args] ++ [cerl:abstract(Place)]);
                {paxy_lab_call, format, 3} ->
                    Place = paxy_lab_cps_made:named(paxy_lab_place:of_node(Node), Env),
                    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_virtual_printing), cerl:c_atom(print_to),
                                       Args ++ [cerl:abstract(Place)]);
                {paxy_lab_call, Name, _} ->
                    Place = paxy_lab_cps_made:named(paxy_lab_place:of_node(Node), Env),
                    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_calls:virtual(Name)), cerl:c_atom(Name),
                                       Args ++ [cerl:abstract(Place)]);
                {erlang, self, 0} -> paxy_lab_cps_made:virtual(self, []);
                {io_lib, format, 2} ->
                    cerl:update_c_call(Node, cerl:c_atom(paxy_lab_virtual), cerl:c_atom(text), [numbered(hd(Args)) | Args]);
                {erlang, make_fun, 3} -> paxy_lab_cps_funs:made_fun(Node, Args, Env);
                {Module, _, _} when is_map_key(Module, Names), Module =/= paxy_lab_lists ->
                    cerl:update_c_call(Node, cerl:c_atom(map_get(Module, Names)), F, Args);
                _ -> cerl:update_c_call(Node, M, F, Args)
            end
    end.

%% A format that stands in the code is read once, for what it prints,
read(Format) ->
    case literal(Format) of
        {ok, Text} -> cerl:abstract(paxy_lab_virtual_printing:read(Text));
        none -> cerl:c_atom(unread)
    end.

%% and has a number, by which its texts are remembered.
numbered(Format) ->
    case literal(Format) of
        {ok, Text} ->
            <<Number:56, _/binary>> = erlang:md5(term_to_binary(Text)),
            cerl:c_int(Number);
        none -> Format
    end.

literal(Node) ->
    Folded = cerl:fold_literal(Node),
    case cerl:is_literal(Folded) of
        true -> {ok, cerl:concrete(Folded)};
        false -> none
    end.

primop(Node, #env{handler = Handler, moved = Moved, place = Place} = Env) ->
    Args = [plain(Arg, Env) || Arg <- cerl:primop_args(Node)],
    case cerl:atom_val(cerl:primop_name(Node)) of
        build_stacktrace when Handler -> paxy_lab_cps_made:virtual(stack, Args);
        raise when Handler -> paxy_lab_cps_made:virtual(raise, Args);
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
