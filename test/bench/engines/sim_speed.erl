%%% Figures of the simulator and the checker: a line each, with a name, what was
%%% measured, and what it is held against.
-module(sim_speed).

-export([main/0]).

-define(RUNS, 3000).
-define(TIMES, 3).

main() ->
    Trial = maps:merge(paxy_trial:defaults(),
                       #{sleep => [10, 100, 10, 20, 50], proposers => 5, acceptors => 10, drop => 2,
                         delay => 100, timeout => 500, backoff => 50, version => 2,
                         time_limit => 30000, seed => 1}),
    Events = events_of_a_run(Trial),
    print("events", best(fun() -> Events * runs_per_cpu_second(Trial) end), 1000 * mean_rounds(Trial)),
    {Both, Single} = scaling(Trial),
    print("scaling", Both, Single),
    print("transitions", best(fun() -> transitions_per_second(2) end),
          best(fun() -> transitions_per_second(1) end)).

print(Name, Measured, Reference) ->
    io:format("~s ~w ~w~n", [Name, round(Measured), round(Reference)]).

%% A busy machine can only make it slower.
best(Measure) ->
    lists:max([Measure() || _ <- lists:seq(1, ?TIMES)]).

%% What cores handle: starts and deadlines of proposers, messages that arrive.
events_of_a_run(Trial) ->
    Runs = 200,
    lists:sum([length([Kind || {_, _, _, Kind, _, _} <- Trace,
                               lists:member(Kind, [start, timer, 'receive'])]) - maps:get(acceptors, Trial)
               || Run <- lists:seq(1, Runs),
                  #{trace := Trace} <- [paxy_sim:run(Trial, Run, #{trace => true})]]) / Runs.

runs_per_cpu_second(Trial) ->
    {ok, Plan} = paxy_sim_plan:new(Trial),
    ?RUNS / cpu_seconds:of_work(fun() -> [paxy_sim_world:run(Plan, Run, off, fun(_) -> ok end) || Run <- lists:seq(1, ?RUNS)] end).

%% Of 2,000 runs: the native simulator is of the same model if it has the same.
mean_rounds(Trial) ->
    ok = paxy_sim:run_many(Trial, {1, 1}, 2000, fun(_, #{rounds := Rounds}) -> self() ! {rounds, Rounds} end),
    lists:sum([receive {rounds, Rounds} -> Rounds end || _ <- lists:seq(1, 2000)]) / 2000.

%% Runs a second on two schedulers and on one, of the turn in which two were best.
scaling(Trial) ->
    {_, Both, Single} = lists:max([{Both / Single, Both, Single}
                                   || _ <- lists:seq(1, ?TIMES),
                                      Single <- [runs_per_second(1, Trial)],
                                      Both <- [runs_per_second(2, Trial)]]),
    {Both, Single}.

runs_per_second(Schedulers, Trial) ->
    erlang:system_flag(schedulers_online, Schedulers),
    {Microseconds, ok} = timer:tc(paxy_sim, run_many, [Trial, {1, 1}, ?RUNS, fun(_, _) -> ok end]),
    ?RUNS * 1_000_000 / Microseconds.

transitions_per_second(Workers) ->
    erlang:system_flag(schedulers_online, Workers),
    Bounds = #{proposers => 2, acceptors => 3, rounds => 2, version => 2, duplicates => 0, crashes => 0},
    {ok, #{ending := complete, transitions := Transitions, elapsed := Ms}} =
        paxy_check:run(Bounds, #{workers => Workers}),
    Transitions * 1000 / Ms.
