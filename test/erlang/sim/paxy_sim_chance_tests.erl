-module(paxy_sim_chance_tests).
-include_lib("eunit/include/eunit.hrl").
-include("../../../erlang/sim/paxy_sim_world.hrl").

trial(Version, Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 3, drop => 0, delay => 150, timeout => 100,
                                        backoff => 10, version => Version, time_limit => 30000, seed => 1}, Changes).

rows(Trial, Run, Draws) ->
    Me = self(),
    ok = paxy_sim_chance:of_run(Trial, Run, Draws, fun(Row) -> Me ! {one, Row} end),
    all().

all() -> receive {one, Row} -> [Row | all()] after 0 -> [] end.

%% A world that is resumed with its own draws comes to the end of its run.
resumed_with_its_own_draws_a_run_ends_as_it_did_test_() ->
    {timeout, 60, fun() ->
        [begin
             Trial = trial(Version, Changes),
             {ok, Plan} = paxy_sim_plan:new(Trial),
             #{decisions := Decisions} = paxy_sim:run(Trial, Run, #{}),
             Worlds = worlds(paxy_sim_world:begun(Plan, Run, 100000, fun(_) -> ok end)),
             ?assert(length(Worlds) > 20),
             [?assertEqual(Decisions, lists:keysort(4, lists:reverse((paxy_sim_chance:resumed(World, same, off))#world.decisions)))
              || World <- Worlds]
         end || {Version, Changes} <- [{2, #{}}, {stale_promises, #{}}, {1, #{drop => 20, request_delay => 30}}], Run <- [1, 2, 3]]
    end}.

worlds(World0) ->
    case paxy_sim_turns:one(World0) of
        {on, World} -> [World0 | worlds(World)];
        {over, World} -> [World]
    end.

%% Only the order of events differs between runs where nothing takes time.
the_order_of_events_is_drawn_again_test() ->
    {ok, Plan} = paxy_sim_plan:new(trial(2, #{proposers => 5, delay => 0, backoff => 0})),
    World = paxy_sim_world:begun(Plan, 1, off, fun(_) -> ok end),
    Futures = lists:usort([(paxy_sim_chance:resumed(World, {draw, Draw}, off))#world.decisions || Draw <- lists:seq(1, 50)]),
    ?assert(length(Futures) > 20).

%% A run without an end, in which many messages get lost.
a_long_run_takes_no_more_memory_than_its_worlds_test_() ->
    {timeout, 120, fun() ->
        Trial = trial(2, #{proposers => 5, acceptors => 5, drop => 60, backoff => 0}),
        Before = erlang:memory(processes),
        Me = self(),
        ok = paxy_sim_chance:of_run(Trial, 1, 1, fun(_) -> Me ! {memory, erlang:memory(processes)} end),
        Memory = memory(),
        ?assert(length(Memory) > 500),
        ?assert(lists:max(Memory) - Before < 150_000_000, lists:max(Memory) - Before)
    end}.

memory() -> receive {memory, Bytes} -> [Bytes | memory()] after 0 -> [] end.

%% In the end a violation is certain, and at the beginning it was not; a sound
%% version never violates.
the_chance_of_a_violation_ends_with_what_happened_test_() ->
    {timeout, 60, fun() ->
        Trial = trial(stale_promises, #{}),
        [Run | _] = [Run || Run <- lists:seq(1, 300), #{verdict := violation} <- [paxy_sim:run(Trial, Run, #{})]],
        #{trace := Trace} = paxy_sim:run(Trial, Run, #{trace => true}),
        Rows = rows(Trial, Run, 40),
        {Events, Last} = lists:last(Rows),
        ?assertEqual({length(Trace), 40}, {Events, Last}),
        {0, First} = hd(Rows),
        ?assert(First < 40),
        ?assertEqual([0], lists:usort([Violations || {_, Violations} <- rows(trial(2, #{}), 1, 20)]))
    end}.
