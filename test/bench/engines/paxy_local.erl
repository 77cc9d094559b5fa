%%% In the place of the engine: a plain loop inside the run node. The first
%%% entry of the sleep list says how many runs of the trial it makes with
%%% paxy_remote; the elapsed time is that of all of them, in us.
-module(paxy_local).

-export([run/3]).

run(#{sleep := [Count | _]} = Trial, _, Options) ->
    {Us, _} = timer:tc(fun() -> loop(Count, Trial#{sleep := [0]}, Options) end),
    #{verdict => agreed, decision => none, rounds => 0, elapsed => Us, reason => <<>>,
      decisions => [], messages => 0, dropped => 0, started_at => 0}.

loop(0, _, _) ->
    ok;
loop(Count, Trial, Options) ->
    #{verdict := agreed} = paxy_remote:run(Trial, Count, Options),
    loop(Count - 1, Trial, Options).
