%%% The functions of a module that could call themselves again and again
%%% without waiting: those on a cycle of calls outside of a receive.
-module(paxy_lab_loops).

-export([find/1]).

-spec find(cerl:c_module()) -> [{atom(), arity()}].
find(Core) ->
    Calls = maps:from_list([{cerl:var_name(Var), called(cerl:fun_body(Fun), [])}
                            || {Var, Fun} <- cerl:module_defs(Core)]),
    [Name || Name <- maps:keys(Calls), reaches(map_get(Name, Calls), Name, Calls, [])].

called(Node, Found) ->
    case cerl:type(Node) of
        letrec ->
            case paxy_lab_receive:read(Node) of
                {ok, #{timeout := Timeout, expired := Expired}} ->
                    case cerl:is_literal(Timeout) andalso cerl:concrete(Timeout) =:= infinity of
                        true -> Found;
                        false -> called(Timeout, Found) ++ zero(Timeout, Expired)
                    end;
                _ -> deeper(Node, Found)
            end;
        apply ->
            Op = cerl:apply_op(Node),
            case cerl:is_c_fname(Op) of
                true -> deeper(Node, [cerl:var_name(Op) | Found]);
                false -> deeper(Node, Found)
            end;
        _ -> deeper(Node, Found)
    end.

%% A wait of no time is none.
zero(Timeout, Expired) ->
    case cerl:is_literal(Timeout) andalso cerl:concrete(Timeout) =:= 0 of
        true -> called(Expired, []);
        false -> []
    end.

deeper(Node, Found) ->
    lists:foldl(fun called/2, Found, lists:append(cerl:subtrees(Node))).

reaches([], _, _, _) -> false;
reaches([Name | _], Name, _, _) -> true;
reaches([Other | Rest], Name, Calls, Seen) ->
    case lists:member(Other, Seen) orelse not is_map_key(Other, Calls) of
        true -> reaches(Rest, Name, Calls, Seen);
        false -> reaches(map_get(Other, Calls) ++ Rest, Name, Calls, [Other | Seen])
    end.
