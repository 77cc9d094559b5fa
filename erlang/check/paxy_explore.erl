%%% A small system, step by step, as the user chooses: the state after a schedule, and all
%%% possible next steps. It plays the real cores on the stage of paxy_check_stage, without
%%% the checker's reductions, so it takes any core and any folder, and systems that are
%%% much too large to be checked.
%%%
%%% A session is a process that remembers its steps, so a question about a longer schedule
%%% plays only the new ones.
-module(paxy_explore).

-export([start/1, ask/2]).
-export_type([session/0, question/0, view/0]).

%% The simulator's clock, as a trial's defaults have it.
-define(DELAY_MS, 10).
-define(DEADLINE_MS, 100).
-define(STEPS_MAX, 1000).
%% In random steps, a deadline or a start is this much rarer than a message.
-define(TICK_EVERY, 8).
-define(ANSWER_MS_MAX, 5000).
%% Progress is checked only for systems where that is quick.
-define(PROGRESS_ACCEPTORS_MAX, 4).

-type session() :: {pid(), ets:table()}.
%% `follow' takes the steps of a run's events, as far as they are possible here:
%% each with the JSON of its message, or of its timer's tag.
-type question() :: {at, [paxy_check_stage:word()]}
                  | {follow, [{paxy_trace:kind(), paxy_core:name(), Peer :: atom(), Json :: binary()}]}
                  | {on, [paxy_check_stage:word()], random | clock, Steps :: pos_integer(), Seed :: integer()}.

%% A possible step: its actor and, for a message, the sender. `at' is its time by the
%% simulator's clock (ms); `effects' is the number of effects after which a crash could
%% cut it short.
-type choice() :: #{word := paxy_check_stage:word(), kind := start | timer | deliver | crash, actor := paxy_core:name(),
                    peer := paxy_core:name() | none, message := term(), at := non_neg_integer(),
                    effects := non_neg_integer()}.
-type view() :: #{words := [paxy_check_stage:word()], at := non_neg_integer(),
                  actors := [#{name := paxy_core:name(), role := proposer | acceptor, waits := term(),
                               fields := [{atom(), term()}], decided := [term()]}],
                  choices := [choice()],
                  properties := [paxy_properties:property()],
                  trace := [paxy_trace:event()]}.

%% A place on the path, the newest first: the step that led there, the stage, and the
%% simulator's time.
-type place() :: {paxy_check_stage:word() | none, paxy_check_stage:stage(), AtMs :: non_neg_integer()}.

-record(session, {system :: paxy_check_system:system(), rescue :: off | paxy_check_progress:proposer(),
                  way :: [place(), ...]}).

%% A system before its first step.
-spec start(paxy_check_system:bounds()) -> {ok, session()} | {error, Reason :: iodata()}.
start(Bounds) ->
    Calls = ets:new(calls, [public, set]),
    {Pid, Monitor} = spawn_monitor(fun() -> begin_session(Bounds, Calls) end),
    Pid ! {begun, self()},
    case answer({Pid, Calls}, Monitor) of
        {ok, ready} -> {ok, {Pid, Calls}};
        {error, _} = Error -> Error
    end.

-spec ask(session(), question()) -> {ok, view()} | {error, Reason :: iodata()}.
ask({Pid, _} = Session, Question) ->
    Monitor = erlang:monitor(process, Pid),
    Pid ! {Question, self()},
    answer(Session, Monitor).

answer({Pid, Calls} = Session, Monitor) ->
    receive
        {Pid, Answer} ->
            true = erlang:demonitor(Monitor, [flush]),
            Answer;
        {'DOWN', Monitor, process, Pid, Reason} ->
            {error, io_lib:format("it ended: ~0tP", [Reason, 20])}
    after ?ANSWER_MS_MAX ->
        case paxy_check_call:now_in(Calls, ?ANSWER_MS_MAX) of
            [{_, Call} | _] ->
                true = exit(Pid, kill),
                {error, [Call, " has not returned after 5 s."]};
            [] -> answer(Session, Monitor)
        end
    end.

begin_session(Bounds, Calls) ->
    ok = paxy_check_call:watch(Calls),
    receive
        {begun, From} ->
            case guarded(fun() -> opened(Bounds) end) of
                {ok, Session} ->
                    From ! {self(), {ok, ready}},
                    loop(Session);
                {error, _} = Error -> From ! {self(), Error}
            end
    end.

opened(Bounds) ->
    case paxy_check_system:new(Bounds) of
        {ok, #{bounds := #{acceptors := Acceptors}} = System} ->
            {ok, #session{system = System, way = [{none, paxy_check_stage:new(System), 0}],
                          rescue = case Acceptors =< ?PROGRESS_ACCEPTORS_MAX of
                                       true -> paxy_check_progress:proposer(System);
                                       false -> off
                                   end}};
        {error, _} = Error -> Error
    end.

