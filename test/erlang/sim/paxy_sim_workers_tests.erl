-module(paxy_sim_workers_tests).
-include_lib("eunit/include/eunit.hrl").

%% The results of Count runs from run 1 on, as they are emitted.
results(Work, Count) ->
    Me = self(),
    Tag = make_ref(),
    Broken = fun(Reason, Decisions) -> {broken, unicode:characters_to_binary(Reason), Decisions} end,
    ok = paxy_sim_workers:in_order(Work, Broken, 1, Count, fun(Run, Result) -> Me ! {Tag, Run, Result} end),
    emitted(Tag).

emitted(Tag) -> receive {Tag, Run, Result} -> [{Run, Result} | emitted(Tag)] after 0 -> [] end.

%% Looping in a module of the test's own, in a step like that of a core.
loop(N) -> loop(N + 1).

results_come_in_the_order_of_the_runs_test() ->
    Work = fun(Run, _) -> timer:sleep(Run * 7 rem 5), Run * Run end,
    ?assertEqual([{Run, Run * Run} || Run <- lists:seq(1, 300)], results(Work, 300)).

no_runs_are_no_results_test() ->
    ?assertEqual([], results(fun(_, _) -> error(called) end, 0)).

a_run_that_loops_is_broken_and_the_others_are_not_test_() ->
    {timeout, 60, fun() ->
        Work = fun(Run, Sign) when Run =:= 7; Run =:= 90 -> Sign([{fry, red, 0, Run}]), loop(0);
                  (Run, _) -> Run
               end,
        Results = results(Work, 100),
        ?assertEqual(lists:seq(1, 100), [Run || {Run, _} <- Results]),
        [case lists:member(Run, [7, 90]) of
             true -> ?assertMatch({broken, <<"a step did not return: it was still busy in", _/binary>>, [{fry, red, 0, Run}]}, Result);
             false -> ?assertEqual(Run, Result)
         end || {Run, Result} <- Results]
    end}.

%% Of a folder the line is said, not the function that the conversion made of it.
a_run_that_loops_in_code_of_a_folder_is_broken_at_its_line_test_() ->
    {timeout, 60, fun() ->
        {ok, Module, Beam} = compile:forms(
            [{attribute, 1, module, paxy_lab_test_in_steps}, {attribute, 1, export, [{loop, 1}]},
             {attribute, 10, file, {"acceptor.erl", 10}},
             {function, 10, loop, 1, [{clause, 10, [{var, 10, 'N'}], [],
                                       [{call, 10, {atom, 10, loop}, [{op, 10, '+', {var, 10, 'N'}, {integer, 10, 1}}]}]}]}]),
        {module, Module} = code:load_binary(Module, "test", Beam),
        ?assertMatch([{1, {broken, <<"a step did not return: it was still busy at acceptor.erl:10">>, []}}],
                     results(fun(1, _) -> Module:loop(0), 1 end, 1))
    end}.

a_run_that_waits_is_broken_test_() ->
    {timeout, 60, fun() ->
        ?assertMatch([{1, {broken, <<"a step did not return: it waited in", _/binary>>, []}}],
                     results(fun(1, _) -> timer:sleep(infinity), 1 end, 1))
    end}.

signs_of_life_keep_a_long_run_alive_test_() ->
    {timeout, 60, fun() ->
        Work = fun(_, Sign) -> [begin timer:sleep(100), Sign([]) end || _ <- lists:seq(1, 40)], whole end,
        ?assertEqual([{1, whole}], results(Work, 1))
    end}.

a_process_that_ends_itself_breaks_its_run_alone_test() ->
    Results = results(fun(3, _) -> exit(self(), kill), timer:sleep(1000); (Run, _) -> Run end, 5),
    ?assertEqual({3, {broken, <<"the process of this run was ended: killed">>, []}}, lists:nth(3, Results)),
    ?assertEqual([1, 2, 4, 5], [Run || {Run, Run} <- Results]).

nothing_is_left_of_the_workers_test() ->
    {Before, {messages, Known}} = {processes(), process_info(self(), messages)},
    _ = results(fun(Run, _) -> case Run rem 10 of 0 -> exit(self(), kill); _ -> Run end end, 50),
    ?assertEqual([], [Pid || Pid <- processes() -- Before, is_process_alive(Pid)]),
    ?assertEqual({messages, Known}, process_info(self(), messages)),
    ?assertEqual({trap_exit, false}, process_info(self(), trap_exit)).

the_workers_end_with_their_owner_test() ->
    Me = self(),
    Owner = spawn(fun() -> results(fun(_, _) -> Me ! {worker, self()}, timer:sleep(infinity) end, 1) end),
    Worker = receive {worker, Pid} -> monitor(process, Pid), Pid end,
    exit(Owner, kill),
    receive {'DOWN', _, process, Worker, Reason} -> ?assertEqual(killed, Reason) end.

%% Run 1 does not end, so nothing after it is due.
a_cancel_emits_all_that_has_ended_test() ->
    Me = self(),
    Work = fun(1, _) -> timer:sleep(infinity);
              (Run, _) -> Me ! {did, Run}, Run
           end,
    {Owner, Monitor} = spawn_monitor(fun() ->
        paxy_sim_workers:in_order(Work, fun(_, _) -> broken end, 1, 3, fun(Run, Result) -> Me ! {emitted, Run, Result} end)
    end),
    _ = [receive {did, Run} -> ok end || Run <- [2, 3]],
    wait_until(fun() -> process_info(Owner, status) =:= {status, waiting}
                        andalso process_info(Owner, message_queue_len) =:= {message_queue_len, 0} end),
    paxy_sim_workers:cancel(Owner),
    receive {'DOWN', Monitor, process, Owner, Reason} -> ?assertEqual({shutdown, cancelled}, Reason) end,
    ?assertEqual([2, 3], [receive {emitted, Run, Run} -> Run after 0 -> nothing end || Run <- [2, 3]]).

wait_until(Condition) ->
    case Condition() of
        true -> ok;
        false -> timer:sleep(5), wait_until(Condition)
    end.
