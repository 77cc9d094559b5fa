%%% The outcome of a run in real time: its judgement with the facts behind it,
%%% and the lines that close it. Pure.
-module(paxy_outcome).

-export([outcome/2, lines/1]).
-export_type([outcome/0, facts/0]).

%% `trace' is present for a violation.
-type outcome() :: #{verdict := paxy_judge:verdict(),
                     decision := none | {value, term()},
                     rounds := none | non_neg_integer(),
                     elapsed := none | non_neg_integer(),
                     reason := binary(),
                     decisions := [paxy_judge:decision()],
                     messages := non_neg_integer(),
                     dropped := non_neg_integer(),
                     late := non_neg_integer(),  %% ms, of the timer or fault that was latest
                     started_at := integer(),   %% ms since 1970
                     trace => [paxy_trace:event()]}.

%% Times of the traces and of the start are system times in microseconds.
-type facts() :: #{trial := paxy_trial:trial(), decisions := [paxy_judge:decision()], away => [paxy_core:name()],
                   messages := non_neg_integer(), dropped := non_neg_integer(), late := non_neg_integer(),
                   started_us := integer(), traces := [paxy_trace:event()]}.

-spec outcome(paxy_judge:ending(), facts()) -> outcome().
outcome(Ending, #{trial := #{proposers := Count, time_limit := Limit} = Trial, decisions := Decisions,
                  messages := Messages, dropped := Dropped, late := Late, started_us := StartedUs, traces := Traces} = Facts) ->
    Judgement = paxy_judge:verdict(#{proposed => [Value || {_, Value, _} <- paxy_trial:proposers(Trial)],
                                     decisions => Decisions, proposers => Count, time_limit => Limit,
                                     away => maps:get(away, Facts, []), ending => Ending}),
    Outcome = Judgement#{messages => Messages, dropped => Dropped, late => Late, started_at => StartedUs div 1000},
    case Outcome of
        #{verdict := violation} -> Outcome#{trace => paxy_trace:merge(StartedUs, Traces)};
        %% Of a folder, to say why.
        #{verdict := undecided, reason := Reason} when Traces =/= [] ->
            Outcome#{reason := paxy_lab_causes:told(Reason, paxy_trace:merge(StartedUs, Traces), map_get(acceptors, Trial))};
        #{} -> Outcome
    end.

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
