%%% Which functions of a folder can block: wait for a message or for time,
%%% themselves or in what they call. A fixpoint over all modules of a folder:
%%% nothing blocks at first, and what calls a function that blocks, blocks.
-module(paxy_lab_blocking).

-export([find/2, blocks/2, scope/2, refuse/2]).
-export_type([scope/0, known/0]).

%% Functions, and the arities of funs of which some block.
-type known() :: #{{module(), atom(), arity()} | {'fun', arity()} => true}.

%% Where an expression stands: its module, what is known to block, the
%% functions of a letrec around it that block, and whether funs that come from
%% elsewhere may block (in paxy_lab_lists they may).
-type scope() :: #{module := module(), known := known(), local := [{atom(), arity()}], foreign := boolean()}.

-spec scope(module(), known()) -> scope().
scope(Module, Known) ->
    #{module => Module, known => Known, local => [], foreign => Module =:= paxy_lab_lists}.

%% All that blocks in these modules. Waits are the redirected calls that wait.
-spec find([{module(), cerl:cerl()}], known()) -> known().
find(Modules, Known) ->
    Found = lists:foldl(fun({Module, Core}, K) -> in_module(Module, Core, K) end, Known, Modules),
    case map_size(Found) =:= map_size(Known) of
        true -> Known;
        false -> find(Modules, Found)
    end.

in_module(Module, Core, Known) ->
    lists:foldl(fun({Var, Fun}, K) ->
                        {Name, Arity} = cerl:var_name(Var),
                        Body = cerl:fun_body(Fun),
                        In = funs(Body, scope(Module, K), K),
                        case blocks(Body, scope(Module, In)) of
                            true -> In#{{Module, Name, Arity} => true};
                            false -> In
                        end
                end, Known, cerl:module_defs(Core)).

%% The arities of the funs in an expression that block.
funs(Node, Scope, Known) ->
    case cerl:type(Node) of
        'fun' ->
            Inner = funs(cerl:fun_body(Node), Scope, Known),
            case blocks(cerl:fun_body(Node), Scope) of
                true -> Inner#{{'fun', cerl:fun_arity(Node)} => true};
                false -> Inner
            end;
        letrec ->
            Within = letrec(Node, Scope),
            lists:foldl(fun({_, Fun}, K) -> funs(cerl:fun_body(Fun), Within, K) end,
                        funs(cerl:letrec_body(Node), Within, Known), cerl:letrec_defs(Node));
        var ->
            case cerl:is_c_fname(Node) andalso blocking_name(cerl:var_name(Node), Scope) of
                true -> Known#{{'fun', cerl:fname_arity(Node)} => true};
                false -> Known
            end;
        apply -> within(cerl:apply_args(Node), Scope, Known);
        _ -> within(lists:append(cerl:subtrees(Node)), Scope, Known)
    end.

within(Nodes, Scope, Known) ->
    lists:foldl(fun(Node, K) -> funs(Node, Scope, K) end, Known, Nodes).

%% Can the evaluation of an expression block?
-spec blocks(cerl:cerl(), scope()) -> boolean().
blocks(Node, Scope) ->
    case cerl:type(Node) of
        'fun' -> false;
        literal -> false;
        var -> false;
        letrec ->
            case paxy_lab_receive:read(Node) of
                {ok, _} -> true;
                unknown -> refuse(Node, "a receive has a shape that is not known here");
                no_receive ->
                    Within = letrec(Node, Scope),
                    blocks(cerl:letrec_body(Node), Within)
                        orelse map_get(local, Within) =/= map_get(local, Scope)
            end;
        apply -> applied(Node, Scope) orelse any(cerl:apply_args(Node), Scope);
        call -> called(Node, Scope) orelse any(cerl:call_args(Node), Scope);
        _ -> any(lists:append(cerl:subtrees(Node)), Scope)
    end.

any(Nodes, Scope) ->
    lists:any(fun(Node) -> blocks(Node, Scope) end, Nodes).

applied(Node, #{known := Known, foreign := Foreign} = Scope) ->
    Op = cerl:apply_op(Node),
    case cerl:is_c_var(Op) of
        true ->
            case cerl:var_name(Op) of
                {_, _} = Name -> blocking_name(Name, Scope);
                _ -> Foreign orelse is_map_key({'fun', length(cerl:apply_args(Node))}, Known)
            end;
        false -> blocks(Op, Scope) orelse (cerl:is_c_fun(Op) andalso blocks(cerl:fun_body(Op), Scope))
    end.

blocking_name({Name, Arity}, #{module := Module, known := Known, local := Local}) ->
    lists:member({Name, Arity}, Local) orelse is_map_key({Module, Name, Arity}, Known).

called(Node, #{known := Known} = Scope) ->
    case literal_call(Node) of
        {paxy_lab_call, sleep, 1} -> true;
        {erlang, apply, 2} -> map_size(maps:filter(fun(Key, _) -> element(1, Key) =:= 'fun' end, Known)) > 0;
        {lists, _, _} -> walks(Node, Scope);
        {_, _, _} = Function -> is_map_key(Function, Known);
        unknown -> false
    end.

literal_call(Node) ->
    {M, F} = {cerl:call_module(Node), cerl:call_name(Node)},
    case cerl:is_c_atom(M) andalso cerl:is_c_atom(F) of
        true -> {cerl:atom_val(M), cerl:atom_val(F), length(cerl:call_args(Node))};
        false -> unknown
    end.

%% Does a function of `lists' walk with a fun that may block?
-spec walks(cerl:cerl(), scope()) -> boolean().
walks(Node, #{known := Known} = Scope) ->
    case paxy_lab_lists:fun_arity(cerl:atom_val(cerl:call_name(Node)), length(cerl:call_args(Node))) of
        none -> false;
        Arity ->
            Fun = hd(cerl:call_args(Node)),
            case cerl:type(Fun) of
                'fun' -> blocks(cerl:fun_body(Fun), Scope);
                var ->
                    case cerl:var_name(Fun) of
                        {_, _} = Name -> blocking_name(Name, Scope);
                        _ -> is_map_key({'fun', Arity}, Known)
                    end;
                _ -> is_map_key({'fun', Arity}, Known)
            end
    end.

%% The scope inside a letrec: those of its functions that block.
letrec(Node, Scope) ->
    Defs = [{cerl:var_name(Var), cerl:fun_body(Fun)} || {Var, Fun} <- cerl:letrec_defs(Node)],
    grow(Defs, Scope).

grow(Defs, #{local := Local} = Scope) ->
    case [Name || {Name, Body} <- Defs, not lists:member(Name, Local), blocks(Body, Scope)] of
        [] -> Scope;
        More -> grow(Defs, Scope#{local := More ++ Local})
    end.

%% Ends the work on a folder with a sentence for people.
-spec refuse(cerl:cerl(), iodata()) -> no_return().
refuse(Node, Sentence) ->
    throw({refused, paxy_lab_place:of_node(Node), unicode:characters_to_binary(Sentence)}).
