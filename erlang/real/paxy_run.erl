%%% One run in real time. The acceptors are on one node or several and the
%%% proposers on the same or others; this process starts them, keeps the time,
%%% causes the faults, hears the decisions, ends the run and has it judged.
-module(paxy_run).

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

%% How long a node may take to begin, and to hand over its traces.
-define(BEGIN_MS_MAX, 15000).
-define(TRACES_MS_MAX, 10000).
%% How long the parts of a cancelled run may take to end.
-define(CLOSE_MS_MAX, 1500).

-type side() :: acceptor | proposer.
-type part() :: {side(), node()}.
%% `parts' has the parts that are not known to be gone, by their monitors.
-record(run, {me :: reference(),
              trial :: paxy_trial:trial(),
              places :: places(),
              output :: fun((node(), binary()) -> term()),
              violation :: fun(() -> term()),
              plays = cores :: cores | folder,
              parts = #{} :: #{reference() => part()},
              pids = #{} :: #{part() => pid()},
              addresses = #{} :: #{side() => #{paxy_core:name() => pid()}},
              started_us :: integer(),                       %% system time
              timer = none :: none | reference(),          %% of the limit in force
              started = none :: none | integer(),          %% monotonic ms
              next = none :: none | reference(),           %% the timer of the next fault
              agenda = [] :: [{non_neg_integer(), paxy_faults:action()}],
              pending = #{} :: #{paxy_core:name() => []},  %% proposers that have not ended
              decisions = [] :: [paxy_judge:decision()],   %% the latest first
              traces = [] :: [paxy_trace:event()],
              close_by = infinity :: infinity | integer(), %% monotonic ms
              messages = 0 :: non_neg_integer(),
              dropped = 0 :: non_neg_integer(),
              late = 0 :: non_neg_integer()}).            %% ms, of the timer that was latest

%% Executes one run and judges it. When it returns, nothing is left of the run
%% on any node that can be reached, and no message of it in the mailbox.
-spec run(paxy_trial:trial(), pos_integer(), options(), places()) -> paxy_outcome:outcome().
run(#{version := Name} = Trial, Number, Options, Places) ->
    Me = alias(),
    Priority = process_flag(priority, high),  %% the time limit waits for nobody
    Run = #run{me = Me, trial = Trial, places = Places, output = output(Options),
               violation = maps:get(violation, Options, fun() -> ok end),
               started_us = erlang:system_time(microsecond),
               pending = maps:from_list([{Proposer, []} || {Proposer, _, _} <- paxy_trial:proposers(Trial)])},
    try
        case paxy_version:find(Name) of
            {ok, Version} -> conclude(begin_(Version, Number, Options, Run#run{plays = players(Version)}));
            {error, unknown_version} -> conclude({{failed, paxy_version:unknown(Name)}, Run})
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
                            || {{Side, Node}, Share} <- maps:to_list(shares(Places))]),
    await(Run#run{parts = Parts, timer = erlang:start_timer(?BEGIN_MS_MAX, self(), begin_limit)}).

%% The share of its side's actors that each part has.
shares(Places) ->
    maps:from_list([{{Side, Node}, {Index, length(Nodes)}}
                    || {Side, Nodes} <- maps:to_list(Places), {Index, Node} <- lists:enumerate(Nodes)]).

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
        {timeout, Next, Action} -> await(plan(act(Action, Run)));
        {?MODULE, cancel} -> {cancelled, Run}
    end.

heard({decided, {Name, _, _, _} = Decision}, #run{decisions = Decisions} = Run) ->
    finished(Name, Run#run{decisions = [Decision | Decisions]});
heard({gave_up, Name}, Run) ->
    finished(Name, Run);
heard({output, Part, Node, Lines}, Run) ->
    await(take(Part, Node, Lines, Run));
heard({ready, Side, Pid, Addresses}, Run) ->
    await(ready(Side, Pid, Addresses, Run));
heard({started, SystemTimeUs}, Run) ->
    await(started(SystemTimeUs, Run));
heard({moved, Addresses}, Run) ->
    await(tell(proposer, {tell, {peers, Addresses}}, Run));
heard({failed, Reason}, Run) ->
    {{failed, Reason}, Run};
heard({traces, _, _}, Run) ->
    await(Run).

finished(Name, #run{pending = Pending0} = Run) ->
    case maps:remove(Name, Pending0) of
        Pending when map_size(Pending) =:= 0 -> {finished, Run#run{pending = Pending}};
        Pending -> await(Run#run{pending = Pending})
    end.

take(Part, Node, Lines, #run{me = Me, output = Output} = Run) ->
    _ = [Output(Node, Line) || Line <- Lines],
    Part ! {Me, taken},
    Run.

%% The proposers start when all parts are there.
ready(Side, Pid, Its, #run{pids = Pids, addresses = Addresses, parts = Parts} = Run0) ->
    There = maps:merge(maps:get(Side, Addresses, #{}), Its),
    Run = Run0#run{pids = Pids#{{Side, node(Pid)} => Pid}, addresses = Addresses#{Side => There}},
    case Run of
        #run{pids = All, addresses = #{acceptor := Acceptors, proposer := Proposers}}
          when map_size(All) =:= map_size(Parts) ->
            tell(proposer, {start, Acceptors}, tell(acceptor, {tell, {peers, Proposers}}, Run));
        _ ->
            Run
    end.

%% Tells all parts of a side.
tell(Side, Instruction, #run{me = Me, pids = Pids} = Run) ->
    maps:foreach(fun({Of, _}, Pid) when Of =:= Side -> Pid ! {Me, Instruction};
                    (_, _) -> ok
                 end, Pids),
    Run.

%% The time limit and the times of the faults count from the first part that
%% starts its proposers.
started(_, #run{started = Started} = Run) when Started =/= none ->
    Run;
started(Us, #run{timer = Timer, trial = #{time_limit := Limit, faults := Faults} = Trial} = Run) ->
    stop_timer(Timer),
    Agenda = paxy_faults:schedule(Faults, paxy_trial:acceptors(Trial)),
    plan(Run#run{started_us = Us, started = erlang:monotonic_time(millisecond), agenda = Agenda,
                 timer = erlang:start_timer(Limit, self(), time_limit)}).

stop_timer(none) ->
    ok;
stop_timer(Timer) ->
    case erlang:cancel_timer(Timer) of
        false -> receive {timeout, Timer, _} -> ok after 0 -> ok end;
        _ -> ok
    end.

%% One timer at a time; the agenda is in order.
plan(#run{agenda = []} = Run) ->
    Run#run{next = none};
plan(#run{agenda = [{At, Action} | Rest], started = Started} = Run) ->
    Run#run{agenda = Rest,
            next = erlang:start_timer(Started + At, self(), Action, [{abs, true}])}.

act(Action, #run{output = Output, trial = Trial} = Run) ->
    Output(node(), unicode:characters_to_binary(["[Paxy] ", paxy_faults:mark(Action)])),
    Proposers = [Name || {Name, _, _} <- paxy_trial:proposers(Trial)],
    lists:foldl(fun({Side, Instruction}, Told) -> tell(Side, Instruction, Told) end, Run,
                paxy_faults:instructions(Action, Proposers)).

%% A part is gone before the run has ended.
lost(Monitor, Reason, #run{parts = Parts, pids = Pids} = Run) ->
    {{_, Node} = Part, Others} = maps:take(Monitor, Parts),
    {{failed, paxy_reason:part(Node, Reason)}, Run#run{parts = Others, pids = maps:remove(Part, Pids)}}.

%% A part that has not begun is not waited for; it ends with this process.
forsake(#run{parts = Parts0, pids = Pids} = Run) ->
    Parts = maps:filter(fun(_, Part) -> is_map_key(Part, Pids) end, Parts0),
    _ = [demonitor(Monitor, [flush]) || Monitor <- maps:keys(maps:without(maps:keys(Parts), Parts0))],
    Run#run{parts = Parts}.

%% Ends the rest of the run, and judges it.
conclude({Ending, #run{timer = Timer, next = Next, output = Output} = Run0}) ->
    stop_timer(Timer),
    stop_timer(Next),
    Run = close(collect_traces(Ending, Run0), Ending),
    Outcome = paxy_outcome:outcome(Ending, facts(Run)),
    _ = [Output(node(), Line) || Line <- paxy_outcome:lines(Outcome)],
    Outcome.

facts(#run{trial = Trial, decisions = Decisions, messages = Messages, dropped = Dropped, late = Late,
           started_us = StartedUs, traces = Traces, plays = Plays}) ->
    #{trial => Trial, decisions => lists:reverse(Decisions), messages => Messages,
      dropped => Dropped, late => Late, started_us => StartedUs,
      traces => case Plays of folder -> paxy_lab_trace:joined(Traces); cores -> Traces end}.

%% A violation is worth the traces, and a folder that did not decide.
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
    Lost = maps:without(maps:keys(Pids), shares(Places)),
    Collected = await_traces(Pids, Timer, tell_all(traces, without_traces(Lost, Run))),
    stop_timer(Timer),
    Collected.

tell_all(Instruction, Run) ->
    tell(proposer, Instruction, tell(acceptor, Instruction, Run)).

await_traces(Awaited, _, Run) when map_size(Awaited) =:= 0 ->
    Run;
await_traces(Awaited, Timer, #run{me = Me, parts = Parts, traces = Traces} = Run) ->
    receive
        {Me, {traces, Part, Events}} ->
            await_traces(maps:filter(fun(_, Pid) -> Pid =/= Part end, Awaited), Timer, Run#run{traces = Events ++ Traces});
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Parts) ->
            Part = map_get(Monitor, Parts),
            await_traces(maps:remove(Part, Awaited), Timer,
                         without_traces(maps:with([Part], Awaited), gone(Monitor, Reason, Run)));
        {timeout, Timer, traces_limit} ->
            without_traces(Awaited, Run)
    end.

%% A trace that lacks actors says so.
without_traces(Lost, #run{trial = Trial, places = Places, traces = Traces} = Run) ->
    Names = lists:append([paxy_roster:share(names(Side, Trial), Share)
                          || {{Side, _}, Share} <- maps:to_list(maps:with(maps:keys(Lost), shares(Places)))]),
    Run#run{traces = lists:append([paxy_trace:missing(Name) || Name <- Names]) ++ Traces}.

names(acceptor, Trial) -> paxy_trial:acceptors(Trial);
names(proposer, Trial) -> [Name || {Name, _, _} <- paxy_trial:proposers(Trial)].

%% Returns when the parts, and so all their processes, are gone. Those of a
%% cancelled run that take too long end after this process.
close(Run, cancelled) -> await_closed(tell_all(finish, hurry(Run)));
close(Run, _) -> await_closed(tell_all(finish, Run)).

hurry(Run) ->
    Run#run{close_by = erlang:monotonic_time(millisecond) + ?CLOSE_MS_MAX}.

await_closed(#run{parts = Parts} = Run) when map_size(Parts) =:= 0 ->
    last_decisions(Run);
await_closed(#run{me = Me, parts = Parts, decisions = Decisions, close_by = CloseBy} = Run) ->
    receive
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Parts) ->
            await_closed(gone(Monitor, Reason, Run));
        {spawn_reply, Monitor, error, _} when is_map_key(Monitor, Parts) ->
            await_closed(Run#run{parts = maps:remove(Monitor, Parts)});
        {Me, {decided, Decision}} ->
            await_closed(Run#run{decisions = [Decision | Decisions]});
        {Me, {output, Part, Node, Lines}} ->
            await_closed(take(Part, Node, Lines, Run));
        {Me, {ready, Side, Pid, _}} ->
            Pid ! {Me, finish},
            await_closed(Run#run{pids = #{{Side, node(Pid)} => Pid}});
        {Me, _} ->
            await_closed(Run);
        {?MODULE, cancel} ->
            await_closed(hurry(Run))
    after patience(CloseBy) ->
            _ = [demonitor(Monitor, [flush]) || Monitor <- maps:keys(Parts)],
            await_closed(Run#run{parts = #{}})
    end.

patience(infinity) -> infinity;
patience(CloseBy) -> max(0, CloseBy - erlang:monotonic_time(millisecond)).

%% A part has ended, with its closing report or without.
gone(Monitor, Reason, #run{parts = Parts, pids = Pids} = Run) ->
    {Part, Others} = maps:take(Monitor, Parts),
    count(Reason, Run#run{parts = Others, pids = maps:remove(Part, Pids)}).

count({closed, #{messages := More, dropped := Lost} = Closing},
      #run{messages = Messages, dropped = Dropped, late = Latest} = Run) ->
    Run#run{messages = Messages + More, dropped = Dropped + Lost, late = max(maps:get(late, Closing, 0), Latest)};
count(_, Run) ->
    Run.

%% Decisions that were on their way count, too.
last_decisions(#run{me = Me, decisions = Decisions} = Run) ->
    receive
        {Me, {decided, Decision}} -> last_decisions(Run#run{decisions = [Decision | Decisions]})
    after 0 ->
            Run
    end.

%% Messages to an alias that is gone are dropped; these came before.
flush(Me) ->
    receive
        {Me, _} -> flush(Me)
    after 0 ->
            ok
    end.
