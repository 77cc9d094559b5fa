%%% Runs a folder's Core Erlang as it stands, step by step: a machine with an
%%% expression, an environment and a stack of what is left to do (Felleisen and
%%% Friedman's CEK machine, 1986). Slow and plain, it is what the converted code
%%% (paxy_lab_cps) is held against: equal effects for equal messages and draws.
%%% It has the same entrances as a converted module.
-module(paxy_lab_interpreter).

-export([load/1, call/4, '$resume'/2, '$receive'/2, '$after'/1, '$call'/3]).

-type frame() :: tuple().

%% Makes a folder's code known to the calling process.
-spec load(paxy_lab_folder:folder()) -> paxy_lab_converted:converted().
load(#{modules := Modules, acceptor := Acceptor, proposer := Proposer}) ->
    All = [{paxy_lab_lists, paxy_lab_lists:core()} | [{Name, Core} || #{name := Name, core := Core} <- maps:values(Modules)]],
    put(?MODULE, maps:from_list([{{Name, F, A}, Fun} || {Name, Core} <- All, {Var, Fun} <- cerl:module_defs(Core),
                                                        {F, A} <- [cerl:var_name(Var)]])),
    Side = fun(#{module := Module, arguments := Arguments}) ->
                   #{name := Name} = map_get(Module, Modules),
                   #{module => Name, arguments => Arguments}
           end,
    #{acceptor => Side(Acceptor), proposer => Side(Proposer), interpreted => true,
      files => maps:from_list([{Name, File} || #{name := Name, file := File} <- maps:values(Modules)])}.

-spec call(module(), atom(), [term()], frame()) -> term().
call(Module, Function, Args, K) ->
    enter(Module, Function, Args, [{continue, K}]).

-spec '$resume'(frame(), term()) -> term().
'$resume'({?MODULE, resume, Stack}, Value) -> return([Value], Stack).

-spec '$receive'(frame(), term()) -> term().
'$receive'({?MODULE, {'receive', #{clauses := Clauses}, Env}, Stack}, Message) ->
    case select(Clauses, [Message], Env) of
        {Body, Within} -> eval(Body, Within, Stack);
        none -> nomatch
    end.

-spec '$after'(frame()) -> term().
'$after'({?MODULE, {'receive', #{expired := Expired}, Env}, Stack}) -> eval(Expired, Env, Stack).

-spec '$call'(tuple(), [term()], frame()) -> term().
'$call'(Fun, Args, K) -> invoke(Fun, Args, [{continue, K}]).

%% -- functions

enter(Module, Function, Args, Stack) ->
    case get(?MODULE) of
        #{{Module, Function, length(Args)} := Fun} ->
            Env = #{module => Module, place => paxy_lab_place:of_node(Fun)},
            eval(cerl:fun_body(Fun), bind(cerl:fun_vars(Fun), Args, Env), Stack);
        #{} -> protected(fun() -> erlang:error(undef) end, Stack)
    end.

invoke({'$fun', ?MODULE, {Vars, Body, Env}}, Args, Stack) when length(Vars) =:= length(Args) ->
    eval(Body, bind(Vars, Args, Env), Stack);
invoke({'$fun', ?MODULE, {Module, Function, _}}, Args, Stack) when is_atom(Module) -> enter(Module, Function, Args, Stack);
invoke(Fun, Args, Stack) -> protected(fun() -> apply(native(Fun), Args) end, Stack).

bind(Vars, Values, Env) ->
    lists:foldl(fun({Var, Value}, E) -> E#{cerl:var_name(Var) => Value} end, Env, lists:zip(Vars, Values)).

%% What runs outside of the machine; an exception of it is the code's.
protected(Work, Stack) ->
    case outcome(Work) of
        {value, Value} -> return([Value], Stack);
        {raised, Class, Reason, Trace} -> unwind(Class, Reason, Trace, Stack)
    end.

outcome(Work) ->
    try {value, Work()}
    catch Class:Reason:Trace -> {raised, Class, Reason, Trace}
    end.

unwind(Class, Reason, Trace, []) -> erlang:raise(Class, Reason, Trace);
unwind(throw, {paxy_lab, _} = Reason, Trace, _) -> erlang:raise(throw, Reason, Trace);
unwind(throw, {paxy_lab, _, _} = Reason, Trace, _) -> erlang:raise(throw, Reason, Trace);
unwind(Class, Reason, Trace, [{'try', Evars, Handler, Env}, {body, _, _, _} | Stack]) ->
    Values = lists:sublist([Class, Reason, {Class, Trace}], length(Evars)),
    eval(Handler, bind(Evars, Values, Env), Stack);
unwind(Class, Reason, Trace, ['catch' | Stack]) ->
    return([paxy_lab_virtual:caught(Class, Reason, {Class, Trace})], Stack);
unwind(Class, Reason, Trace, [_ | Stack]) -> unwind(Class, Reason, Trace, Stack).

%% -- the machine

return(Values, [{bind, Vars, Body, Env} | Stack]) -> eval(Body, bind(Vars, Values, Env), Stack);
return(_, [{then, Body, Env} | Stack]) -> eval(Body, Env, Stack);
return(Values, [{select, Node, Env} | Stack]) ->
    case select(cerl:case_clauses(Node), Values, Env) of
        {Body, Within} -> eval(Body, Within, Stack);
        none -> protected(fun() -> erlang:error({case_clause, Values}) end, Stack)
    end;
return([Value], [{arguments, Done, [], Finish} | Stack]) -> Finish(lists:reverse([Value | Done]), Stack);
return([Value], [{arguments, Done, [Next | Rest], Env, Finish} | Stack]) ->
    eval(Next, Env, [more([Value | Done], Rest, Env, Finish) | Stack]);
return(Values, [{'try', _, _, _}, {body, Vars, Body, Env} | Stack]) -> eval(Body, bind(Vars, Values, Env), Stack);
return([Timeout], [{waits, Form, Env, Place} | Stack]) ->
    {wait, {?MODULE, {'receive', Form, Env}, Stack}, Timeout, Place};
return(Values, ['catch' | Stack]) -> return(Values, Stack);
return([Value], [{continue, K}]) -> (element(1, K)):'$resume'(K, Value).

more(Done, [], _, Finish) -> {arguments, Done, [], Finish};
more(Done, Rest, Env, Finish) -> {arguments, Done, Rest, Env, Finish}.

%% The values of expressions, from left to right.
all([], _, Stack, Finish) -> Finish([], Stack);
all([First | Rest], Env, Stack, Finish) -> eval(First, Env, [more([], Rest, Env, Finish) | Stack]).

eval(Node, Env, Stack) -> eval(cerl:type(Node), Node, Env, Stack).

eval(literal, Node, _, Stack) -> return([cerl:concrete(Node)], Stack);
eval(var, Node, Env, Stack) -> return([variable(cerl:var_name(Node), Env)], Stack);
eval('fun', Node, Env, Stack) ->
    return([{'$fun', ?MODULE, {cerl:fun_vars(Node), cerl:fun_body(Node), Env}}], Stack);
eval(values, Node, Env, Stack) -> all(cerl:values_es(Node), Env, Stack, fun(Values, S) -> return(Values, S) end);
eval(tuple, Node, Env, Stack) ->
    all(cerl:tuple_es(Node), Env, Stack, fun(Values, S) -> return([list_to_tuple(Values)], S) end);
eval(cons, Node, Env, Stack) ->
    all([cerl:cons_hd(Node), cerl:cons_tl(Node)], Env, Stack, fun([H, T], S) -> return([[H | T]], S) end);
eval(map, Node, Env, Stack) -> map(Node, Env, Stack);
eval('let', Node, Env, Stack) ->
    eval(cerl:let_arg(Node), Env, [{bind, cerl:let_vars(Node), cerl:let_body(Node), Env} | Stack]);
eval(seq, Node, Env, Stack) -> eval(cerl:seq_arg(Node), Env, [{then, cerl:seq_body(Node), Env} | Stack]);
eval('case', Node, Env, Stack) -> eval(cerl:case_arg(Node), Env, [{select, Node, Env} | Stack]);
eval('try', Node, Env, Stack) ->
    eval(cerl:try_arg(Node), Env,
         [{'try', cerl:try_evars(Node), cerl:try_handler(Node), Env},
          {body, cerl:try_vars(Node), cerl:try_body(Node), Env} | Stack]);
eval('catch', Node, Env, Stack) -> eval(cerl:catch_body(Node), Env, ['catch' | Stack]);
eval(letrec, Node, Env, Stack) ->
    case paxy_lab_receive:read(Node) of
        {ok, #{timeout := Timeout} = Form} -> wait(Form, Timeout, Node, Env, Stack);
        no_receive -> eval(cerl:letrec_body(Node), functions(cerl:letrec_defs(Node), Env), Stack)
    end;
eval(apply, Node, Env, Stack) ->
    Op = cerl:apply_op(Node),
    case cerl:is_c_fname(Op) of
        true -> all(cerl:apply_args(Node), Env, Stack, fun(Args, S) -> named(cerl:var_name(Op), Args, Env, S) end);
        false -> all([Op | cerl:apply_args(Node)], Env, Stack, fun([Fun | Args], S) -> invoke(Fun, Args, S) end)
    end;
eval(call, Node, Env, Stack) ->
    all([cerl:call_module(Node), cerl:call_name(Node) | cerl:call_args(Node)], Env, Stack,
        fun([Module, Function | Args], S) -> called(Module, Function, Args, place(Node, Env), S) end);
eval(primop, Node, Env, Stack) ->
    all(cerl:primop_args(Node), Env, Stack,
        fun(Args, S) -> protected(fun() -> primitive(cerl:atom_val(cerl:primop_name(Node)), Args) end, S) end);
eval(Type, Node, _, _) ->
    paxy_lab_blocking:refuse(Node, ["the interpreter does not know ", atom_to_list(Type)]).

variable({Name, Arity}, #{module := Module} = Env) ->
    case Env of
        #{{Name, Arity} := {function, Fun, Defs, Outer}} ->
            {'$fun', ?MODULE, {cerl:fun_vars(Fun), cerl:fun_body(Fun), functions(Defs, Outer)}};
        #{} -> {'$fun', ?MODULE, {Module, Name, Arity}}
    end;
variable(Name, Env) -> map_get(Name, Env).

functions(Defs, Env) ->
    lists:foldl(fun({Var, Fun}, E) -> E#{cerl:var_name(Var) => {function, Fun, Defs, Env}} end, Env, Defs).

named({Name, Arity}, Args, #{module := Module} = Env, Stack) ->
    case Env of
        #{{Name, Arity} := {function, Fun, Defs, Outer}} ->
            eval(cerl:fun_body(Fun), bind(cerl:fun_vars(Fun), Args, functions(Defs, Outer)), Stack);
        #{} -> enter(Module, Name, Args, Stack)
    end.

map(Node, Env, Stack) ->
    Pairs = cerl:map_es(Node),
    Parts = lists:append([[cerl:map_pair_key(P), cerl:map_pair_val(P)] || P <- Pairs]),
    Operators = [cerl:concrete(cerl:map_pair_op(P)) || P <- Pairs],
    all([cerl:map_arg(Node) | Parts], Env, Stack,
        fun([Map | Values], S) -> protected(fun() -> updated(Map, Operators, Values) end, S) end).

updated(Map, [assoc | Operators], [Key, Value | Rest]) -> updated(Map#{Key => Value}, Operators, Rest);
updated(Map, [exact | Operators], [Key, Value | Rest]) -> updated(Map#{Key := Value}, Operators, Rest);
updated(Map, [], []) -> Map.

wait(Form, Timeout, Node, Env, Stack) ->
    Place = case paxy_lab_receive:place(Form, Node) of
                none -> map_get(place, Env);
                Found -> Found
            end,
    eval(Timeout, Env, [{waits, Form, Env, Place} | Stack]).

%% -- calls

called(paxy_lab_call, sleep, [Ms], _, Stack) -> {sleep, {?MODULE, resume, Stack}, Ms};
called(paxy_lab_call, format, [Format, Args], Place, Stack) ->
    protected(fun() -> paxy_lab_virtual_printing:format(unread, Format, Args, Place) end, Stack);
called(paxy_lab_call, format, [_, _, _] = Args, Place, Stack) ->
    protected(fun() -> apply(paxy_lab_virtual_printing, print_to, Args ++ [Place]) end, Stack);
called(paxy_lab_call, Function, Args, Place, Stack) ->
    protected(fun() -> apply(paxy_lab_calls:virtual(Function), Function, Args ++ [Place]) end, Stack);
called(erlang, self, [], _, Stack) -> return([paxy_lab_virtual:self()], Stack);
called(erlang, apply, [Fun, Args], _, Stack) -> invoke(Fun, Args, Stack);
called(erlang, make_fun, [Module, Function, Arity], _, Stack) ->
    case get(?MODULE) of
        #{{Module, Function, Arity} := _} -> return([{'$fun', ?MODULE, {Module, Function, Arity}}], Stack);
        #{} -> return([fun Module:Function/Arity], Stack)
    end;
called(io_lib, format, [Format, Args], _, Stack) ->
    protected(fun() -> paxy_lab_virtual:text(Format, Format, Args) end, Stack);
called(lists, Function, [{'$fun', ?MODULE, _} | _] = Args, _, Stack) ->
    case paxy_lab_lists:fun_arity(Function, length(Args)) of
        none -> native_call(lists, Function, Args, Stack);
        _ -> enter(paxy_lab_lists, Function, Args, Stack)
    end;
called(Module, Function, Args, _, Stack) ->
    case get(?MODULE) of
        #{{Module, Function, length(Args)} := _} -> enter(Module, Function, Args, Stack);
        #{} -> native_call(Module, Function, Args, Stack)
    end.

native_call(Module, Function, Args, Stack) ->
    protected(fun() -> apply(Module, Function, [native(Arg) || Arg <- Args]) end, Stack).

%% A fun of the machine for code outside of it, where it cannot wait.
native({'$fun', ?MODULE, Code} = Fun) ->
    Arity = case Code of
                {Vars, _, #{}} -> length(Vars);
                {_, _, Number} -> Number
            end,
    Call = fun(Args) ->
                   {done, Value} = invoke(Fun, Args, [{continue, {paxy_lab_virtual, bottom}}]),
                   Value
           end,
    case Arity of
        0 -> fun() -> Call([]) end;
        1 -> fun(A) -> Call([A]) end;
        2 -> fun(A, B) -> Call([A, B]) end;
        3 -> fun(A, B, C) -> Call([A, B, C]) end
    end;
native(Value) -> Value.

primitive(match_fail, [Failure]) when element(1, Failure) =:= function_clause -> erlang:error(function_clause);
primitive(match_fail, [Failure]) -> erlang:error(Failure);
primitive(raise, [Stack, Reason]) -> paxy_lab_virtual:raise(Stack, Reason);
primitive(build_stacktrace, [Stack]) -> paxy_lab_virtual:stack(Stack).

place(Node, #{place := Function}) ->
    case paxy_lab_place:of_node(Node) of
        none -> Function;
        Place -> Place
    end.

%% -- clauses

select([], _, _) -> none;
select([Clause | Clauses], Values, Env) ->
    case matches(cerl:clause_pats(Clause), Values, Env) of
        none -> select(Clauses, Values, Env);
        Within ->
            case holds(cerl:clause_guard(Clause), Within) of
                true -> {cerl:clause_body(Clause), Within};
                false -> select(Clauses, Values, Env)
            end
    end.

holds(Guard, Env) ->
    try eval(Guard, Env, [{continue, {paxy_lab_virtual, bottom}}]) of
        {done, Holds} -> Holds =:= true
    catch
        error:_ -> false
    end.

matches([], [], Env) -> Env;
matches([Pattern | Patterns], [Value | Values], Env) ->
    case match(cerl:type(Pattern), Pattern, Value, Env) of
        none -> none;
        Within -> matches(Patterns, Values, Within)
    end.

match(var, Pattern, Value, Env) -> Env#{cerl:var_name(Pattern) => Value};
match(literal, Pattern, Value, Env) ->
    case cerl:concrete(Pattern) =:= Value of
        true -> Env;
        false -> none
    end;
match(alias, Pattern, Value, Env) ->
    Inner = cerl:alias_pat(Pattern),
    match(cerl:type(Inner), Inner, Value, Env#{cerl:var_name(cerl:alias_var(Pattern)) => Value});
match(tuple, Pattern, Value, Env) ->
    Patterns = cerl:tuple_es(Pattern),
    case is_tuple(Value) andalso tuple_size(Value) =:= length(Patterns) of
        true -> matches(Patterns, tuple_to_list(Value), Env);
        false -> none
    end;
match(cons, Pattern, [Head | Tail], Env) -> matches([cerl:cons_hd(Pattern), cerl:cons_tl(Pattern)], [Head, Tail], Env);
match(cons, _, _, _) -> none;
match(map, Pattern, Value, Env) when is_map(Value) -> match_map(cerl:map_es(Pattern), Value, Env);
match(map, _, _, _) -> none;
match(binary, Pattern, Value, Env) when is_bitstring(Value) -> segments(cerl:binary_segments(Pattern), Value, Env);
match(binary, _, _, _) -> none;
match(Type, Pattern, _, _) ->
    paxy_lab_blocking:refuse(Pattern, ["the interpreter does not know patterns of ", atom_to_list(Type)]).

%% Unsigned numbers and parts of the binary; others are not known.
segments([], <<>>, Env) -> Env;
segments([], _, _) -> none;
segments([Segment | Segments], Bits, Env) ->
    case {cerl:concrete(cerl:bitstr_type(Segment)), cerl:concrete(cerl:bitstr_flags(Segment)), cerl:bitstr_size(Segment)} of
        {integer, [unsigned, big], Size} ->
            Length = bits(Size, Segment, Bits, Env),
            case Bits of
                <<Number:Length, Left/bits>> -> segment(Segment, Number, Segments, Left, Env);
                _ -> none
            end;
        {binary, _, Size} ->
            Length = bits(Size, Segment, Bits, Env),
            case Bits of
                <<Part:Length/bits, Left/bits>> -> segment(Segment, Part, Segments, Left, Env);
                _ -> none
            end;
        _ -> paxy_lab_blocking:refuse(Segment, "the interpreter does not know such segments of a binary")
    end.

segment(Segment, Value, Segments, Left, Env) ->
    Pattern = cerl:bitstr_val(Segment),
    case match(cerl:type(Pattern), Pattern, Value, Env) of
        none -> none;
        Within -> segments(Segments, Left, Within)
    end.

%% How many bits a segment takes: `all' are those that are left, in whole units.
bits(Size, Segment, Bits, Env) ->
    Unit = cerl:concrete(cerl:bitstr_unit(Segment)),
    case sized(cerl:type(Size), Size, Env) of
        all when bit_size(Bits) rem Unit =:= 0 -> bit_size(Bits);
        all -> none;
        Count when is_integer(Count), Count >= 0 -> Count * Unit;
        _ -> none
    end.

sized(literal, Size, _) -> cerl:concrete(Size);
sized(var, Size, Env) -> map_get(cerl:var_name(Size), Env).

match_map([], _, Env) -> Env;
match_map([Pair | Pairs], Map, Env) ->
    Key = case cerl:map_pair_key(Pair) of
              Node ->
                  case cerl:type(Node) of
                      literal -> cerl:concrete(Node);
                      var -> map_get(cerl:var_name(Node), Env)
                  end
          end,
    case Map of
        #{Key := Value} ->
            case matches([cerl:map_pair_val(Pair)], [Value], Env) of
                none -> none;
                Within -> match_map(Pairs, Map, Within)
            end;
        #{} -> none
    end.
