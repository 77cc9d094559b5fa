%% Single changes to a core's rules, made on its abstract forms: a comparison
%% weakened or gone, a field not updated, an effect left out or in another
%% order, one side of a decision only, a clause or a guard gone.
-module(core_mutants).
-export([all/1, load/2, unload/1]).

%% Every mutant of a module: a text that says what was changed, which of the
%% changes of that kind in its function it is, the line, and the forms.
all(Module) ->
    {ok, {_, [{abstract_code, {raw_abstract_v1, Forms}}]}} = beam_lib:chunks(code:which(Module), [abstract_code]),
    numbered(functions([], Forms), #{}).

functions(_, []) -> [];
functions(Before, [{function, _, init, _, _} = Form | After]) ->
    functions([Form | Before], After);
functions(Before, [{function, _, Name, _, _} = Form | After]) ->
    [{unicode:characters_to_list(io_lib:format("~s: ~ts", [Name, What])), Line, lists:reverse(Before, [Mutant | After])}
     || {{Line, What}, Mutant} <- changes(Form)] ++ functions([Form | Before], After);
functions(Before, [Form | After]) ->
    functions([Form | Before], After).

numbered([], _) -> [];
numbered([{Text, Line, Forms} | Rest], Counts) ->
    Number = maps:get(Text, Counts, 0) + 1,
    [{Text, Number, Line, Forms} | numbered(Rest, Counts#{Text => Number})].

load(Name, Forms) ->
    Renamed = [case Form of {attribute, Line, module, _} -> {attribute, Line, module, Name}; _ -> Form end || Form <- Forms],
    case compile:forms(Renamed, [nowarn_unused_function, nowarn_unused_vars, return]) of
        {ok, Name, Beam, _} -> {module, Name} = code:load_binary(Name, "mutant", Beam), ok;
        {error, _, _} -> impossible
    end.

unload(Name) ->
    _ = code:purge(Name),
    true = code:delete(Name),
    _ = code:purge(Name),
    ok.

%% One change anywhere in a tree.
changes(Tree) when is_tuple(Tree) ->
    here(Tree) ++ [{Change, setelement(N, Tree, Changed)}
                   || N <- lists:seq(1, tuple_size(Tree)), {Change, Changed} <- changes(element(N, Tree))];
changes([Head | Tail]) ->
    [{Change, [Changed | Tail]} || {Change, Changed} <- changes(Head)]
        ++ [{Change, [Head | Changed]} || {Change, Changed} <- changes(Tail)];
changes(_) -> [].

here({call, Line, {remote, R, {atom, _, order} = Order, {atom, A, Compare}}, [_, _] = Arguments}) ->
    Other = case Compare of goe -> gr; gr -> goe end,
    [{{line(Line), [atom_to_list(Compare), " becomes ", atom_to_list(Other)]},
      {call, Line, {remote, R, Order, {atom, A, Other}}, Arguments}},
     {{line(Line), [atom_to_list(Compare), " is always true"]}, {atom, Line, true}}];
here({record, Line, Of, Name, Fields}) ->
    [{{line(Line), io_lib:format("~w stays as it was", [Field])}, {record, Line, Of, Name, Fields -- [One]}}
     || {record_field, _, {atom, _, Field}, _} = One <- Fields, length(Fields) > 1]
        ++ [{{line(Line), "nothing is updated"}, Of} || [_] <- [Fields]];
here({cons, Line, First, {cons, _, Second, {nil, _} = Nil}}) ->
    [{{line(Line), "the first of two is left out"}, {cons, Line, Second, Nil}},
     {{line(Line), "the second of two is left out"}, {cons, Line, First, Nil}},
     {{line(Line), "two change places"}, {cons, Line, Second, {cons, Line, First, Nil}}}];
here({'case', Line, _, Clauses}) ->
    [{{line(Line), io_lib:format("always as for ~w", [Value])}, {block, Line, Body}}
     || {clause, _, [{atom, _, Value}], _, Body} <- Clauses];
here({clause, Line, Patterns, [_ | _], Body}) ->
    [{{line(Line), "the guard is gone"}, {clause, Line, Patterns, [], Body}}];
here({function, Line, Name, Arity, Clauses}) when length(Clauses) > 1 ->
    [{{line(element(2, Clause)), "the clause is gone"}, {function, Line, Name, Arity, Clauses -- [Clause]}} || Clause <- Clauses];
here({op, Line, '>=', A, B}) ->
    [{{line(Line), ">= becomes >"}, {op, Line, '>', A, B}}];
here(_) -> [].

line({Line, _}) -> Line;
line(Line) -> Line.
