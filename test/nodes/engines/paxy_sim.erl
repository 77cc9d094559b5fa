%%% In the place of the engine in virtual time: results as fast as they come.
%%% A run numbered 13 in a trial that sleeps 13 ends it without a result.
-module(paxy_sim).

-export([run_packed/5]).

run_packed(#{sleep := [Sleep | _]}, {First, Step}, Count, Pack, Emit) ->
    lists:foreach(fun(13) when Sleep =:= 13 -> exit(out_of_luck);
                     (Run) -> Emit(Pack(Run, [result(Run)]))
                  end, [First + I * Step || I <- lists:seq(0, Count - 1)]).

result(Run) ->
    #{verdict => violation, decision => none, rounds => 0, elapsed => Run, reason => <<"two values">>,
      decisions => [{fry, {1, 2, 3}, 0, Run}, {bender, {3, 2, 1}, 0, Run}],
      messages => 10, dropped => 1, started_at => 1700000000000 + Run,
      trace => [{Run, 1, fry, start, none, none}]}.
