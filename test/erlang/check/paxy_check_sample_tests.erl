-module(paxy_check_sample_tests).
-include_lib("eunit/include/eunit.hrl").

bounds(Version, Crashes) ->
    #{proposers => 2, acceptors => 3, rounds => 2, version => Version, duplicates => 0, crashes => Crashes}.

%% What an exhaustive search finds among 800,000 states and more. One worker, because two
%% number what they meet in the order in which they run, and find other schedules each time.
each_broken_version_is_found_in_a_few_samples_test_() ->
    [{timeout, 300, {atom_to_list(Version), fun() ->
        Seed = test_seed:seed(),
        {ok, Outcome} = paxy_check:run(bounds(Version, Crashes), #{sample_ms => 20_000, seed => Seed, shortest_ms => 0, workers => 1}),
        #{ending := violation, sampled := Sampled, schedule := Words} = Outcome,
        ?assert(Sampled < 300_000),
        ?assert(length(Words) =< Steps)
    end}} || {Version, Crashes, Steps} <- [{stale_promises, 0, 24}, {stale_votes, 0, 36}, {amnesia, 1, 24},
                                           {ballot_reuse, 1, 40}]].

%% With what it stored, a proposer that comes back breaks nothing.
a_proposer_that_comes_back_needs_its_ballot_test_() ->
    [{timeout, 120, fun() ->
        Bounds = (bounds(stores_ballot, 1))#{acceptors := 2, rounds := 1},
        ?assertMatch({ok, #{ending := complete}}, paxy_check:run(Bounds, #{sample_ms => 0, widen => false}))
    end},
     {timeout, 240, fun() ->
        Bounds = (bounds(ballot_reuse, 1))#{rounds := 1},
        {ok, Outcome} = paxy_check:run(Bounds, #{sample_ms => 50_000, shortest_ms => 0}),
        #{ending := violation, trace := Trace} = Outcome,
        ?assertMatch([_ | _], [Name || {_, _, Name, crash, _, _} <- Trace, lists:member(Name, [fry, bender])])
    end}].
