-module(paxy_partition_tests).
-include_lib("eunit/include/eunit.hrl").

%% Between no hosts at all. The run that starts the second one must hear its decisions meanwhile.
a_partition_that_begins_before_the_last_is_over_keeps_nobody_waiting_test() ->
    Me = alias(),
    ok = start(Me),
    Holder = whereis(paxy_partition),
    true = erlang:suspend_process(Holder),
    Starter = spawn(fun() -> start(Me) end),
    try ?assertEqual(ended, ended_or_waits(Starter))
    after
        exit(Starter, kill),
        erlang:resume_process(Holder)
    end,
    ok = paxy_partition:over(),
    ?assertEqual([said, said], [receive {Me, {said, _}} -> said after 0 -> nothing end || _ <- [1, 2]]),
    ?assertEqual(undefined, whereis(paxy_partition)),
    ?assertEqual(ok, paxy_partition:over()),
    unalias(Me).

start(Run) -> paxy_partition:start(#{acceptor => [], proposer => []}, 1, Run).

ended_or_waits(Pid) ->
    case process_info(Pid, status) of
        undefined -> ended;
        {status, waiting} -> waits;
        _ -> erlang:yield(), ended_or_waits(Pid)
    end.
