%%% Figures of a lab folder in virtual time and under every schedule, each
%%% beside our own core in the same turn: a line each, with a name, what was
%%% measured, and what it is held against.
-module(lab_speed).

-export([main/2, virtual/1, of_folder/2]).

-define(RUNS, 1000).
-define(TIMES, 3).

%% Folder is loaded as a version; Into is for its package.
main(Folder, Into) ->
    print("load", best(fun() -> -load_ms(Folder) end), 1),
    Version = of_folder(Folder, Into),
    {Own, Lab} = virtual(Version),
    print("virtual", Lab, Own),
    Turns = [{checked(2), checked(Version)} || _ <- lists:seq(1, ?TIMES)],
    {OwnSpeed, OwnMs, _} = lists:max([Own1 || {Own1, _} <- Turns]),
    {LabSpeed, LabMs, LabMemory} = lists:max([Lab1 || {_, Lab1} <- Turns]),
    print("transitions", LabSpeed, OwnSpeed),
    print("complete", LabMs, OwnMs),
    print("memory", LabMemory, 2_000_000_000).

print(Name, Measured, Reference) -> io:format("~s ~w ~w~n", [Name, round(abs(Measured)), round(Reference)]).

%% A busy machine can only make it slower.
best(Measure) -> lists:max([Measure() || _ <- lists:seq(1, ?TIMES)]).

%% Of processor time: read, checked, compiled and converted, from nothing.
load_ms(Folder) ->
    1000 * cpu_seconds:of_work(fun() ->
        {ok, Loaded} = paxy_lab_folder:load(list_to_binary(Folder), #{name => <<"bench">>}),
        {ok, _, Cores} = paxy_lab_converted:convert(Loaded),
        [{ok, _, _} = compile:noenv_forms(Core, [from_core, binary, deterministic]) || Core <- Cores]
    end).

%% The folder as a version of this node.
of_folder(Folder, Into) ->
    {ok, _} = paxy_lab_package:write(Folder, #{name => <<"bench">>}, Into),
    true = code:add_patha(Into),
    bench.

%% Events a second of processor time, of our own version and of the folder, in turns.
virtual(Version) ->
    Trial = maps:merge(paxy_trial:defaults(),
                       #{sleep => [10, 100, 10, 20, 50], proposers => 5, acceptors => 10, drop => 2, delay => 100,
                         timeout => 500, backoff => 50, macros => #{}, time_limit => 30000, seed => 1}),
    Turns = [{per_second(Trial#{version => 2}), per_second(Trial#{version => Version})} || _ <- lists:seq(1, ?TIMES)],
    {lists:max([Own || {Own, _} <- Turns]), lists:max([Lab || {_, Lab} <- Turns])}.

per_second(Trial) ->
    {ok, Plan} = paxy_sim_plan:new(Trial),
    events_of_a_run(Trial) * ?RUNS
        / cpu_seconds:of_work(fun() -> [paxy_sim_world:run(Plan, Run, off, fun(_) -> ok end) || Run <- lists:seq(1, ?RUNS)] end).

events_of_a_run(Trial) ->
    Runs = 100,
    lists:sum([length([Kind || {_, _, _, Kind, _, _} <- Trace, lists:member(Kind, [timer, 'receive'])])
               || Run <- lists:seq(1, Runs), #{trace := Trace} <- [paxy_sim:run(Trial, Run, #{trace => true})]]) / Runs.

%% Transitions a second of processor time, ms and bytes of 2 proposers, 3
%% acceptors and 2 rounds: the search alone, without samples and narrower bounds.
checked(Version) ->
    Bounds = #{proposers => 2, acceptors => 3, rounds => 2, version => Version, duplicates => 0, crashes => 0},
    {Before, _} = erlang:statistics(runtime),
    {ok, #{ending := complete, transitions := Transitions, elapsed := Ms, memory := Memory}} =
        paxy_check:run(Bounds, #{widen => false, sample_ms => 0}),
    {After, _} = erlang:statistics(runtime),
    {Transitions * 1000 / (After - Before), Ms, Memory}.
