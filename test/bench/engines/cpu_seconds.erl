%%% Processor time of a piece of work.
-module(cpu_seconds).

-export([of_work/1]).

%% In a process of its own with room, as the simulator's workers are.
-spec of_work(fun(() -> term())) -> Seconds :: float().
of_work(Work) ->
    Me = self(),
    spawn_opt(fun() ->
                      {Before, _} = erlang:statistics(runtime),
                      _ = Work(),
                      {After, _} = erlang:statistics(runtime),
                      Me ! {took, (After - Before) / 1000}
              end, [link, {min_heap_size, 400_000}]),
    receive {took, Seconds} -> Seconds end.