%% A core's fault is reported as a sentence.
guarded(Work) ->
    try Work()
    catch throw:{fault, Sentence} -> {error, Sentence}
    end.

loop(Session) ->
    receive
        {Question, From} ->
            case guarded(fun() -> moved(Question, Session) end) of
                {ok, Moved} ->
                    From ! {self(), guarded(fun() -> {ok, view(Moved)} end)},
                    loop(Moved);
                {error, _} = Error ->
                    From ! {self(), Error},
                    loop(Session)
            end
    end.

moved({at, Words}, #session{way = Way} = Session) ->
    case played(Words, common(Words, lists:reverse(Way)), Session) of
        {ok, There} -> {ok, Session#session{way = There}};
        {error, _} = Error -> Error
    end;
moved({follow, Events}, #session{way = Way} = Session) ->
    {ok, moved_along(Events, Session#session{way = [lists:last(Way)]})};
moved({on, Words, How, Steps, Seed}, Session0) ->
    case moved({at, Words}, Session0) of
        {ok, Session} ->
            {ok, ran(min(Steps, ?STEPS_MAX), How, Seed, rand:seed_s(exsss, {Seed, length(Words), 1}), Session)};
        {error, _} = Error -> Error
    end.

moved_along([], Session) -> Session;
moved_along([Event | Events], #session{way = Way, system = System} = Session) ->
    case [Word || {Choice, _} <- offers(Way, System), Word <- same(Event, Choice)] of
        [Word | _] ->
            {ok, There} = stepped(Word, Way, Session),
            moved_along(Events, Session#session{way = There});
        [] -> moved_along(Events, Session)
    end.

%% The word of a choice that is this event of a run.
same({start, Name, _, _}, #{kind := start, actor := Name, word := Word}) -> [Word];
same({timer, Name, _, Json}, #{kind := timer, actor := Name, message := Tag, word := Word}) -> [Word || json(Tag) =:= Json];
same({crash, Name, _, _}, #{kind := crash, actor := Name, word := Word}) -> [Word];
same({'receive', Name, Peer, Json}, #{kind := deliver, actor := Name, peer := Peer, message := Message, word := Word}) ->
    [Word || json(Message) =:= Json];
same({lost, Name, Peer, Json}, #{kind := deliver, actor := To, peer := From, message := Message, word := Word})
  when {Name, Peer} =:= {To, From}; {Name, Peer} =:= {From, To} ->
    [<<Word/binary, "-">> || json(Message) =:= Json];
same(_, _) -> [].

json(Term) -> iolist_to_binary(paxy_json:encode(Term)).

%% The part of the path that a schedule shares, the newest place first.
common(Words, [First | Way]) -> common(Words, Way, [First]).

common([Word | Words], [{Word, _, _} = Place | Way], There) -> common(Words, Way, [Place | There]);
common(_, _, There) -> There.

played(Words, There, Session) ->
    lists:foldl(fun(Word, {ok, Way}) -> stepped(Word, Way, Session);
                   (_, Error) -> Error
                end, {ok, There}, lists:nthtail(length(There) - 1, Words)).

stepped(Word, [{_, Stage, Now} | _] = Way, Session) ->
    case paxy_check_stage:steps([Word], Stage) of
        {ok, Next} -> {ok, [{Word, Next, max(Now, due(Word, Way, Session))} | Way]};
        {error, _} = Error -> Error
    end.

%% Continues by itself until no step is possible, every proposer has decided, or a
%% property is broken.
ran(0, _, _, _, Session) -> Session;
ran(Steps, How, Seed, Random0, #session{way = Way} = Session) ->
    Offered = [Choice || #{kind := Kind} = Choice <- choices(Session), Kind =/= crash],
    case Offered =:= [] orelse all_decided(Session) orelse lost(Session) of
        true -> Session;
        false ->
            {#{word := Word}, Random} = chosen(How, Offered, Random0),
            {ok, There} = stepped(Word, Way, Session),
            ran(Steps - 1, How, Seed, Random, Session#session{way = There})
    end.

all_decided(#session{system = #{proposer_names := Names}, way = [{_, Stage, _} | _]}) ->
    lists:all(fun(Name) -> paxy_check_actor:decided(paxy_check_stage:actor(Name, Stage)) =/= [] end, Names).

lost(Session) ->
    lists:any(fun({_, Holds, _}) -> not Holds end, safety(Session)).

chosen(clock, Offered, Random) ->
    {_, _, Choice} = lists:min([{At, Number, Choice} || {Number, #{at := At} = Choice} <- lists:enumerate(Offered)]),
    {Choice, Random};
chosen(random, Offered, Random0) ->
    {Messages, Ticks} = lists:partition(fun(#{kind := Kind}) -> Kind =:= deliver end, Offered),
    {Draw, Random1} = rand:uniform_s(?TICK_EVERY, Random0),
    Among = case {Messages, Ticks} of
                {[], _} -> Ticks;
                {_, [_ | _]} when Draw =:= 1 -> Ticks;
                _ -> Messages
            end,
    {Number, Random} = rand:uniform_s(length(Among), Random1),
    {lists:nth(Number, Among), Random}.

view(#session{system = System, way = [{_, Stage, Now} | _] = Way} = Session) ->
    #{words => [Word || {Word, _, _} <- lists:reverse(Way), Word =/= none],
      at => Now, actors => actors(Stage, System), choices => choices(Session),
      properties => safety(Session) ++ progress(Session),
      trace => paxy_lab_pid:named(paxy_check_stage:trace(Stage))}.

actors(Stage, #{proposer_names := Proposers, acceptor_names := Acceptors}) ->
    [actor(Name, proposer, Stage) || Name <- Proposers] ++ [actor(Name, acceptor, Stage) || Name <- Acceptors].

actor(Name, Role, Stage) ->
    Actor = paxy_check_stage:actor(Name, Stage),
    #{name => Name, role => Role, waits => paxy_check_actor:waits(Actor),
      fields => paxy_lab_pid:name(paxy_check_actor:fields(Actor)), decided => paxy_check_actor:decided(Actor)}.

safety(#session{system = #{proposed := Proposed, acceptor_names := Acceptors}, way = [{_, Stage, _} | _]}) ->
    paxy_properties:of_trace(paxy_check_stage:trace(Stage), Proposed, length(Acceptors)).

progress(#session{rescue = off}) -> [];
progress(#session{rescue = Rescue, system = #{acceptor_names := Names}, way = [{_, Stage, _} | _]}) ->
    case paxy_check_progress:decides(Rescue, [paxy_check_stage:actor(Name, Stage) || Name <- Names]) of
        true -> [{progress, true, ""}];
        false -> [{progress, false, "one more proposer, without loss or rivals, would not decide"}];
        {crashed, Reason} -> [{progress, false, Reason}]
    end.

%% All possible next steps: actors' own steps, arrivals of messages, crashes.
choices(#session{system = System, way = [{_, Stage, Now} | _] = Way}) ->
    [cut_short(Choice#{at => max(Now, Due)}, Stage) || {Choice, Due} <- offers(Way, System)].

offers([{_, Stage, Now} | _] = Way, #{proposer_names := Proposers, acceptor_names := Acceptors}) ->
    Times = list_to_tuple([At || {_, _, At} <- lists:reverse(Way)]),
    Since = fun(Step) -> element(Step + 1, Times) end,
    [own(Name, Event, Since(paxy_check_stage:timer_set(Name, Stage)))
     || Name <- Proposers ++ Acceptors,
        Event <- [paxy_check_actor:waits(paxy_check_stage:actor(Name, Stage))], Event =/= none]
        ++ [arrival(Letter, Since(Sent)) || #{sent := Sent} = Letter <- paxy_check_stage:letters(Stage)]
        ++ [{choice(<<(atom_to_binary(Name))/binary, "!">>, crash, Name, none, null), Now}
            || Name <- Proposers ++ Acceptors, paxy_check_stage:recovers(Name, Stage)].

own(Name, start, Since) -> {choice(atom_to_binary(Name), start, Name, none, null), Since};
own(Name, {timer, Tag}, Since) -> {choice(atom_to_binary(Name), timer, Name, none, Tag), Since + ?DEADLINE_MS}.

arrival(#{at := At, number := Number, from := From, to := To, message := Message}, Since) ->
    Word = <<(atom_to_binary(At))/binary, ":", (integer_to_binary(Number))/binary>>,
    {choice(Word, deliver, To, From, Message), Since + 1 + erlang:phash2(Word, ?DELAY_MS)}.

choice(Word, Kind, Actor, Peer, Message) ->
    #{word => Word, kind => Kind, actor => Actor, peer => Peer, message => paxy_lab_pid:name(Message), effects => 0}.

%% The number of effects after which an actor could crash within the step.
cut_short(#{kind := Kind, actor := Name, word := Word} = Choice, Stage) when Kind =/= crash ->
    Choice#{effects => paxy_check_stage:effects(Name, Word, Stage)};
cut_short(Choice, _) ->
    Choice.

%% The time of a step by the simulator's clock.
due(Word, [{_, _, Now} | _] = Way, #session{system = System}) ->
    [Bare | _] = binary:split(Word, [<<"+">>, <<"-">>, <<"!">>]),
    hd([Due || {#{word := Offered}, Due} <- offers(Way, System), Offered =:= Bare] ++ [Now]).
