%%% Processor time of a piece of work.
-module(cpu_seconds).

-export([of_work/1]).

%% In a process of its own with room, as the simulator's workers are. Fails as
%% the work does.
-spec of_work(fun(() -> term())) -> Seconds :: float().
of_work(Work) ->
    {_, Monitor} = spawn_opt(fun() ->
                                     {Before, _} = erlang:statistics(runtime),
                                     _ = Work(),
                                     {After, _} = erlang:statistics(runtime),
                                     exit({took, (After - Before) / 1000})
                             end, [monitor, {min_heap_size, 60_000}]),
    receive
        {'DOWN', Monitor, process, _, {took, Seconds}} -> Seconds;
        {'DOWN', Monitor, process, _, Reason} -> error(Reason)
    end.
