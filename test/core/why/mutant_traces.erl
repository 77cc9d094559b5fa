%% Writes the traces of wrong acceptors and proposers: a line with the change and
%% how many acceptors there are, then a line per event. For explain-mutants.test.ts.
-module(mutant_traces).
-export([run/0]).

-define(MUTANT, mutant_core).

run() ->
    [show(Mutant) || Mutant <- core_mutants:all(modular_acceptor)],
    [show(Mutant) || {Text, _, _, _} = Mutant <- core_mutants:all(modular_proposer),
                     lists:any(fun(Change) -> lists:prefix(Change, Text) end, ["handle: the guard", "promise: "])].

show({Text, Number, _, Forms}) ->
    case core_mutants:load(?MUTANT, Forms) of
        impossible -> ok;
        ok ->
            first([{2, 1, 2, 0}, {2, 1, 1, 1}, {2, 3, 2, 0}], [Text, " ", integer_to_list(Number)]),
            core_mutants:unload(?MUTANT)
    end.

first([], _) -> ok;
first([{Proposers, Acceptors, Rounds, Crashes} | Others], Text) ->
    Bounds = #{proposers => Proposers, acceptors => Acceptors, rounds => Rounds, crashes => Crashes,
               duplicates => 0, version => ?MUTANT},
    Options = #{walk_ms => 300, shortest_ms => 0, widen => false, states_max => 3000,
                memory_max => erlang:memory(total) + 400_000_000},
    case paxy_check:run(Bounds, Options) of
        {ok, #{ending := violation, flaw := agreement, trace := Trace}} ->
            line(#{t => mutant, text => unicode:characters_to_binary(Text), acceptors => Acceptors}),
            Places = paxy_trial:places(Bounds),
            [line(paxy_wire:event(Event, Places)) || Event <- Trace];
        _ -> first(Others, Text)
    end.

line(Map) ->
    io:put_chars([paxy_json:encode(Map), $\n]).
