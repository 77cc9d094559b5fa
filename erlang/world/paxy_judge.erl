%%% The one judge of every engine. It looks at what was proposed and decided
%%% and at how the run ended, and at nothing else.
-module(paxy_judge).

-export([safety/2, verdict/1]).
-export_type([decision/0, ending/0, case_/0, judgement/0]).

%% What one proposer decided, ms after the start of the proposers.
-type decision() :: {Proposer :: paxy_core:name(), Value :: term(),
                     Round :: non_neg_integer(), ElapsedMs :: non_neg_integer()}.

%% How a run ended: every proposer decided; the time limit or the bound on
%% rounds came first; the user cancelled it; or it broke, and why.
-type ending() :: all_decided | time_limit | rounds_limit | cancelled | {failed, Reason :: iodata()}.

-type case_() :: #{proposed := [Value :: term()], decisions := [decision()],
                   proposers := pos_integer(), ending := ending()}.

-type judgement() :: #{verdict := violation | failed | cancelled | undecided | agreed,
                       decision := none | {value, term()},
                       rounds := none | non_neg_integer(),
                       elapsed := none | non_neg_integer(),
                       reason := binary()}.

%% Agreement and validity ("Paxos Made Simple", 1) over the values decided so far.
-spec safety(Proposed :: [term()], Decided :: [term()]) ->
          safe | {violation, agreement, term(), term()} | {violation, validity, term()}.
safety(_, []) ->
    safe;
safety(Proposed, [First | Rest] = Decided) ->
    case [Value || Value <- Rest, Value =/= First] of
        [Other | _] ->
            {violation, agreement, First, Other};
        [] ->
            case [Value || Value <- Decided, not lists:member(Value, Proposed)] of
                [Value | _] -> {violation, validity, Value};
                [] -> safe
            end
    end.

%% Where two verdicts apply: violation, failed, cancelled, undecided, agreed.
-spec verdict(case_()) -> judgement().
verdict(#{proposed := Proposed, decisions := Decisions, ending := Ending} = Case) ->
    case safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) of
        {violation, agreement, One, Other} ->
            ended(violation, text("both ~w and ~w were decided", [One, Other]), Case);
        {violation, validity, Value} ->
            ended(violation, text("~w was decided, which nobody proposed", [Value]), Case);
        safe ->
            case Ending of
                {failed, Reason} -> ended(failed, Reason, Case);
                cancelled -> ended(cancelled, <<"cancelled by the user">>, Case);
                time_limit -> ended(undecided, <<"the time limit came first">>, Case);
                rounds_limit -> ended(undecided, <<"the bound on rounds came first">>, Case);
                all_decided -> ended(agreed, <<>>, Case)
            end
    end.

%% Rounds and elapsed only where every proposer decided, or they would be the
%% figures of the lucky ones.
ended(Verdict, Reason, #{decisions := Decisions, proposers := Proposers}) ->
    Deciders = lists:usort([Name || {Name, _, _, _} <- Decisions]),
    Judgement = #{verdict => Verdict, decision => none, rounds => none, elapsed => none,
                  reason => unicode:characters_to_binary(Reason)},
    case length(Deciders) =:= Proposers of
        true ->
            Judgement#{decision => agreed_value(Verdict, Decisions),
                       rounds => lists:max([Round || {_, _, Round, _} <- Decisions]),
                       elapsed => lists:max([Ms || {_, _, _, Ms} <- Decisions])};
        false ->
            Judgement
    end.

agreed_value(agreed, [{_, Value, _, _} | _]) -> {value, Value};
agreed_value(_, _) -> none.

text(Format, Arguments) ->
    io_lib:format(Format, Arguments).
