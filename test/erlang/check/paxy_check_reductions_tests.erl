%% Reductions change what a check costs, never what it finds: over random small
%% cores, each reduction alone and all together are held against every_schedule,
%% which has none of them. A failure prints the seed of its core; PAXY_SEED=N begins with it.
%% `npm run soak' tries a thousand.
-module(paxy_check_reductions_tests).
-include_lib("eunit/include/eunit.hrl").

-export([cores/1]).
-define(CORES, 60).
-define(STATES_MAX, 6000).

random_cores_test_() ->
    {timeout, 300, fun() -> cores(?CORES) end}.

cores(Count) ->
    First = test_seed:seed(),
    Verdicts = [same(Seed) || Seed <- lists:seq(First, First + Count - 1)],
    %% Enough of both kinds, or the test would show nothing.
    [?assert(length([V || V <- Verdicts, V =:= Kind]) >= Count div 20, {Kind, First})
     || Kind <- [complete, violation]].

%% A crash cuts short what a promise makes its proposer store, and the promise comes once
%% more. The acceptor promises once, so there is no other way.
a_message_that_a_crash_cuts_short_may_arrive_once_more_test_() ->
    {timeout, 60, fun() ->
        Stores = small_core:load(stores_twice, proposer,
                                 [{recover, "{back, Stored}"},
                                  {handle, "handle({promise, _, _, _, _}, {back, {stored, 1}} = S) -> {S, [{decided, nothing, 0}]};\n"
                                           "handle(_, {back, _} = S) -> {S, []};\n"
                                           "handle({promise, _, _, _, _}, S) -> {S, [{store, 1}, {store, 2}]}"}]),
        Promises = small_core:load(promises_once, acceptor,
                                   [{init, "{new, modular_acceptor:init(Config)}"},
                                    {handle, "handle(Event, {new, S0}) -> classic(Event, S0);\nhandle(_, S) -> {S, []}"}]),
        Version = #{proposer => Stores, acceptor => Promises, rules => #{}, durable => [acceptor, proposer]},
        ?assertEqual(violation, same(#{proposers => 1, acceptors => 1, rounds => 1, crashes => 1, duplicates => 1,
                                       version => Version}, none)),
        [small_core:unload(Core) || Core <- [Stores, Promises]]
    end}.

same(Seed) ->
    same(bounds(Seed), Seed).

same(Bounds, Seed) ->
    {ok, System} = paxy_check_system:new(Bounds),
    case every_schedule:search(System, ?STATES_MAX) of
        too_many -> too_many;
        {Verdict, Figure} ->
            [?assertEqual({Verdict, Figure, Seed, Reductions}, {Ending, figure(Ending, Figure, Outcome), Seed, Reductions})
             || Reductions <- [[], paxy_check_model:reductions() | [[One] || One <- paxy_check_model:reductions()]],
                #{ending := Ending} = Outcome <- [check(Bounds, Reductions)]],
            ?assertEqual({Verdict, Seed}, {sampled(System), Seed}),
            Verdict
    end.

%% A search that keeps some states of a level: so small a core it sees whole.
sampled(System) ->
    {ok, Model} = paxy_check_model:new(System, paxy_check_model:reductions(), fun(_) -> ok end),
    Columns = paxy_check_column:new(paxy_check_model:columns_max(Model)),
    case paxy_check_state:unsafe(element(3, paxy_check_state:initial(Model, Columns)), Model) of
        none ->
            case paxy_check_sample:run(Model, Columns, #{seed => 1, ms => 60_000, workers => 1, kept_first => 8192}, fun(_) -> ok end) of
                {none, _} -> complete;
                {found, _, _} -> violation
            end;
        _ -> violation
    end.

%% The steps of a violation; the states of a reduced search are another number.
figure(violation, _, #{schedule := Words}) -> length(Words);
figure(_, Figure, _) -> Figure.

bounds(Seed) ->
    Draw = fun(What, Max) -> erlang:phash2({Seed, What}, Max) end,
    ComesBack = Draw(comes_back, 2) =:= 1,
    Rules = #{seed => Seed, comes_back => ComesBack, names => element(1 + Draw(names, 2), {blind, sighted})},
    #{proposers => 1 + Draw(proposers, 2), acceptors => 1 + Draw(acceptors, 3), rounds => 1,
      crashes => Draw(crashes, 2), duplicates => Draw(duplicates, 2),
      version => #{proposer => random_proposer, acceptor => random_acceptor, rules => Rules,
                   durable => [acceptor | [proposer || ComesBack]]}}.

check(Bounds, Reductions) ->
    {ok, Outcome} = paxy_check:run(Bounds, #{reductions => Reductions, sample_ms => 0, widen => false, progress => false}),
    Outcome.
