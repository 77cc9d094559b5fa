%% Runs in real time on a machine that may be too busy for their times: then a fault
%% strikes late or never, and the run says so.
-module(in_time).
-export([run/2]).
-define(TRIES_MAX, 50).

%% What Run gives, an outcome first, once that outcome was no more than this many ms late.
-spec run(non_neg_integer(), fun(() -> {paxy_outcome:outcome(), More})) -> {paxy_outcome:outcome(), More}.
run(LateMsMax, Run) -> run(LateMsMax, Run, ?TRIES_MAX).

run(LateMsMax, _, 0) ->
    error({every_run_was_late, [{tries, ?TRIES_MAX}, {ms, LateMsMax}]});
run(LateMsMax, Run, Left) ->
    case Run() of
        {#{late := Late}, _} when Late > LateMsMax -> run(LateMsMax, Run, Left - 1);
        Result -> Result
    end.
