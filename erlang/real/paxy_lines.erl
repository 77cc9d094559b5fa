%%% The classic lines of a run, derived from a proposer's effects, since a core
%%% never prints. Users' scripts match these lines, so they must not change.
-module(paxy_lines).

-export([narrator/1, news/2, line/3]).
-export_type([narrator/0, news/0]).

-type news() :: {phase_1, Ballot :: term()}
              | {phase_2, Ballot :: term(), Value :: term()}
              | {aborted, Ballot :: term()}
              | {gave_up, Round :: non_neg_integer()}
              | {decided, Value :: term(), Ballot :: term()}.

%% Whether to print, and the ballot of the current round.
-opaque narrator() :: silent | {aloud, Ballot :: none | term()}.

-spec narrator(silent | aloud) -> narrator().
narrator(silent) -> silent;
narrator(aloud) -> {aloud, none}.

%% The news in an effect, for people.
-spec news(paxy_core:effect(), narrator()) -> {[news()], narrator()}.
news(_, silent) ->
    {[], silent};
news({broadcast, {prepare, Ballot}}, {aloud, Ballot0}) ->
    {aborted(Ballot0) ++ [{phase_1, Ballot}], {aloud, Ballot}};
news({broadcast, {accept, Ballot, Value}}, _) ->
    {[{phase_2, Ballot, Value}], {aloud, Ballot}};
news({timer, {backoff, Ballot}, _}, {aloud, Ballot}) ->
    {aborted(Ballot), {aloud, none}};
news({gave_up, Round}, {aloud, Ballot}) ->
    {aborted(Ballot) ++ [{gave_up, Round}], {aloud, none}};
news({decided, Value, Round}, {aloud, none}) ->
    {[{decided, Value, Round}], {aloud, none}};
news({decided, Value, _}, {aloud, Ballot}) ->
    {[{decided, Value, Ballot}], {aloud, none}};
news(_, Narrator) ->
    {[], Narrator}.

aborted(none) -> [];
aborted(Ballot) -> [{aborted, Ballot}].

%% A line for people, without its end; ms from the proposer's first round.
-spec line(paxy_core:name(), ElapsedMs :: integer(), news()) -> binary().
line(Name, Ms, News) ->
    {Format, Arguments} = text(News, Ms),
    unicode:characters_to_binary(io_lib:format("[Proposer ~ts] " ++ Format, [Name | Arguments])).

text({phase_1, Ballot}, _) -> {"Phase 1: round ~w", [Ballot]};
text({phase_2, Ballot, Value}, _) -> {"Phase 2: round ~w proposal ~w", [Ballot, Value]};
text({aborted, Ballot}, _) -> {"aborted round ~w", [Ballot]};
text({gave_up, Round}, _) -> {"gave up before round ~w", [Round]};
text({decided, Value, Ballot}, Ms) -> {"DECIDED ~w in round ~w after ~w ms", [Value, Ballot, Ms]}.
