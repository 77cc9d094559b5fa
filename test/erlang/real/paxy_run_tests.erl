%%% A violation outlives all that may happen to its run.
-module(paxy_run_tests).
-include_lib("eunit/include/eunit.hrl").

%% Fry and bender decide their own colours as they start, leela never decides.
-define(EARLY, [{handle, "handle(start, S) when element(4, S) =/= {0,0,255} -> {S, [{decided, element(4, S), 0}]};\n"
                         "handle(start, S) -> {S, []}"}]).

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 2, drop => 0, delay => 0, timeout => 100,
                                        backoff => 10, version => early, time_limit => 20000, seed => 1},
               Changes).

%% What a run comes to if Disturb(Runner, Parts) acts once two values are decided.
disturbed(Changes, Disturb) ->
    early = small_core:load(early, proposer, ?EARLY),
    Me = self(),
    Before = processes(),
    Output = fun(_, Line) -> Me ! {line, Line} end,
    {Runner, Monitor} = spawn_monitor(fun() ->
        Traps = fun() -> process_flag(trap_exit, true) end,
        exit({outcome, paxy_local:run(trial(Changes), 1, #{output => Output, violation => Traps})})
    end),
    ok = decided(2),
    Disturb(Runner, parts_since(Before)),
    receive {'DOWN', Monitor, process, Runner, {outcome, Outcome}} -> small_core:unload(early), Outcome end.

decided(0) -> ok;
decided(Left) ->
    receive {line, Line} ->
            case binary:match(Line, <<"DECIDED">>) of
                nomatch -> decided(Left);
                _ -> decided(Left - 1)
            end
    end.

missing(#{trace := Trace}) -> lists:sort([Actor || {_, _, Actor, forgot, none, {events, all}} <- Trace]).

a_violation_is_not_cancelled_test() ->
    Outcome = disturbed(#{}, fun(Runner, _) -> paxy_run:cancel(Runner) end),
    ?assertMatch(#{verdict := violation, reason := <<"both ", _/binary>>, decisions := [_, _]}, Outcome),
    ?assertEqual([], missing(Outcome)).

a_violation_is_not_failed_by_a_part_that_is_lost_test_() ->
    {timeout, 60, fun() ->
        Lost = [missing(Outcome) || Number <- [1, 2],
                                    #{verdict := violation} = Outcome <-
                                        [disturbed(#{}, fun(_, Parts) -> exit(lists:nth(Number, lists:sort(Parts)), kill) end)]],
        ?assertEqual([[bender, fry, leela], [homer, marge]], lists:sort(Lost))
    end}.

%% An acceptor that waits in its first step does not hand over its trace, so the
%% runner is still collecting when it is told to exit.
a_violation_is_handed_over_though_the_runner_is_told_to_exit_test_() ->
    {timeout, 60, fun() ->
        Outcome = disturbed(#{acceptors => 1}, fun(Runner, Parts) ->
            [Acceptor] = [Pid || Part <- Parts, {links, Links} <- [process_info(Part, links)], length(Links) =:= 1, Pid <- Links],
            true = erlang:suspend_process(Acceptor),
            paxy_run:cancel(Runner),
            wait_until(fun() -> process_info(Runner, trap_exit) =:= {trap_exit, true} end),
            exit(Runner, {shutdown, cancelled})
        end),
        ?assertMatch(#{verdict := violation}, Outcome),
        ?assertEqual([homer], missing(Outcome))
    end}.

wait_until(Condition) ->
    case Condition() of
        true -> ok;
        false -> timer:sleep(5), wait_until(Condition)
    end.

%% A part that does not end holds up nobody once the run is cancelled.
a_cancelled_run_does_not_wait_for_a_part_that_hangs_test() ->
    early = small_core:load(early, proposer, ?EARLY),
    Before = processes(),
    Trial = trial(#{proposers => 1, sleep => [60000]}),
    {Runner, Monitor} = spawn_monitor(fun() -> exit({outcome, paxy_local:run(Trial, 1, #{})}) end),
    ok = wait_until(fun() -> length(parts_since(Before)) =:= 2 end),
    Parts = parts_since(Before),
    [true = erlang:suspend_process(Pid) || Pid <- Parts],
    Started = erlang:monotonic_time(millisecond),
    paxy_run:cancel(Runner),
    receive {'DOWN', Monitor, process, Runner, {outcome, Outcome}} -> ?assertMatch(#{verdict := cancelled}, Outcome) end,
    ?assert(erlang:monotonic_time(millisecond) - Started < 30000),
    [true = erlang:resume_process(Pid) || Pid <- Parts],
    small_core:unload(early).

parts_since(Before) ->
    [Pid || Pid <- processes() -- Before, {initial_call, {paxy_part, run, 1}} <- [process_info(Pid, initial_call)]].
