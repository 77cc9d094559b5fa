-module(paxy_sim_shrink_tests).
-include_lib("eunit/include/eunit.hrl").

-define(ACCEPTORS, 200).

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 2, acceptors => 3, drop => 0, delay => 0, timeout => 100,
                                        backoff => 10, version => 2, time_limit => 1000, seed => 1}, Changes).

the_faults_of_actors_that_are_left_out_are_left_out_test() ->
    Faults = [{crash, 1, 1, 2}, {crash, 1, 1, 3}, {restart, 1, 1, 2}, {restart, 1, 1, 3}, {unlink, 1, 1, 3, 1, both},
              {unlink, 1, 1, 1, 2, both}, {slow, 1, 1, 1, 3, 9}, {cut, 1, 1}, {stop, 1, 1, proposers}],
    ?assertMatch(#{proposers := 2, acceptors := 2, faults := [{crash, 1, 1, 2}, {restart, 1, 1, 2}, {unlink, 1, 1, 1, 2, both}, {cut, 1, 1}, {stop, 1, 1, proposers}]},
                 paxy_sim_shrink:resized(2, 2, trial(#{proposers => 3, faults => Faults}))).

%% Proposers that decide their own value after an even number of replies, among 200
%% acceptors alone: so there are far more sizes to try than there is time for.
calmer_parameters_are_tried_with_other_runs_after_the_time_for_sizes_test_() ->
    {timeout, 120, fun() ->
        Proposer = small_core:load(decides_on_even, proposer,
                                   [{init, "#{name := Name, value := Value, acceptors := Count} = Config, {Name, Value, Count, 0}"},
                                    {handle, "handle(start, {Name, _, _, 0} = S) -> {S, [{broadcast, {prepare, {0, Name}}}, {timer, counted, 50}]};\n"
                                             "handle({timer, counted}, {_, Value, 200, N} = S) when N rem 2 =:= 0 -> {S, [{decided, Value, 0}]};\n"
                                             "handle({timer, counted}, S) -> {S, []};\n"
                                             "handle(_, {Name, Value, Count, N}) -> {{Name, Value, Count, N + 1}, []}"}]),
        Trial = trial(#{version => decides_on_even, acceptors => ?ACCEPTORS, drop => 20, request_drop => 50}),
        Violates = fun(Changed, Run) -> maps:get(verdict, paxy_sim:run(Changed, Run, #{})) =:= violation end,
        [Run | _] = [R || R <- lists:seq(1, 100), Violates(Trial, R), not Violates(Trial#{request_drop := 0}, R)],
        {ok, #{trial := Smaller, finished := Finished}} = paxy_sim_shrink:run(Trial, Run, 3000),
        ?assertMatch({false, #{acceptors := ?ACCEPTORS, request_drop := 0}}, {Finished, Smaller}),
        small_core:unload(Proposer)
    end}.
