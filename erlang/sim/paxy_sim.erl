%%% Runs of a trial in virtual time: the cores of the real engines, with a
%%% queue of events in place of clocks and nodes. Equal seeds give equal runs.
-module(paxy_sim).

-export([run/3, run_many/4]).

%% One run. With the option `trace => true' its trace is always handed back,
%% otherwise only that of a violation.
-spec run(paxy_trial:trial(), pos_integer(), #{trace => boolean(), _ => _}) -> paxy_sim_world:result().
run(Trial, Run, Options) ->
    case paxy_sim_plan:new(Trial) of
        {ok, Plan} -> attempt(Plan, Run, maps:get(trace, Options, false));
        {error, Error} -> failed(atom_to_binary(Error))
    end.

%% Count runs from First on, on all schedulers; Emit(Run, Result) is called in
%% this process, in the order of the runs, while the work goes on.
-spec run_many(paxy_trial:trial(), pos_integer(), non_neg_integer(),
               fun((pos_integer(), paxy_sim_world:result()) -> term())) -> ok.
run_many(Trial, First, Count, Emit) ->
    Work = case paxy_sim_plan:new(Trial) of
               {ok, Plan} -> fun(Run) -> attempt(Plan, Run, false) end;
               {error, Error} -> fun(_) -> failed(atom_to_binary(Error)) end
           end,
    paxy_sim_workers:in_order(Work, First, Count, Emit).

attempt(Plan, Run, true) ->
    execute(Plan, Run, on);
attempt(Plan, Run, false) ->
    case execute(Plan, Run, off) of
        %% The same draws show the same violation, this time in full.
        #{verdict := violation} = Result -> maps:merge(execute(Plan, Run, on), maps:with([started_at], Result));
        Result -> Result
    end.

execute(Plan, Run, Tracing) ->
    StartedAt = erlang:system_time(millisecond),
    Result = try paxy_sim_world:run(Plan, Run, Tracing)
             catch
                 error:endless -> failed(<<"too many events without any time passing">>);
                 Class:Reason:Stack -> failed(crash(Class, Reason, Stack))
             end,
    Result#{started_at => StartedAt}.

crash(Class, Reason, Stack) ->
    unicode:characters_to_binary(io_lib:format("~s: ~0p in ~0p", [Class, Reason, hd(Stack)], [{chars_limit, 500}])).

failed(Reason) ->
    Judgement = paxy_judge:verdict(#{proposed => [], decisions => [], proposers => 1,
                                     ending => {failed, Reason}}),
    Judgement#{decisions => [], messages => 0, dropped => 0,
               started_at => erlang:system_time(millisecond)}.
