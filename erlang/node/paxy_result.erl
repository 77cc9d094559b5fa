%%% The result of a run, as an engine hands it back, as a record.
-module(paxy_result).

-export([record/3]).

%% The trace goes ahead in records of their own, so that no record is large.
-define(TRACE_LINES_MAX, 500).

-spec record(paxy_run_queue:request(), pos_integer(), paxy_outcome:outcome()) -> iodata().
record(#{trial := Trial, attempt := Attempt, config := Config}, Run, Result) ->
    #{verdict := Verdict, decision := Decision, rounds := Rounds, elapsed := Elapsed,
      reason := Reason, decisions := Decisions, messages := Messages, dropped := Dropped,
      started_at := StartedAt} = Result,
    Id = #{trial => Trial, run => Run, attempt => Attempt},
    send_trace(maps:get(trace, Result, []), Id),
    paxy_json:encode(
      Id#{t => run, verdict => Verdict, decision => decision(Decision),
          rounds => number(Rounds), elapsed => number(Elapsed), reason => Reason,
          decisions => [[Name, value(Value), Round, Ms] || {Name, Value, Round, Ms} <- Decisions],
          messages => Messages, dropped => Dropped, late => number(maps:get(late, Result, none)),
          winner => winner(Decision, Config),
          started_at => StartedAt}).

send_trace([], _) ->
    ok;
send_trace(Lines, Id) ->
    {Some, Rest} = split(?TRACE_LINES_MAX, Lines),
    ok = paxy_terminal:record(
           paxy_json:encode(Id#{t => trace, lines => [iolist_to_binary(paxy_trace:json(Event)) || Event <- Some]})),
    send_trace(Rest, Id).

split(Most, Lines) when length(Lines) > Most -> lists:split(Most, Lines);
split(_, Lines) -> {Lines, []}.

%% Whose value was agreed on.
winner(none, _) -> <<>>;
winner({value, Value}, Config) ->
    case [Name || {Name, Proposed, _} <- paxy_trial:proposers(Config), Proposed =:= Value] of
        [Name] -> atom_to_binary(Name);
        [] -> <<>>
    end.

decision(none) -> <<>>;
decision({value, Value}) -> value(Value).

number(none) -> null;
number(Number) -> Number.

value(Value) ->
    iolist_to_binary(io_lib:format("~w", [Value])).
