%%% The one wire between Erlang and the batch runner: requests come in as lines
%%% with an Erlang term, records go out as JSON objects (RFC 8259). Both sides
%%% have one list of the records: the types here, and src/wire/records.ts,
%%% which reads them strictly; a test compares the two.
-module(paxy_wire).

-export([encode/1, parse/1, run/3, value/1, trace/2, event/2, explored/2, text/2]).
-export_type([record/0, answer/0, event/0, sample/0]).

%% The records of an agent (paxy_agent). `exit' comes from the shell around it.
-type record() ::
    #{t := ready, port := inet:port_number(), otp := binary()}
    %% A shell on another host is ready to take our modules, and has them; the
    %% addresses are those of the connection.
  | #{t := there, folder := binary(), address := binary(), caller := binary()}
  | #{t := unpacked}
  | #{t := refused, reason := binary()}
  | #{t := not_understood, request := binary()}
  | #{t := run, trial := pos_integer(), run := pos_integer(), attempt := pos_integer(),
      verdict := atom(), decision := binary(), rounds := null | non_neg_integer(),
      elapsed := null | non_neg_integer(), reason := binary(), decisions := [decided()],
      messages := non_neg_integer(), dropped := non_neg_integer(),
      winner := binary(), late := null | non_neg_integer(), started_at := integer()}
  | #{t := runs, trial := pos_integer(), run := pos_integer(), step := pos_integer(),
      attempt := pos_integer(), texts := [binary()], rows := [paxy_runs_record:row()]}
  | #{t := trace, trial := pos_integer(), run := pos_integer(), attempt := pos_integer(),
      events := [event()]}
  | #{t := ended, trial := pos_integer(), run := pos_integer(), attempt := pos_integer(),
      verdict := failed | cancelled, reason := binary()}
    %% Every result of a request for several runs has been handed in.
  | #{t := done, trial := pos_integer(), run := pos_integer(), attempt := pos_integer()}
  | #{t := out, trial := pos_integer(), run := pos_integer(), node := node(), text := binary()}
  | #{t := health, ref := non_neg_integer(), nodes := [sample()]}
  | #{t := connected, ref := non_neg_integer(), nodes := [#{name := node(), connected := boolean()}]}
  | #{t := pinged, ref := non_neg_integer(), from := node(),
      links := [#{name := node(), round_trips_ms := [number()]}]}
  | #{t := borrowed, nodes := [#{name := node(), problem := binary()}]}
  | #{t := node_down, node := node(), reason := binary()}.

%% The answers to a single question (paxy_oneshot).
-type answer() ::
    #{t := event, event := event()}
  | #{t := progress, atom() => term()}
  | #{t := checked, atom() => term()}
  | #{t := shown, verdict := violation | safe, flaw => agreement | validity | progress | crash, reason := binary()}
    %% The number of futures that violate after this many events of a run
    %% (paxy_sim_chance).
  | #{t := chance, events := non_neg_integer(), violations := non_neg_integer()}
  | #{t := counted, runs := pos_integer(), counts := #{paxy_witness:name() => non_neg_integer()}}
  | #{t := replayed, verdict := atom(), reason := binary(), decisions := [decided()]}
  | #{t := explored, words := [binary()], at := non_neg_integer(), actors := [map()], choices := [map()],
      properties := [map()], events := [event()]}
    %% A violation made smaller: its smaller trial, and the messages that are lost.
  | #{t := shrunk, atom() => term()}
  | #{t := compiled, module := module(), role := proposer | acceptor}
  | #{t := folder, atom() => term()}
  | #{t := calls, text := binary()}
    %% paxy_grade:tried(); events of the run that it shows go ahead.
  | #{t := tried, load := pos_integer(), runs := non_neg_integer(), counts := #{atom() => pos_integer()},
      unbacked := non_neg_integer(), causes := [binary()], first => #{atom() => term()}}
  | #{t := refused, reasons := [binary()]}
  | #{t := crashed, reason := binary()}.

%% [Proposer, Value as text, Round, ElapsedMs].
-type decided() :: [paxy_core:name() | binary() | non_neg_integer()].

%% An event of a trace, with the actor's place among those of its role, from 1.
%% `where' (file and line of a lab folder's code) and `state' are there where they are known.
-type event() :: #{clock := non_neg_integer(), at := non_neg_integer(), actor := atom(),
                   role := proposer | acceptor | other, index := non_neg_integer(),
                   kind := paxy_trace:kind(), peer := atom(), message := term(),
                   where => binary(), state => term()}.

-type sample() :: #{name := node(), up := boolean(), uptime_ms => non_neg_integer(),
                    processes => non_neg_integer(), memory => non_neg_integer(),
                    run_queue => non_neg_integer(), round_trip_ms => number()}.

%% The trace goes ahead in records of their own, so that no record is large.
-define(TRACE_EVENTS_MAX, 500).

%% One line, without its end.
-spec encode(record() | answer()) -> iodata().
encode(Record) ->
    paxy_json:encode(Record).

%% The term of a line; read as a term and never evaluated.
-spec parse(binary()) -> {ok, term()} | not_a_term.
parse(Line) ->
    try
        {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Line)),
        {ok, Term} = erl_parse:parse_term(Tokens),
        {ok, Term}
    catch
        _:_ -> not_a_term
    end.

%% The record of a run that has ended, as an engine hands its result back.
-spec run(paxy_run_queue:request(), pos_integer(), paxy_outcome:outcome()) -> record().
run(#{trial := Trial, attempt := Attempt, config := Config}, Run, Result) ->
    #{verdict := Verdict, decision := Decision, rounds := Rounds, elapsed := Elapsed,
      reason := Reason, decisions := Decisions, messages := Messages, dropped := Dropped,
      started_at := StartedAt} = Result,
    #{t => run, trial => Trial, run => Run, attempt => Attempt,
      verdict => Verdict, decision => decision(Decision),
      rounds => number(Rounds), elapsed => number(Elapsed), reason => Reason,
      decisions => [[Name, value(Value), Round, Ms] || {Name, Value, Round, Ms} <- Decisions],
      messages => Messages, dropped => Dropped, winner => winner(Decision, Config),
      late => number(maps:get(late, Result, none)), started_at => StartedAt}.

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

%% A decided value as text.
-spec value(term()) -> binary().
value(Value) ->
    iolist_to_binary(io_lib:format("~w", [Value])).

%% The records of the trace of a run, that come before its own; none where it has no trace.
-spec trace(#{trial := pos_integer(), run := pos_integer(), attempt := pos_integer(), _ => _}, {paxy_trial:trial(), [paxy_trace:event()]}) -> [record()].
trace(#{trial := Trial, run := Run, attempt := Attempt}, {Config, Events}) ->
    Places = paxy_trial:places(Config),
    [#{t => trace, trial => Trial, run => Run, attempt => Attempt,
       events => [event(Event, Places) || Event <- Some]} || Some <- pieces(Events)].

pieces([]) -> [];
pieces(Events) when length(Events) =< ?TRACE_EVENTS_MAX -> [Events];
pieces(Events) ->
    {Some, Rest} = lists:split(?TRACE_EVENTS_MAX, Events),
    [Some | pieces(Rest)].

-spec event(paxy_trace:event(), paxy_trial:places()) -> event().
event({Clock, At, Actor, Kind, Peer, {'$at', File, Line, Message}}, Places) ->
    (event({Clock, At, Actor, Kind, Peer, Message}, Places))#{where => text("~ts:~w", [File, Line])};
event({Clock, At, Actor, Kind, Peer, Message}, Places) ->
    {Role, Index} = maps:get(Actor, Places, {other, 0}),
    #{clock => Clock, at => At, actor => Actor, role => Role, index => Index, kind => Kind,
      peer => Peer, message => Message}.

%% The state after a schedule and what can happen next (paxy_explore).
-spec explored(paxy_explore:view(), paxy_check_system:bounds()) -> answer().
explored(#{words := Words, at := At, actors := Actors, choices := Choices, properties := Properties, trace := Trace}, Bounds) ->
    Places = paxy_trial:places(Bounds),
    #{t => explored, words => Words, at => At, choices => Choices,
      actors => [Actor#{waits := waits(Waits)} || #{waits := Waits} = Actor <- Actors],
      properties => [#{name => Name, holds => Holds, why => text("~ts", [Why])} || {Name, Holds, Why} <- Properties],
      events => [event(Event, Places) || Event <- Trace]}.

waits(none) -> [];
waits(start) -> [start];
waits({timer, Tag}) -> [timer, Tag].

%% Text for people.
-spec text(io:format(), [term()]) -> binary().
text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).
