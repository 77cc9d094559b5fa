%%% Guards of converted code.
-module(paxy_lab_cps_guards).
-include("paxy_lab_cps.hrl").

-export([guard/2, with_self/2]).

%% A guard may ask who it is; that is known before the guards are tried.
-spec guard(cerl:cerl(), #env{}) -> cerl:cerl().
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

%% An expression with these clauses, after the variable that their guards ask for.
-spec with_self([cerl:c_clause()], cerl:cerl()) -> cerl:cerl().
with_self(Clauses, Node) ->
    Asks = fun(Clause) ->
                   cerl_trees:fold(fun(Part, Found) -> Found orelse asks_self(Part) end, false,
                                   cerl:clause_guard(Clause))
           end,
    case lists:any(Asks, Clauses) of
        true -> cerl:c_let([cerl:c_var('$self')], paxy_lab_cps_made:virtual(self, []), Node);
        false -> Node
    end.
