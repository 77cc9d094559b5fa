-module(paxy_part_tests).
-include_lib("eunit/include/eunit.hrl").

%% The test is the runner of a part with one noisy proposer.
with_host(Proposer, Test) ->
    Run = alias(),
    Trial = (paxy_trial:defaults())#{sleep => sleep(Proposer), proposers => 4, acceptors => 1, drop => 0, delay => 0,
                                     timeout => 100, backoff => 10, version => 2, time_limit => 1000, seed => 1},
    {ok, Version} = paxy_version:find(2),
    Before = processes(),
    {Host, Monitor} = spawn_monitor(paxy_part, run, [#{role => proposer, trial => Trial, run => Run, runner => self(),
                                                       version => Version#{proposer := noisy_core}, run_number => 1,
                                                       narrate => silent, storage => default}]),
    receive {Run, {ready, proposer, Host, Addresses}} -> ?assertEqual(4, map_size(Addresses)) end,
    Host ! {Run, {start, #{}}},
    receive {Run, {started, _}} -> ok end,
    Test(Host, Run),
    Host ! {Run, finish},
    receive {'DOWN', Monitor, process, Host, Reason} -> ?assertMatch({closed, #{messages := 0, dropped := 0}}, Reason) end,
    ?assertEqual([], processes() -- Before),
    unalias(Run),
    heard(Run).

%% The others do not start within the test.
sleep(Proposer) -> [case Name of Proposer -> 0; _ -> 60000 end || Name <- [fry, bender, leela, amy]].

heard(Run) -> receive {Run, News} -> [News | heard(Run)] after 0 -> [] end.

a_core_that_prints_much_waits_for_nobody_and_the_rest_is_counted_test() ->
    Heard = with_host(fry, fun(_, Run) -> receive {Run, {decided, {fry, _, 0, _}}} -> ok end end),
    [First, Last] = [Lines || {output, _, _, Lines} <- Heard],
    ?assertEqual([<<"line 1">>], First),
    ?assertEqual(1001, length(Last)),
    ?assertEqual(<<"(3999 more lines came faster than they could be taken)">>, lists:last(Last)).

output_that_is_taken_is_complete_test() ->
    Me = self(),
    _ = with_host(amy, fun(Host, Run) -> Me ! {all, take_lines(Host, Run, 900)} end),
    receive {all, Lines} -> ?assertEqual([iolist_to_binary(io_lib:format("line ~w", [N])) || N <- lists:seq(1, 900)], Lines) end.

take_lines(_, _, 0) -> [];
take_lines(Host, Run, Left) ->
    receive {Run, {output, Host, _, Lines}} ->
            Host ! {Run, taken},
            Lines ++ take_lines(Host, Run, Left - length(Lines))
    end.

a_core_that_crashes_is_named_and_the_host_still_ends_test() ->
    _ = with_host(bender, fun(_, Run) ->
        receive {Run, {failed, Reason}} ->
                ?assertMatch({match, _}, re:run(Reason, "^proposer bender crashed in noisy_core:handle \\(line \\d+\\): bite_my_shiny$"))
        end
    end).

a_core_that_never_returns_is_ended_test() ->
    _ = with_host(leela, fun(_, _) -> timer:sleep(20) end).
