%%% Chance where every schedule is tried: a step is taken with every value that
%%% its draws could have. Where all lead to the same, one is enough; where they
%%% differ only in what is sent, the one that sends most stands for all, since
%%% the network may lose the rest. What is left and differs cannot be checked.
-module(paxy_lab_choices).

-export([one/1]).

-define(VALUES_MAX, 10_000).

%% Step(Values) takes a step whose draws have these values, and then the value 1.
-spec one(fun(([pos_integer()]) -> {State, [term()]})) -> {State, [term()]}.
one(Step) ->
    {Lab, Effects} = Step([]),
    case paxy_lab_actor:drawn(Lab) of
        {[], Bare} -> {Bare, Effects};
        {Drawn, _} ->
            lists:foldl(fun({_, Values}, Count) -> Count * Values end, 1, Drawn) =< ?VALUES_MAX orelse too_many(),
            of_all(Step)
    end.

of_all(Step) ->
    case all([[]], Step, #{}, 0) of
        [{Outcome, _}] -> Outcome;
        Outcomes -> most(Outcomes)
    end.

-spec too_many() -> no_return().
too_many() -> throw({unsupported, "a step of the code draws among too many values to try each of them"}).

%% Every outcome once; the elements after the first of State are compared
%% without what was drawn.
all([], _, Found, _) -> [{Outcome, key(Outcome)} || Outcome <- maps:values(Found)];
all(_, _, _, ?VALUES_MAX) -> too_many();
all([Script | Scripts], Step, Found, Done) ->
    {Lab, Effects} = Step(Script),
    {Drawn, Bare} = paxy_lab_actor:drawn(Lab),
    Outcome = {Bare, Effects},
    More = [lists:sublist(Values, N - 1) ++ [Other]
            || N <- lists:seq(length(Script) + 1, length(Drawn)),
               Values <- [[Value || {Value, _} <- Drawn]],
               Other <- lists:seq(2, element(2, lists:nth(N, Drawn)))],
    all(More ++ Scripts, Step, Found#{key(Outcome) => Outcome}, Done + 1).

key({Lab, Effects}) -> {paxy_lab_actor:essence(Lab), [lasting(Effect) || Effect <- Effects]}.

%% Delays do not count where there is no time.
lasting({send, To, Message, _}) -> {send, To, Message};
lasting({later, _, _}) -> later;
lasting({timer, _, _}) -> timer;
lasting(Effect) -> Effect.

most(Outcomes) ->
    Sorted = lists:sort(fun({_, {_, A}}, {_, {_, B}}) -> length(A) >= length(B) end, Outcomes),
    [{Most, {State, Effects}} | Others] = Sorted,
    Sent = [Effect || {send, _, _} = Effect <- Effects],
    Covers = fun({_, {Other, Fewer}}) ->
                     Other =:= State andalso [E || {send, _, _} = E <- Fewer] -- Sent =:= []
                         andalso [E || E <- Fewer, element_1(E) =/= send] =:= [E || E <- Effects, element_1(E) =/= send]
             end,
    case lists:all(Covers, Others) of
        true -> Most;
        false -> throw({unsupported, "the code draws, and goes on differently by what it drew; the checker cannot follow that"})
    end.

element_1(Effect) when is_tuple(Effect) -> element(1, Effect);
element_1(Effect) -> Effect.
