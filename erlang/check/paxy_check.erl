%%% The checker: every schedule of a small system, built from the same cores as
%%% every run. Any message in flight may arrive next, or never; any deadline may
%%% pass at any time. Where it says `complete', no schedule within the bounds
%%% breaks agreement or validity (paxy_judge), and from every state of the
%%% acceptors one more proposer decides (paxy_check_progress). README.md in this
%%% folder is a tour of the modules.
%%%
%%% In this order: a quick look at the whole system; samples of its levels, which
%%% show a wrong protocol wrong in a second or two (paxy_check_sample); then narrower
%%% bounds, each to its end; at last all of it.
-module(paxy_check).

-export([run/2, show/2]).
-export_type([options/0, outcome/0]).

-type options() :: #{report => fun((paxy_check_guard:figures()) -> term()),
                     reductions => [paxy_check_model:reduction()],
                     states_max => pos_integer(),
                     memory_max => pos_integer(),     %% bytes of the whole Erlang node
                     call_ms_max => pos_integer(),    %% a core's step must return within this many ms
                     workers => pos_integer(),
                     sample_ms => non_neg_integer(),    %% how long to sample; 0: not at all
                     seed => integer(),               %% of the samples
                     shortest_ms => non_neg_integer(), %% how long to look for a shorter schedule
                     widen => boolean(),              %% narrower bounds first
                     progress => boolean(),           %% is progress looked at, or safety alone?
                     compact => boolean()}.           %% hashes where a state does not fit a word

%% The result of a bound that was searched completely.
-type closed() :: #{rounds := pos_integer(), crashes := non_neg_integer(), duplicates := non_neg_integer(),
                    states := pos_integer()}.

%% Figures of the last search, how it ended, and which narrower bounds were
%% closed. `bounds' are those in which a violation was found, and `shortest'
%% says whether none of them has a schedule of fewer steps. `missed' is the chance that a
%% state was missed because another had its hash.
-type outcome() :: #{ending := complete | violation | states_max | memory_max | stopped,
                     states := non_neg_integer(), transitions := non_neg_integer(),
                     frontier := non_neg_integer(), depth := non_neg_integer(), elapsed := integer(), %% ms
                     closed := [closed()], memory := non_neg_integer(), bounds := paxy_check_system:bounds(),
                     missed => float(), bytes_state => float(), sampled => non_neg_integer(),
                     schedule => [paxy_check_schedule:word()],
                     shortest => boolean(),
                     flaw => flaw(), reason => binary(),
                     trace => [paxy_trace:event()]}.

%% The property that a violation breaks.
-type flaw() :: agreement | validity | progress | crash.

-define(STATES_MAX, 2_000_000_000).
-define(MEMORY_MAX, 4_000_000_000).
-define(QUICK_STATES, 10_000).
-define(SAMPLE_MS, 700).
-define(SHORTEST_MS, 300).

-record(check, {system :: paxy_check_system:system(), model :: paxy_check_model:model(),
                options :: options(), say :: paxy_check_guard:say()}).

%% A message `stop' to the calling process ends it with the findings so far.
-spec run(paxy_check_system:bounds(), options()) -> {ok, outcome()} | {error, Reason :: iodata()}.
run(Bounds, Options0) ->
    Options = maps:merge(defaults(), Options0),
    Unknown = #{states => 0, transitions => 0, frontier => 0, depth => 0, closed => [], bounds => Bounds},
    Work = fun(Say) -> checked(Bounds, Options, Say) end,
    case paxy_check_guard:run(Work, Options, maps:get(report, Options)) of
        {done, {error, _} = Error, _} -> Error;
        {done, {ok, Outcome}, Figures} -> {ok, maps:merge(maps:merge(Unknown, Figures), Outcome)};
        {ended, Ending, Figures} -> {ok, (maps:merge(Unknown, Figures))#{ending => Ending}};
        {error, _} = Error -> Error
    end.

defaults() ->
    #{report => fun(_) -> ok end, reductions => paxy_check_model:reductions(), states_max => ?STATES_MAX,
      memory_max => ?MEMORY_MAX, workers => erlang:system_info(schedulers_online), sample_ms => ?SAMPLE_MS,
      seed => 1, shortest_ms => ?SHORTEST_MS, widen => true, compact => false, progress => true}.

