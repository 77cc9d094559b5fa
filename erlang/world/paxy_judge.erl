%%% The one judge of every engine. It knows the proposed values, the decisions
%%% and how the run ended, and nothing else.
-module(paxy_judge).

-export([safety/2, verdict/1, verdicts/0]).
-export_type([verdict/0, decision/0, ending/0, case_/0, judgement/0]).

-type verdict() :: violation | failed | cancelled | undecided | agreed.

%% A value that one proposer decided, ms after the start of the proposers.
-type decision() :: {Proposer :: paxy_core:name(), Value :: term(),
                     Round :: non_neg_integer(), ElapsedMs :: non_neg_integer()}.

%% How a run ended: every proposer decided or gave up; the time limit came
%% first; the user cancelled the run; or it broke, and why.
-type ending() :: finished | time_limit | cancelled | {failed, Reason :: iodata()}.

%% The decisions come in the order in which they were heard.
-type case_() :: #{proposed := [Value :: term()], decisions := [decision()],
                   proposers := pos_integer(), time_limit := pos_integer(), ending := ending(),
                   away => [Proposer :: paxy_core:name()]}. %% at the end, in any order

%% `decisions' in the order of time, with a value once for each proposer.
-type judgement() :: #{verdict := verdict(),
                       decision := none | {value, term()},
                       decisions := [decision()],
                       rounds := none | non_neg_integer(),
                       elapsed := none | non_neg_integer(),
                       reason := binary()}.

%% In order of precedence: where two apply, the one named first.
-spec verdicts() -> [verdict()].
verdicts() -> [violation, failed, cancelled, undecided, agreed].

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

%% Where two verdicts apply, the first of violation, failed, cancelled,
%% undecided and agreed. A decision after the time limit counts for safety, and
%% did not come in time.
-spec verdict(case_()) -> judgement().
verdict(#{proposed := Proposed, decisions := Heard, time_limit := Limit, ending := Ending,
          proposers := Proposers} = Case) ->
    Decisions = once_each(lists:keysort(4, Heard)),
    InTime = [Decision || {_, _, _, Ms} = Decision <- Decisions, Ms =< Limit],
    {Verdict, Reason, Counted} =
        case safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) of
            safe ->
                {Safe, Why} = without_violation(Ending, decided_by(InTime) =:= Proposers, InTime =:= Decisions),
                Away = lists:usort(maps:get(away, Case, [])) -- [Name || {Name, _, _, _} <- InTime],
                {Safe, whose(Safe, Why, Away), InTime};
            Violation ->
                {violation, text(Violation), Decisions}
        end,
    figures(Proposers, Counted, #{verdict => Verdict, reason => unicode:characters_to_binary(Reason),
                                  decisions => Decisions}).

without_violation({failed, Reason}, _, _) -> {failed, Reason};
without_violation(cancelled, _, _) -> {cancelled, "cancelled by the user"};
without_violation(_, true, _) -> {agreed, ""};
without_violation(finished, false, true) -> {undecided, "the bound on rounds came first"};
without_violation(_, false, _) -> {undecided, "the time limit came first"}.

%% A proposer that is away can't decide.
whose(undecided, Why, Names) when length(Names) > 3 ->
    [Why, "; ", integer_to_list(length(Names)), " proposers were away at the end"];
whose(undecided, Why, [Name]) -> [Why, "; proposer ", atom_to_list(Name), " was away at the end"];
whose(undecided, Why, [_ | _] = Names) ->
    [Why, "; proposers ", lists:join(", ", [atom_to_list(Name) || Name <- Names]), " were away at the end"];
whose(_, Why, _) -> Why.

text({violation, agreement, One, Other}) ->
    io_lib:format("both ~w and ~w were decided", [One, Other]);
text({violation, validity, Value}) ->
    io_lib:format("~w was decided, which nobody proposed", [Value]).

%% A proposer that decides its value again has decided nothing new.
once_each(Decisions) ->
    once_each(Decisions, #{}).

once_each([], _) -> [];
once_each([{Proposer, Value, _, _} | Later], Seen) when is_map_key({Proposer, Value}, Seen) -> once_each(Later, Seen);
once_each([{Proposer, Value, _, _} = First | Later], Seen) ->
    [First | once_each(Later, Seen#{{Proposer, Value} => []})].

%% How many proposers have decided.
decided_by(Decisions) ->
    length(lists:usort([Name || {Name, _, _, _} <- Decisions])).

%% Rounds and elapsed only where every proposer decided, or they would be the
%% figures of the lucky ones.
figures(Proposers, Decisions, #{verdict := Verdict} = Judgement) ->
    case decided_by(Decisions) of
        Proposers ->
            Judgement#{decision => agreed_value(Verdict, Decisions),
                       rounds => lists:max([Round || {_, _, Round, _} <- Decisions]),
                       elapsed => lists:max([Ms || {_, _, _, Ms} <- Decisions])};
        _ ->
            Judgement#{decision => none, rounds => none, elapsed => none}
    end.

agreed_value(agreed, [{_, Value, _, _} | _]) -> {value, Value};
agreed_value(_, _) -> none.
