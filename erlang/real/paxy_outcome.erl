%%% What a run in real time came to: its judgement with what led to it, and
%%% the lines that close it. Pure.
-module(paxy_outcome).

-export([outcome/2, lines/1]).
-export_type([outcome/0, ending/0, facts/0]).

%% A judgement with what led to it. `trace' is there on a violation.
-type outcome() :: #{verdict := violation | failed | cancelled | undecided | agreed,
                     decision := none | {value, term()},
                     rounds := none | non_neg_integer(),
                     elapsed := none | non_neg_integer(),
                     reason := binary(),
                     decisions := [paxy_judge:decision()],
                     messages := non_neg_integer(),
                     dropped := non_neg_integer(),
                     started_at := integer(),   %% ms since 1970
                     trace => [paxy_trace:event()]}.

%% How it ended as far as the runner can tell; finished: every proposer has
%% decided or given up.
-type ending() :: finished | time_limit | cancelled | {failed, Reason :: iodata()}.

%% Times of the traces and of the start are system times in microseconds.
-type facts() :: #{trial := paxy_trial:trial(), decisions := [paxy_judge:decision()],
                   messages := non_neg_integer(), dropped := non_neg_integer(),
                   started_us := integer(), traces := [paxy_trace:event()]}.

-spec outcome(ending(), facts()) -> outcome().
outcome(Ending, #{decisions := Decisions0, messages := Messages, dropped := Dropped,
                  started_us := StartedUs, traces := Traces, trial := Trial}) ->
    Decisions = lists:keysort(4, Decisions0),
    Judgement = judge(Ending, Decisions, Trial),
    Outcome = Judgement#{decisions => Decisions, messages => Messages, dropped => Dropped,
                         started_at => StartedUs div 1000},
    case Outcome of
        #{verdict := violation} -> Outcome#{trace => paxy_trace:merge(StartedUs, Traces)};
        #{} -> Outcome
    end.

%% A decision that came after the time limit counts for safety, but did not
%% come in time.
judge(Ending, Decisions, #{proposers := Count, time_limit := Limit} = Trial) ->
    Proposed = [Value || {_, Value, _} <- paxy_trial:proposers(Trial)],
    InTime = [Decision || {_, _, _, Ms} = Decision <- Decisions, Ms =< Limit],
    Case = #{proposed => Proposed, proposers => Count, ending => ending(Ending, Decisions, InTime, Count)},
    case paxy_judge:safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) of
        safe -> paxy_judge:verdict(Case#{decisions => InTime});
        _ -> paxy_judge:verdict(Case#{decisions => Decisions})
    end.

ending(Ending, Decisions, InTime, Count) when Ending =:= finished; Ending =:= time_limit ->
    case length(lists:usort([Name || {Name, _, _, _} <- InTime])) of
        Count -> all_decided;
        _ when Ending =:= finished, Decisions =:= InTime -> rounds_limit;
        _ -> time_limit
    end;
ending(Ending, _, _, _) ->
    Ending.

%% For people, without their ends.
-spec lines(outcome()) -> [binary()].
lines(#{verdict := agreed, elapsed := Elapsed}) ->
    [total(Elapsed)];
lines(#{verdict := violation, reason := Reason, elapsed := none}) ->
    [<<"[Paxy] VIOLATION: ", Reason/binary>>];
lines(#{verdict := violation, reason := Reason, elapsed := Elapsed}) ->
    [<<"[Paxy] VIOLATION: ", Reason/binary>>, total(Elapsed)];
lines(#{verdict := Verdict, reason := Reason}) ->
    [<<"[Paxy] ", (atom_to_binary(Verdict))/binary, ": ", Reason/binary>>].

total(Elapsed) ->
    <<"[Paxy] Total elapsed time: ", (integer_to_binary(Elapsed))/binary, " ms">>.
