%%% One run in real time. The acceptors are on one node or several and the
%%% proposers on the same or others; this process starts them, keeps the time,
%%% causes the faults, hears the decisions, ends the run and has it judged.
-module(paxy_run).
-include("paxy_run.hrl").

-export([run/4, cancel/1]).
-export_type([places/0, options/0]).

%% Several nodes of a side share its actors in turn.
-type places() :: #{acceptor := [node()], proposer := [node()]}.

%% Lines that the run prints go to a function or, as {paxy_output, Node, Line},
%% to a process; without either, nothing is printed. Storage is a folder on the
%% acceptors' node. Violation is called, in the calling process, as soon as the
%% run has ended with one, before its traces are collected.
-type options() :: #{output => fun((node(), Line :: binary()) -> term()) | pid(),
                     violation => fun(() -> term()),
                     storage => file:filename_all(), _ => _}.

%% How long a node may take to begin.
-define(BEGIN_MS_MAX, 15000).

%% Executes one run and judges it. When it returns, nothing is left of the run
%% on any node that can be reached, and no message of it in the mailbox.
-spec run(paxy_trial:trial(), pos_integer(), options(), places()) -> paxy_outcome:outcome().
run(#{version := Name} = Trial, Number, Options, Places) ->
    ok = paxy_partition:over(),  %% of a run before this one
    Me = alias(),
    Priority = process_flag(priority, high),  %% so that the time limit is never delayed
    Run = #run{me = Me, trial = Trial, places = Places, output = output(Options),
               violation = maps:get(violation, Options, fun() -> ok end),
               started_us = erlang:system_time(microsecond),
               pending = maps:from_list([{Proposer, []} || {Proposer, _, _} <- paxy_trial:proposers(Trial)])},
    try
        case paxy_version:find(Name) of
            {ok, Version} -> paxy_run_end:conclude(begin_(Version, Number, Options, Run#run{plays = players(Version)}));
            {error, unknown_version} -> paxy_run_end:conclude({{failed, paxy_version:unknown(Name)}, Run})
        end
    after
        unalias(Me),
        flush(Me),
        process_flag(priority, Priority)
    end.

%% Ends the run that a process is executing. The verdict is `cancelled', or a
%% violation that was decided by then. The process returns soon: within 2 s, or
%% within 12 s if it has a violation's traces to collect.
-spec cancel(pid()) -> ok.
cancel(Runner) ->
    Runner ! {?MODULE, cancel},
    ok.

output(#{output := Output}) when is_function(Output) -> Output;
output(#{output := Pid}) when is_pid(Pid) -> fun(Node, Line) -> Pid ! {paxy_output, Node, Line} end;
output(#{}) -> fun(_, _) -> ok end.

%% Both sides begin at once; the proposers wait for the acceptors' addresses.
begin_(Version, Number, Options, #run{me = Me, trial = Trial, places = Places} = Run) ->
    Config = #{trial => Trial, version => Version, run_number => Number, run => Me,
               runner => self(), storage => maps:get(storage, Options, default),
               narrate => case Options of #{output := _} -> aloud; #{} -> silent end},
    Parts = maps:from_list([{part(Node, Config#{role => Side, share => Share}), {Side, Node}}
                            || {{Side, Node}, Share} <- maps:to_list(paxy_run_parts:shares(Places))]),
    await(Run#run{parts = Parts, timer = erlang:start_timer(?BEGIN_MS_MAX, self(), begin_limit)}).

part(Node, #{version := Version} = Config) ->
    spawn_request(Node, part_of(Version), run, [Config], [monitor, {reply, error_only}]).

part_of(Version) ->
    case players(Version) of
        folder -> paxy_lab_part;
        cores -> paxy_part
    end.

players(#{runner := lab}) -> folder;
players(#{}) -> cores.

%% Returns when the run has ended in some way.
await(#run{me = Me, parts = Parts, timer = Timer, next = Next} = Run) ->
    receive
        {Me, News} -> heard(News, Run);
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Parts) ->
            lost(Monitor, Reason, Run);
        {spawn_reply, Monitor, error, Reason} when is_map_key(Monitor, Parts) ->
            lost(Monitor, Reason, Run);
        {timeout, Timer, time_limit} -> {time_limit, Run};
        {timeout, Timer, begin_limit} -> {{failed, "a node did not begin its part of the run"}, forsake(Run)};
        {timeout, Next, fault} -> await(plan(strike(Run)));
        {?MODULE, cancel} -> {cancelled, Run}
    end.

heard({decided, {Name, _, _, _} = Decision}, #run{decisions = Decisions} = Run) ->
    finished(Name, Run#run{decisions = [Decision | Decisions]});
heard({gave_up, Name}, Run) ->
    finished(Name, Run);
heard({output, Part, Node, Lines}, Run) ->
    await(paxy_run_parts:take(Part, Node, Lines, Run));
heard({ready, Side, Pid, Addresses}, Run) ->
    await(ready(Side, Pid, Addresses, Run));
heard({started, SystemTimeUs}, Run) ->
    await(started(SystemTimeUs, Run));
heard({moved, Addresses}, #run{trial = Trial} = Run) ->
    {Acceptors, Proposers} = by_role(Addresses, Trial),
    await(tell_peers(acceptor, Proposers, tell_peers(proposer, Acceptors, Run)));
heard({rejoined, ApartMs}, #run{output = Output} = Run) ->
    Rejoined = {network, rejoined},
    Output(node(), unicode:characters_to_binary(io_lib:format("[Paxy] ~ts: they were apart for ~b ms",
                                                              [paxy_faults:mark(Rejoined), ApartMs]))),
    await(instruct(Rejoined, Run));
heard({failed, Reason}, Run) ->
    {{failed, Reason}, Run};
heard({traces, _, _}, Run) ->
    await(Run).

tell_peers(_, None, Run) when map_size(None) =:= 0 -> Run;
tell_peers(Side, Peers, Run) -> paxy_run_parts:tell(Side, {tell, {peers, Peers}}, Run).

by_role(Addresses, Trial) ->
    Names = paxy_trial:acceptors(Trial),
    {maps:with(Names, Addresses), maps:without(Names, Addresses)}.

finished(Name, #run{pending = Pending0} = Run) ->
    case maps:remove(Name, Pending0) of
        Pending when map_size(Pending) =:= 0 -> {finished, Run#run{pending = Pending}};
        Pending -> await(Run#run{pending = Pending})
    end.
%% The proposers start when all parts are there.
ready(Side, Pid, Its, #run{pids = Pids, addresses = Addresses, parts = Parts} = Run0) ->
    There = maps:merge(maps:get(Side, Addresses, #{}), Its),
    Run = Run0#run{pids = Pids#{{Side, node(Pid)} => Pid}, addresses = Addresses#{Side => There}},
    case Run of
        #run{pids = All, addresses = #{acceptor := Acceptors, proposer := Proposers}}
          when map_size(All) =:= map_size(Parts) ->
            paxy_run_parts:tell(proposer, {start, Acceptors}, paxy_run_parts:tell(acceptor, {tell, {peers, Proposers}}, Run));
        _ ->
            Run
    end.

%% The time limit and the times of the faults count from the first part that
%% starts its proposers.
started(_, #run{started = Started} = Run) when Started =/= none ->
    Run;
started(Us, #run{timer = Timer, trial = #{time_limit := Limit} = Trial} = Run) ->
    paxy_run_parts:stop_timer(Timer),
    Agenda = paxy_faults:schedule(Trial),
    plan(Run#run{started_us = Us, started = erlang:monotonic_time(millisecond), agenda = Agenda,
                 timer = erlang:start_timer(Limit, self(), time_limit)}).

%% One timer at a time; the agenda is in order.
plan(#run{agenda = []} = Run) ->
    Run#run{next = none};
plan(#run{agenda = [{At, _} | _], started = Started} = Run) ->
    Run#run{next = erlang:start_timer(Started + At, self(), fault, [{abs, true}])}.

%% A fault that strikes late makes its run late, as a timer of an actor does.
strike(#run{agenda = [{At, Action} | Rest], started = Started} = Run) ->
    act(Action, paxy_run_parts:late(erlang:monotonic_time(millisecond) - Started - At, Run#run{agenda = Rest})).

act(Action, #run{me = Me, output = Output, away = Away, places = Places} = Run) ->
    Output(node(), unicode:characters_to_binary(["[Paxy] ", paxy_faults:mark(Action)])),
    _ = [ok = paxy_partition:start(Places, Ms, Me) || {partition, Ms} <- [Action]],
    instruct(Action, Run#run{away = away(Action, Away, proposers(Run))}).

instruct(Action, Run) ->
    lists:foldl(fun({Side, Instruction}, Told) -> paxy_run_parts:tell(Side, Instruction, Told) end,
                Run, paxy_faults:instructions(Action, proposers(Run))).

proposers(#run{trial = Trial}) ->
    [Name || {Name, _, _} <- paxy_trial:proposers(Trial)].

%% The proposers that have crashed or were stopped.
away({fall, Names}, Away, _) -> Names ++ Away;
away({rise, Names}, Away, _) -> Away -- Names;
away(stop_proposers, _, All) -> All;
away(_, Away, _) -> Away.

%% A part is gone before the run has ended.
lost(Monitor, Reason, #run{parts = Parts, pids = Pids} = Run) ->
    {{_, Node} = Part, Others} = maps:take(Monitor, Parts),
    {{failed, paxy_reason:part(Node, Reason)}, Run#run{parts = Others, pids = maps:remove(Part, Pids)}}.

%% A part that has not begun is not waited for; it ends with this process.
forsake(#run{parts = Parts0, pids = Pids} = Run) ->
    Parts = maps:filter(fun(_, Part) -> is_map_key(Part, Pids) end, Parts0),
    _ = [demonitor(Monitor, [flush]) || Monitor <- maps:keys(maps:without(maps:keys(Parts), Parts0))],
    Run#run{parts = Parts}.

%% Messages to an alias that is gone are dropped; these came before.
flush(Me) ->
    receive
        {Me, _} -> flush(Me)
    after 0 ->
            ok
    end.