checked(Bounds, Options, Say) ->
    case check(Bounds, Options, Say) of
        {ok, Check} ->
            case quick_look(Check) of
                unknown -> sampled(Check);
                Outcome -> {ok, Outcome}
            end;
        {error, _} = Error -> Error
    end.

check(Bounds, #{reductions := Reductions} = Options, Say) ->
    ok = Say(#{phase => tables, within => within(Bounds)}),
    case paxy_check_system:new(Bounds) of
        {ok, System} ->
            Report = fun(States) -> Say(#{own_states => States}) end,
            case paxy_check_model:new(System, Reductions, Report) of
                {ok, Model} -> {ok, #check{system = System, model = Model, options = Options, say = Say}};
                {error, _} = Error -> Error
            end;
        {error, _} = Error -> Error
    end.

within(Bounds) -> maps:with([rounds, crashes, duplicates], Bounds).

quick_look(#check{options = #{states_max := Max}} = Check) ->
    case search(Check, #{states_max => min(Max, ?QUICK_STATES)}) of
        #{ending := states_max} when Max > ?QUICK_STATES -> unknown;
        Result -> outcome(Result, true, Check)
    end.

sampled(#check{options = #{sample_ms := 0}} = Check) ->
    widened(Check, 0);
sampled(#check{model = Model} = Check) ->
    ok = (Check#check.say)(#{phase => sample}),
    sampled(roomy(Model), Check).

%% What is in flight has many more forms where actors may come back.
roomy(Model) ->
    case paxy_check_model:crashes(Model) > 0 andalso paxy_check_model:widened(Model) of
        {ok, Wider} -> Wider;
        _ -> Model
    end.

sampled(Model, #check{options = #{sample_ms := Ms, seed := Seed, workers := Workers}, say = Say} = Check) ->
    Columns = paxy_check_column:new(paxy_check_model:columns_max(Model)),
    case paxy_check_sample:run(Model, Columns, #{seed => Seed, ms => Ms, workers => Workers}, Say) of
        {none, Looked} -> widened(Check, Looked);
        {found, Path, Looked} ->
            {ok, (shorter(paxy_check_sample:shorten(Path, Model, Columns), Check))#{sampled => Looked}};
        too_wide -> sampled(wider(Model), Check)
    end.

wider(Model) ->
    case paxy_check_model:widened(Model) of
        {ok, Wider} -> Wider;
        {error, Reason} -> throw({fault, Reason})
    end.

%% Every schedule of fewer steps, if there is time for that.
shorter(Path, #check{options = #{shortest_ms := 0}} = Check) ->
    violation(Path, Check, #{shortest => false});
shorter(Path, #check{options = #{shortest_ms := Ms}, say = Say} = Check) ->
    ok = Say(#{phase => shorter}),
    case search(Check, #{depth_max => length(Path) - 1, ms_max => Ms}) of
        #{ending := {flaw, _, Shorter}} = Result -> violation(Shorter, Check, Result#{shortest => true});
        #{ending := states_max} = Result -> violation(Path, Check, Result#{shortest => false});
        Result -> violation(Path, Check, Result#{shortest => true})
    end.

%% Narrower bounds, each to its end, and then the whole.
widened(#check{system = #{bounds := Bounds}, options = #{widen := Widen}} = Check, Looked) ->
    case closed(case Widen of true -> narrower(Bounds); false -> [] end, [], Check) of
        {ok, Closed} ->
            #{ending := Ending} = Result = search(Check, #{}),
            {ok, (outcome(Result, Ending =/= states_max, Check))#{closed => Closed, sampled => Looked}};
        {violation, Outcome, Closed} -> {ok, Outcome#{closed => Closed, sampled => Looked}};
        {error, _} = Error -> Error
    end.

narrower(#{rounds := Rounds, crashes := Crashes, duplicates := Duplicates} = Bounds) ->
    [Bounds#{rounds := R, crashes := C, duplicates := D}
     || R <- lists:seq(1, Rounds), C <- lists:seq(0, Crashes), D <- lists:seq(0, Duplicates),
        {R, C, D} =/= {Rounds, Crashes, Duplicates}].

closed([], Closed, _) ->
    {ok, Closed};
closed([Bounds | Wider], Closed, #check{options = Options, say = Say}) ->
    case check(Bounds, Options, Say) of
        {ok, Check} ->
            #{ending := Ending, states := States} = Result = search(Check, #{}),
            Now = Closed ++ [(within(Bounds))#{states => States} || Ending =:= complete],
            ok = Say(#{closed => Now}),
            case outcome(Result, true, Check) of
                #{ending := violation} = Outcome -> {violation, Outcome, Closed};
                #{ending := states_max} -> {ok, Now};
                _ -> closed(Wider, Now, Check)
            end;
        {error, _} = Error -> Error
    end.

search(#check{system = System, model = Model, options = Options, say = Say} = Check, Limits) ->
    ok = Say(#{phase => search, within => within(maps:get(bounds, System))}),
    case paxy_check_search:run(System, Model, maps:merge(Options, Limits), Say) of
        #{ending := too_wide} -> search(Check#check{model = wider(Model)}, Limits);
        Result -> Result
    end.

outcome(#{ending := {flaw, _, Path}} = Result, Shortest, Check) ->
    violation(Path, Check, Result#{shortest => Shortest});
outcome(Result, _, _) ->
    Result.

%% A violation counts only if the cores themselves show it, too.
violation(Path, #check{system = #{bounds := Bounds} = System, model = Model}, Result) ->
    Words = paxy_check_schedule:words(Path, fun(M) -> paxy_check_model:message(M, Model) end, System),
    {ok, Played} = paxy_check_schedule:play(Words, System),
    #{verdict := violation} = Judged = judged(Played, System),
    maps:merge(Result#{ending => violation, bounds => Bounds, schedule => Words}, maps:remove(verdict, Judged)).

%% The result of a schedule.
-spec show(paxy_check_system:bounds(), [paxy_check_schedule:word()]) ->
          {ok, #{verdict := violation | safe, flaw => flaw(), reason := binary(), trace := [paxy_trace:event()]}}
        | {error, Reason :: iodata()}.
show(Bounds, Words) ->
    Work = fun(_) -> shown(Bounds, Words) end,
    case paxy_check_guard:run(Work, defaults(), fun(_) -> ok end) of
        {done, Result, _} -> Result;
        {ended, _, _} -> {error, "the schedule was not played to its end"};
        {error, _} = Error -> Error
    end.

shown(Bounds, Words) ->
    case paxy_check_system:new(Bounds) of
        {ok, System} ->
            case paxy_check_schedule:play(Words, System) of
                {ok, Played} -> {ok, judged(Played, System)};
                {error, _} = Error -> Error
            end;
        {error, _} = Error -> Error
    end.

judged(#{trace := Trace, decisions := Decisions, acceptors := Acceptors}, #{proposed := Proposed} = System) ->
    Flaw = case paxy_judge:safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) of
               {violation, agreement, One, Other} -> {agreement, One, Other};
               {violation, validity, Value} -> {validity, Value};
               safe ->
                   case paxy_check_progress:decides(paxy_check_progress:proposer(System), Acceptors) of
                       true -> none;
                       false -> no_progress;
                       {crashed, Why} -> {crash, Why}
                   end
           end,
    case Flaw of
        none -> #{verdict => safe, reason => <<>>, trace => paxy_lab_pid:named(Trace)};
        _ -> #{verdict => violation, flaw => kind(Flaw), reason => reason(Flaw), trace => paxy_lab_pid:named(Trace)}
    end.

kind(no_progress) -> progress;
kind(Flaw) -> element(1, Flaw).

reason({agreement, One, Other}) -> text("both ~w and ~w were decided", [One, Other]);
reason({validity, Value}) -> text("~w was decided, which nobody proposed", [Value]);
reason({crash, Why}) -> Why;
reason(no_progress) ->
    <<"from here, one more proposer with the highest ballot does not decide in one round, even without losses and rivals">>.

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).
