%%% Without a trace a run takes short ways (paxy_sim_replies, paxy_sim_requests),
%%% with a trace it never does. Random trials are the same both ways.
-module(paxy_sim_ways_tests).
-include_lib("eunit/include/eunit.hrl").

-define(TRIALS, 400).

a_run_is_the_same_with_and_without_a_trace_test_() ->
    {timeout, 60, fun() ->
        Seed = test_seed:begin_draws(),
        [same(random_trial(), Run, {seed, Seed}) || Run <- lists:seq(1, ?TRIALS)]
    end}.

same(Trial, Run, Comment) ->
    Long = paxy_sim:run(Trial, Run, #{trace => true}),
    Short = paxy_sim:run(Trial, Run, #{trace => false}),
    ?assertEqual(without_trace(Long), without_trace(Short), {Comment, Trial, Run}).

without_trace(Result) ->
    maps:without([trace, started_at], Result).

random_trial() ->
    Acceptors = rand:uniform(7),
    (paxy_trial:defaults())#{
        sleep => one_of([[0], [0, 10], [5, 20, 1]]), proposers => rand:uniform(6), acceptors => Acceptors,
        drop => one_of([0, 1, 10, 30]), delay => one_of([0, 1, 5, 40]), timeout => one_of([5, 20, 100]),
        backoff => one_of([0, 1, 10]), version => one_of([1, 2, stale_promises, stale_votes]),
        deadline => one_of([silence, phase]), ballots => one_of([name, number]), duplicate => one_of([0, 0, 20]),
        request_drop => one_of([0, 0, 0, 10]), request_delay => one_of([0, 0, 0, 7]),
        request_duplicate => one_of([0, 0, 0, 10]), drop_scope => one_of([replies, [promises], [votes, refusals]]),
        delay_scope => one_of([replies, [promises], [votes]]), faults => one_of(faults()),
        time_limit => 400, seed => rand:uniform(1000)}.

faults() ->
    [[], [], [], [{crash, 10, 30, 1}], [{stop, 20, 30, acceptors}], [{stop, 30, 10, proposers}], [{cut, 15, 40}], [{unlink, 15, 40, 1, 1, replies}, {slow, 2, 30, 1, 1, 9}],
     [{duplicate, 5, 60, 50}, {crash, 8, 5, 1}, {cut, 30, 20}]].

one_of(List) ->
    lists:nth(rand:uniform(length(List)), List).
