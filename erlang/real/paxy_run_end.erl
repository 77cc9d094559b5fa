%%% The end of a run in real time: the traces that are worth it, the end of its
%%% parts, and the judgement.
-module(paxy_run_end).
-include("paxy_run.hrl").

-export([conclude/1]).

%% How long a node may take to hand over its traces.
-define(TRACES_MS_MAX, 10000).
%% How long the parts of a cancelled run may take to end.
-define(CLOSE_MS_MAX, 1500).

%% Ends the rest of the run, and judges it.
-spec conclude({paxy_judge:ending(), #run{}}) -> paxy_outcome:outcome().
conclude({Ending, #run{timer = Timer, next = Next, output = Output} = Run0}) ->
    paxy_run_parts:stop_timer(Timer),
    paxy_run_parts:stop_timer(Next),
    Run = close(collect_traces(Ending, overdue(Ending, Run0)), Ending),
    Outcome = paxy_outcome:outcome(Ending, facts(Run)),
    _ = [Output(node(), Line) || Line <- paxy_outcome:lines(Outcome)],
    Outcome.

%% A fault that had not struck when the run ended, and whose time had come.
overdue(Ending, #run{agenda = [{At, _} | _], started = Started, decisions = Decisions} = Run) when Started =/= none ->
    Ended = case Ending of
                finished -> lists:max([0 | [Ms || {_, _, _, Ms} <- Decisions]]);
                _ -> erlang:monotonic_time(millisecond) - Started
            end,
    paxy_run_parts:late(Ended - At, Run);
overdue(_, Run) ->
    Run.

facts(#run{trial = Trial, decisions = Decisions, away = Away, messages = Messages, dropped = Dropped, late = Late,
           started_us = StartedUs, traces = Traces, plays = Plays}) ->
    #{trial => Trial, decisions => lists:reverse(Decisions), away => Away, messages => Messages,
      dropped => Dropped, late => Late, started_us => StartedUs,
      traces => case Plays of folder -> paxy_lab_trace:joined(Traces); cores -> Traces end}.

%% Traces are collected for a violation, and for a folder that did not decide.
collect_traces(Ending, #run{trial = Trial, decisions = Decisions, violation = Violation} = Run) ->
    Proposed = [Value || {_, Value, _} <- paxy_trial:proposers(Trial)],
    case paxy_judge:safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) of
        safe ->
            case is_open(Ending, Run) of
                true -> collected(Run);
                false -> Run
            end;
        _ ->
            _ = Violation(),
            collected(Run)
    end.

is_open(Ending, #run{plays = Plays, decisions = Decisions, trial = #{proposers := Proposers}}) ->
    Plays =:= folder andalso (Ending =:= time_limit orelse Ending =:= finished)
        andalso length(lists:usort([Name || {Name, _, _, _} <- Decisions])) < Proposers.

collected(#run{pids = Pids, places = Places} = Run) ->
    Timer = erlang:start_timer(?TRACES_MS_MAX, self(), traces_limit),
    Lost = maps:without(maps:keys(Pids), paxy_run_parts:shares(Places)),
    Collected = await_traces(Pids, Timer, paxy_run_parts:tell_all(traces, without_traces(Lost, Run))),
    paxy_run_parts:stop_timer(Timer),
    Collected.

await_traces(Awaited, _, Run) when map_size(Awaited) =:= 0 ->
    Run;
await_traces(Awaited, Timer, #run{me = Me, parts = Parts, traces = Traces} = Run) ->
    receive
        {Me, {traces, Part, Events}} ->
            await_traces(maps:filter(fun(_, Pid) -> Pid =/= Part end, Awaited), Timer, Run#run{traces = Events ++ Traces});
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Parts) ->
            Part = map_get(Monitor, Parts),
            await_traces(maps:remove(Part, Awaited), Timer,
                         without_traces(maps:with([Part], Awaited), paxy_run_parts:gone(Monitor, Reason, Run)));
        {timeout, Timer, traces_limit} ->
            without_traces(Awaited, Run)
    end.

%% A trace that lacks actors says so.
without_traces(Lost, #run{trial = Trial, places = Places, traces = Traces} = Run) ->
    Names = lists:append([paxy_roster:share(names(Side, Trial), Share)
                          || {{Side, _}, Share} <- maps:to_list(maps:with(maps:keys(Lost), paxy_run_parts:shares(Places)))]),
    Run#run{traces = lists:append([paxy_trace:missing(Name) || Name <- Names]) ++ Traces}.

names(acceptor, Trial) -> paxy_trial:acceptors(Trial);
names(proposer, Trial) -> [Name || {Name, _, _} <- paxy_trial:proposers(Trial)].

%% Returns when the parts, and so all their processes, are gone. Those of a
%% cancelled run that take too long end after this process.
close(Run, cancelled) -> await_closed(paxy_run_parts:tell_all(finish, hurry(Run)));
close(Run, _) -> await_closed(paxy_run_parts:tell_all(finish, Run)).

hurry(Run) ->
    Run#run{close_by = erlang:monotonic_time(millisecond) + ?CLOSE_MS_MAX}.

await_closed(#run{parts = Parts} = Run) when map_size(Parts) =:= 0 ->
    last_decisions(Run);
await_closed(#run{me = Me, parts = Parts, decisions = Decisions, close_by = CloseBy} = Run) ->
    receive
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Parts) ->
            await_closed(paxy_run_parts:gone(Monitor, Reason, Run));
        {spawn_reply, Monitor, error, _} when is_map_key(Monitor, Parts) ->
            await_closed(Run#run{parts = maps:remove(Monitor, Parts)});
        {Me, {decided, Decision}} ->
            await_closed(Run#run{decisions = [Decision | Decisions]});
        {Me, {output, Part, Node, Lines}} ->
            await_closed(paxy_run_parts:take(Part, Node, Lines, Run));
        {Me, {ready, Side, Pid, _}} ->
            Pid ! {Me, finish},
            await_closed(Run#run{pids = #{{Side, node(Pid)} => Pid}});
        {Me, _} ->
            await_closed(Run);
        {paxy_run, cancel} ->
            await_closed(hurry(Run))
    after patience(CloseBy) ->
            _ = [demonitor(Monitor, [flush]) || Monitor <- maps:keys(Parts)],
            await_closed(Run#run{parts = #{}})
    end.

patience(infinity) -> infinity;
patience(CloseBy) -> max(0, CloseBy - erlang:monotonic_time(millisecond)).

%% Decisions that were on their way count, too.
last_decisions(#run{me = Me, decisions = Decisions} = Run) ->
    receive
        {Me, {decided, Decision}} -> last_decisions(Run#run{decisions = [Decision | Decisions]})
    after 0 ->
            Run
    end.
