%%% Explores every schedule of a small system, built from the same cores as
%%% every run: any message in flight may arrive next, or never; any deadline
%%% may pass at any time. Within the bounds, what it does not find does not
%%% exist: agreement and validity in every state (paxy_judge), and progress
%%% from every state of the acceptors (paxy_check_progress).
%%%
%%% Proposers are checked without back-off. While one waits it ignores
%%% everything, so any schedule in which it waits has the same decisions as one
%%% in which it begins its next round at once, what reached it meanwhile is
%%% lost, and what it sends is later.
-module(paxy_check).

-export([run/2, show/2]).
-export_type([options/0, outcome/0]).

-type options() :: #{report => fun((map()) -> term()),
                     reductions => [paxy_check_model:reduction()],
                     states_max => pos_integer(),
                     memory_max => pos_integer(),     %% bytes of the whole Erlang node
                     workers => pos_integer()}.

%% Figures as far as it came, and how it ended. A schedule that shows a
%% violation is one of the shortest; `reason' says what it shows.
-type outcome() :: #{ending := complete | violation | states_max | memory_max | stopped,
                     states := non_neg_integer(), transitions := non_neg_integer(),
                     frontier := non_neg_integer(), depth := non_neg_integer(), elapsed := integer(), %% ms
                     schedule => [paxy_check_schedule:word()],
                     reason => binary(),
                     trace => [paxy_trace:event()]}.

-define(STATES_MAX, 50_000_000).
-define(MEMORY_MAX, 4_000_000_000).

-spec run(paxy_check_system:bounds(), options()) -> {ok, outcome()} | {error, Reason :: iodata()}.
run(Bounds, Options) ->
    case paxy_check_system:new(Bounds) of
        {ok, System} ->
            Reductions = maps:get(reductions, Options, paxy_check_model:reductions()),
            case paxy_check_model:new(System, Reductions) of
                {ok, Model} -> {ok, search(System, Model, Options)};
                {error, _} = Error -> Error
            end;
        {error, unknown_version} ->
            {error, io_lib:format("there is no version ~w", [map_get(version, Bounds)])}
    end.

search(System, Model, Options) ->
    Limits = #{states_max => maps:get(states_max, Options, ?STATES_MAX),
               memory_max => maps:get(memory_max, Options, ?MEMORY_MAX),
               workers => maps:get(workers, Options, erlang:system_info(schedulers_online))},
    Report = maps:get(report, Options, fun(_) -> ok end),
    case paxy_check_search:run(System, Model, Limits, Report) of
        #{ending := {flaw, _, Path}} = Result ->
            Words = paxy_check_schedule:words(Path, fun(M) -> paxy_check_model:message(M, Model) end, System),
            {ok, Played} = paxy_check_schedule:play(Words, System),
            %% The cores themselves must show it, too.
            #{verdict := violation, reason := Reason, trace := Trace} = judged(Played, System),
            Result#{ending => violation, schedule => Words, reason => Reason, trace => Trace};
        Result -> Result
    end.

%% What the steps of a schedule lead to.
-spec show(paxy_check_system:bounds(), [paxy_check_schedule:word()]) ->
          {ok, #{verdict := violation | safe, reason := binary(), trace := [paxy_trace:event()]}}
        | {error, Reason :: iodata()}.
show(Bounds, Words) ->
    case paxy_check_system:new(Bounds) of
        {ok, System} ->
            case paxy_check_schedule:play(Words, System) of
                {ok, Played} -> {ok, judged(Played, System)};
                {error, _} = Error -> Error
            end;
        {error, unknown_version} ->
            {error, io_lib:format("there is no version ~w", [map_get(version, Bounds)])}
    end.

judged(#{trace := Trace, decisions := Decisions, acceptors := Acceptors}, #{proposed := Proposed} = System) ->
    Flaw = case paxy_judge:safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) of
               {violation, agreement, One, Other} -> {agreement, One, Other};
               {violation, validity, Value} -> {validity, Value};
               safe ->
                   case paxy_check_progress:decides(paxy_check_progress:proposer(System), Acceptors) of
                       true -> none;
                       false -> no_progress
                   end
           end,
    case Flaw of
        none -> #{verdict => safe, reason => <<>>, trace => Trace};
        _ -> #{verdict => violation, reason => reason(Flaw), trace => Trace}
    end.

reason({agreement, One, Other}) -> text("both ~w and ~w were decided", [One, Other]);
reason({validity, Value}) -> text("~w was decided, which nobody proposed", [Value]);
reason(no_progress) ->
    <<"from here one more proposer, with the highest ballot, without loss or rivals, does not decide in one round">>.

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).
