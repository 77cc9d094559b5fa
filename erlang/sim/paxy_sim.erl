%%% Runs of a trial in virtual time: the cores of the real engines, with a
%%% queue of events in place of clocks and nodes. Equal seeds give equal runs.
-module(paxy_sim).

-export([run/3, run_many/4, run_many/5, run_packed/5, cancel/1]).

%% The events that a trace keeps, of all actors together.
-define(EVENTS_MAX, 200_000).
%% The events that explain why a run did not decide.
-define(CAUSE_EVENTS_MAX, 20_000).

%% One run. With the option `trace => true' it always returns its trace,
%% otherwise only that of a violation.
-spec run(paxy_trial:trial(), pos_integer(), #{trace => boolean(), _ => _}) -> paxy_sim_world:result().
run(Trial, Run, Options) ->
    Tracing = maps:get(trace, Options, false),
    ok = paxy_sim_plan:prepare(Trial),
    Planned = only(fun(_, _) -> plan(Trial) end, none),
    only(fun(_, Sign) -> run(Planned, Run, Tracing, Sign) end, Planned).

%% Count runs from First on, each Step after the one before, on all schedulers;
%% Emit(Run, Result) is called in this process, in the order of the runs, while
%% the work goes on.
-spec run_many(paxy_trial:trial(), {First :: pos_integer(), Step :: pos_integer()}, non_neg_integer(),
               fun((pos_integer(), paxy_sim_world:result()) -> term())) -> ok.
run_many(Trial, Numbers, Count, Emit) ->
    run_many(Trial, Numbers, Count, #{trace => false, reduce => fun(Result) -> Result end}, Emit).

%% The same, with a trace of each run, as run/3; `reduce' turns a result into the emitted
%% term, in the process that executed the run.
-spec run_many(paxy_trial:trial(), {First :: pos_integer(), Step :: pos_integer()}, non_neg_integer(),
               #{trace := boolean(), reduce := fun((paxy_sim_world:result()) -> Reduced)},
               fun((pos_integer(), Reduced) -> term())) -> ok.
run_many(Trial, Numbers, Count, #{trace := Tracing, reduce := Reduce}, Emit) ->
    {Work, Broken} = work(Trial, Numbers, Tracing),
    paxy_sim_workers:in_order(fun(Place, Sign) -> Reduce(Work(Place, Sign)) end,
                              fun(Reason, Decisions) -> Reduce(Broken(Reason, Decisions)) end,
                              1, Count, fun(Place, Result) -> Emit(number(Place, Numbers), Result) end).

%% The same for many runs: Emit(Packed) is called for a few runs at a time. Pack(FirstRun,
%% Results) makes the packed term in the process that executed them.
-spec run_packed(paxy_trial:trial(), {First :: pos_integer(), Step :: pos_integer()}, non_neg_integer(),
                 paxy_sim_workers:pack(paxy_sim_world:result(), Packed), fun((Packed) -> term())) -> ok.
run_packed(Trial, Numbers, Count, Pack, Emit) ->
    paxy_sim_workers:packed(work(Trial, Numbers, false),
                            fun(Place, Results) -> Pack(number(Place, Numbers), Results) end, 1, Count, Emit).

work(Trial, Numbers, Tracing) ->
    ok = paxy_sim_plan:prepare(Trial),
    Planned = only(fun(_, _) -> plan(Trial) end, none),
    {fun(Place, Sign) -> run(Planned, number(Place, Numbers), Tracing, Sign) end,
     fun(Reason, Decisions) -> broken(Planned, Reason, Decisions) end}.

number(Place, {First, Step}) -> First + (Place - 1) * Step.

%% Ends the stretch of runs that a process executes. The runs that have ended by
%% then are emitted; the process exits with {shutdown, cancelled}.
-spec cancel(pid()) -> ok.
cancel(Pid) ->
    paxy_sim_workers:cancel(Pid).

%% The result of a single piece of work, done where its steps are watched: a
%% core may crash or never return as it begins, too.
only(Work, Planned) ->
    Me = self(),
    Tag = make_ref(),
    Broken = fun(Reason, Decisions) -> broken(Planned, Reason, Decisions) end,
    ok = paxy_sim_workers:in_order(Work, Broken, 1, 1, fun(_, Result) -> Me ! {Tag, Result} end),
    receive {Tag, Result} -> Result end.

%% A plan, or the result of each run that it would have had.
plan(Trial) ->
    case paxy_sim_plan:new(Trial) of
        {ok, Plan} -> {ok, Plan};
        {error, Reason} -> broken(none, Reason, [])
    end.

run({ok, Plan}, Run, true, Sign) ->
    execute(Plan, Run, ?EVENTS_MAX, Sign);
run({ok, Plan}, Run, false, Sign) ->
    case execute(Plan, Run, off, Sign) of
        %% The same draws show the same violation, this time in full.
        #{verdict := violation} = Result ->
            maps:merge(execute(Plan, Run, ?EVENTS_MAX, Sign), maps:with([started_at], Result));
        #{verdict := undecided} = Result -> told(Plan, Run, Sign, Result);
        Result -> Result
    end;
run(Result, _, _, _) ->
    Result.

%% The messages tell why a folder did not decide: the run is repeated with the same draws.
told(Plan, Run, Sign, Result) ->
    case paxy_sim_plan:is_folder(Plan) of
        true -> maps:merge(Result, maps:with([reason], execute(Plan, Run, ?CAUSE_EVENTS_MAX, Sign)));
        false -> Result
    end.

execute(Plan, Run, Tracing, Sign) ->
    StartedAt = erlang:system_time(millisecond),
    Result = (paxy_sim_world:run(Plan, Run, Tracing, Sign))#{started_at => StartedAt},
    case Result of
        #{verdict := undecided, reason := Reason, trace := Trace} ->
            Result#{reason := reason(paxy_sim_plan:is_folder(Plan), Reason, Trace, Plan)};
        #{} -> Result
    end.

reason(true, Reason, Trace, #{trial := #{acceptors := Acceptors}}) ->
    Last = lists:nthtail(max(0, length(Trace) - ?CAUSE_EVENTS_MAX), Trace),
    paxy_lab_causes:told(Reason, [Event || Event <- Last, element(4, Event) =/= forgot], Acceptors);
reason(false, Reason, _, _) -> Reason.

%% The result of a run that was cut short, with the decisions so far.
broken(Planned, Reason, Decisions) ->
    {Proposed, Limit} = case Planned of
                            {ok, #{proposed := P, trial := #{time_limit := L}}} -> {P, L};
                            _ -> {[none], 1}
                        end,
    Judgement = paxy_judge:verdict(#{proposed => Proposed, proposers => length(Proposed), time_limit => Limit,
                                     decisions => lists:reverse(Decisions), ending => {failed, Reason}}),
    Judgement#{messages => 0, dropped => 0, started_at => erlang:system_time(millisecond)}.
