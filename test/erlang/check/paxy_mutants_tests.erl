%% Every rule of the built-in acceptor, and of the proposer's choice of events
%% and start of a round, is needed: a core in which one of them is dropped or
%% weakened is caught, by the checker or by the judge of simulated
%% runs. The few mutants that break nothing are named with the reason.
-module(paxy_mutants_tests).
-include_lib("eunit/include/eunit.hrl").

-export([proposer/0]).

-define(MUTANT, mutant_core).
-define(RUNS, 60).

acceptor_test_() ->
    {timeout, 600, fun() -> caught(modular_acceptor, [], 20) end}.

%% Takes minutes, so `npm run soak' calls it.
proposer() ->
    caught(modular_proposer, ["handle:", "prepare:"], 12).

%% In all functions, or in those that are named, but for `fields', which tells
%% people of a state and changes nothing.
caught(Module, Functions, AtLeast) ->
    Mutants = [{Text, Number, Line, Fate} || {Text, Number, Line, Forms} <- core_mutants:all(Module),
                                             not lists:prefix("fields:", Text),
                                             Functions =:= [] orelse lists:any(fun(F) -> lists:prefix(F, Text) end, Functions),
                                             Fate <- [fate({Module, Text, Number}, Forms)], Fate =/= impossible],
    ?assertEqual([], [{Text, Number, Line} || {Text, Number, Line, survived} <- Mutants]),
    ?assert(length([Text || {Text, _, _, caught} <- Mutants]) >= AtLeast).

fate(Mutant, Forms) ->
    case {lists:keymember(Mutant, 1, harmless()), core_mutants:load(?MUTANT, Forms)} of
        {_, impossible} -> impossible;
        {true, ok} -> core_mutants:unload(?MUTANT), harmless;
        {false, ok} ->
            Caught = lists:any(fun checked/1, systems()) orelse simulated() orelse checked(large()),
            core_mutants:unload(?MUTANT),
            case Caught of true -> caught; false -> survived end
    end.

%% Changes that keep every promise of the protocol, each with the reason: which
%% change of that kind in the function it is, from the top.
harmless() ->
    [{{modular_acceptor, "handle: the clause is gone", 3}, "nobody sends it anything else"},
     {{modular_proposer, "handle: the clause is gone", 3}, "it waits for its deadline instead, as version 1"},
     {{modular_proposer, "handle: the clause is gone", 6}, "its deadline passes sooner, as with `phase'"},
     {{modular_proposer, "handle: the clause is gone", 7}, "its deadline passes sooner"},
     {{modular_proposer, "handle: the clause is gone", 8}, "its deadline passes sooner"},
     {{modular_proposer, "handle: the guard is gone", 3}, "its deadline starts again in other phases, too"},
     {{modular_proposer, "prepare: value stays as it was", 1}, "any proposed value will do where no vote is told"},
     {{modular_proposer, "prepare: refused stays as it was", 1}, "it gives a round up sooner"},
     {{modular_proposer, "prepare: two change places", 1}, "a timer is set before the messages leave, not after"},
     {{modular_acceptor, "prepare: goe becomes gr", 1}, "its own ballot comes again as a duplicate only; the promise was sent"}].

systems() ->
    [{1, 1, 1, 0, 0}, {2, 1, 2, 0, 0}, {2, 1, 1, 1, 0}, {2, 2, 1, 0, 1}, {2, 2, 2, 0, 0}].

large() -> {2, 3, 2, 0, 0}.

%% A violation, a fault of the core, or states without an end.
checked({Proposers, Acceptors, Rounds, Crashes, Duplicates} = System) ->
    Bounds = #{proposers => Proposers, acceptors => Acceptors, rounds => Rounds, crashes => Crashes,
               duplicates => Duplicates, version => ?MUTANT},
    SampleMs = case System =:= large() of true -> 500; false -> 0 end,
    Options = #{sample_ms => SampleMs, shortest_ms => 0, widen => false, memory_max => erlang:memory(total) + 400_000_000},
    case paxy_check:run(Bounds, Options) of
        {ok, #{ending := violation}} -> true;
        {ok, #{ending := memory_max, phase := tables}} -> true;
        {ok, _} -> false;
        {error, _} -> true
    end.

%% Runs that the right protocol ends with agreement. With one acceptor, a lost
%% reply is the only one.
simulated() ->
    lists:any(fun({Proposers, Acceptors}) -> disagrees(Proposers, Acceptors) end, [{3, 5}, {1, 1}]).

disagrees(Proposers, Acceptors) ->
    Trial = (paxy_trial:defaults())#{sleep => [0], proposers => Proposers, acceptors => Acceptors, drop => 20, delay => 30,
                                     timeout => 40, backoff => 10, time_limit => 60000, seed => 1, version => ?MUTANT},
    lists:any(fun(Run) -> maps:get(verdict, paxy_sim:run(Trial, Run, #{})) =/= agreed end, lists:seq(1, ?RUNS)).
