%%% The runs of a submission: each of its loads in virtual time, with what each
%%% run's recorded messages say. It prints nothing itself, and no verdict comes
%%% from what the code prints.
-module(paxy_grade).

-export([runs/2]).
-export_type([order/0, tried/0, report/0]).

%% `count' runs of each trial, all of them within `ms'.
-type order() :: #{trials := [paxy_trial:trial()], count := pos_integer(), ms := pos_integer()}.

%% Of one trial: how many runs came to their end, and their verdicts. `first' is
%% the run to show: a violation, or one with a decision that no quorum voted
%% for, or one that failed. `causes' say why runs stayed undecided.
-type tried() :: #{t := tried, load := pos_integer(), runs := non_neg_integer(),
                   counts := #{atom() => pos_integer()}, unbacked := non_neg_integer(),
                   causes := [binary()], first => first()}.
-type first() :: #{run := pos_integer(), verdict := atom(), reason := binary(), unbacked := [[term()]]}.

-type report() :: fun(({event, paxy_trial:trial(), paxy_trace:event()} | tried()) -> term()).

%% The part of a run that is kept after it was judged.
-type judged() :: #{verdict := atom(), reason := binary(), unbacked := [paxy_grade_votes:decision()], causes := [binary()]}.

-record(load, {number :: pos_integer(), runs = 0 :: non_neg_integer(), counts = #{} :: #{atom() => pos_integer()},
               unbacked = 0 :: non_neg_integer(), causes = [] :: [binary()],
               first = none :: none | {pos_integer(), judged()}}).

%% Reports each trial when it is over: first the events of the run to show. A
%% trial whose time is over is reported with the runs that had ended by then.
-spec runs(order(), report()) -> ok.
runs(#{trials := Trials, count := Count, ms := Ms}, Report) ->
    Began = now_ms(),
    ok = lists:foreach(fun paxy_sim_plan:prepare/1, Trials),
    %% Even if converting the code takes long, the runs have half of the time.
    Until = max(Began + Ms, now_ms() + Ms div 2),
    lists:foreach(fun({Number, Trial}) ->
                          Share = max(1, (Until - now_ms()) div (length(Trials) - Number + 1)),
                          report(Trial, load(Trial, #load{number = Number}, Count, Share), Report)
                  end, lists:enumerate(Trials)).

now_ms() -> erlang:monotonic_time(millisecond).

load(Trial, Load, Count, Ms) ->
    Me = self(),
    Options = #{trace => true, reduce => fun(Result) -> judged(Trial, Result) end},
    {Pid, Monitor} = spawn_monitor(fun() -> paxy_sim:run_many(Trial, {1, 1}, Count, Options, fun(Run, Judged) -> Me ! {self(), Run, Judged} end) end),
    Timer = erlang:start_timer(Ms, self(), over),
    Counted = count(Pid, Monitor, Timer, Load),
    _ = erlang:cancel_timer(Timer),
    receive {timeout, Timer, over} -> Counted after 0 -> Counted end.

count(Pid, Monitor, Timer, Load) ->
    receive
        {Pid, Run, Judged} -> count(Pid, Monitor, Timer, counted(Run, Judged, Load));
        {timeout, Timer, over} -> paxy_sim:cancel(Pid), count(Pid, Monitor, Timer, Load);
        {'DOWN', Monitor, process, Pid, _} -> Load
    end.

counted(Run, #{verdict := Verdict, unbacked := Unbacked, causes := Causes} = Judged,
        #load{runs = Runs, counts = Counts, unbacked = Sum, causes = Before, first = First} = Load) ->
    Load#load{runs = Runs + 1, counts = maps:update_with(Verdict, fun(N) -> N + 1 end, 1, Counts),
              unbacked = Sum + min(1, length(Unbacked)),
              causes = case Before of [] -> Causes; _ -> Before end,
              first = worse(First, {Run, Judged})}.

%% The first of the worst.
worse(none, {_, Judged} = Next) ->
    case rank(Judged) of 0 -> none; _ -> Next end;
worse({_, Before} = First, {_, Judged} = Next) ->
    case rank(Judged) > rank(Before) of true -> Next; false -> First end.

rank(#{verdict := violation}) -> 3;
rank(#{unbacked := [_ | _]}) -> 2;
rank(#{verdict := failed}) -> 1;
rank(_) -> 0.

%% Done by the workers, so that no trace is copied.
-spec judged(paxy_trial:trial(), map()) -> judged().
judged(#{acceptors := Acceptors}, #{verdict := Verdict, reason := Reason} = Result) ->
    Trace = maps:get(trace, Result, []),
    #{verdict => Verdict, reason => Reason, unbacked => paxy_grade_votes:unbacked(Trace, Acceptors),
      causes => case Verdict of undecided -> paxy_lab_causes:named(Trace, Acceptors); _ -> [] end}.

report(Trial, #load{number = Number, runs = Runs, counts = Counts, unbacked = Unbacked, causes = Causes, first = First}, Report) ->
    Tried = #{t => tried, load => Number, runs => Runs, counts => Counts, unbacked => Unbacked, causes => Causes},
    case First of
        none ->
            Report(Tried);
        {Run, #{verdict := Verdict, reason := Reason, unbacked := Decisions}} ->
            %% Equal draws give an equal run, this time with its trace.
            #{trace := Trace} = maps:merge(#{trace => []}, paxy_sim:run(Trial, Run, #{trace => true})),
            lists:foreach(fun(Event) -> Report({event, Trial, Event}) end, Trace),
            Report(Tried#{first => #{run => Run, verdict => Verdict, reason => Reason,
                                     unbacked => [[Name, paxy_wire:text("~0tP", [Value, 20])] || {Name, Value} <- Decisions]}})
    end.
