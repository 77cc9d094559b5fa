%%% The actors of a system on a stage, without any reduction: their states, the messages
%%% in flight, and the result of a step. A step is a word:
%%%   fry        proposer fry starts, or its deadline passes
%%%   homer:3    the third message of all that were sent to or from acceptor
%%%              homer arrives; homer:3+ and it will arrive once more;
%%%              homer:3!1 and homer crashes after the first effect of its step;
%%%              homer:3- is lost
%%%   homer!     homer crashes and comes back with what it stored; so does fry, where
%%%              the version's proposers come back
%%%   homer      homer's deadline passes, if it set one; homer!1 and it
%%%              crashes after the first effect of that step
-module(paxy_check_stage).

-export([new/1, step/2, steps/2, trace/1, decisions/1, actor/2, letters/1, timer_set/2, effects/3, recovers/2]).
-export_type([stage/0, word/0, letter/0]).

-type word() :: binary().
%% A message in flight: its number among those of the acceptor `at', and the step in which it was sent.
-type letter() :: #{at := paxy_core:name(), number := pos_integer(), from := paxy_core:name(), to := paxy_core:name(),
                    message := paxy_core:message(), sent := non_neg_integer()}.

-record(letter, {number :: pos_integer(), to :: paxy_core:name(), from :: paxy_core:name(),
                 message :: paxy_core:message(), clock :: non_neg_integer(), step :: non_neg_integer()}).

-record(stage, {actors :: #{paxy_core:name() => paxy_check_actor:actor()},
                acceptors :: [paxy_core:name()],
                flying :: #{paxy_core:name() => [#letter{}]},       %% by acceptor
                sent = #{} :: #{paxy_core:name() => pos_integer()}, %% how many, by acceptor
                timers = #{} :: #{paxy_core:name() => pos_integer()}, %% the step that set it
                clocks = #{} :: #{paxy_core:name() => non_neg_integer()},
                step = 0 :: non_neg_integer(),
                decisions = [] :: [paxy_judge:decision()],
                trace = [] :: [paxy_trace:event()]}).
-opaque stage() :: #stage{}.

%% Before the first step.
-spec new(paxy_check_system:system()) -> stage().
new(#{proposer_names := Proposers, acceptor_names := Acceptors, proposers := ProposerActors, acceptors := AcceptorActors}) ->
    #stage{acceptors = Acceptors,
           actors = maps:from_list(lists:zip(Proposers, ProposerActors) ++ lists:zip(Acceptors, AcceptorActors)),
           flying = maps:from_list([{Name, []} || Name <- Acceptors])}.

%% What happened so far, in order; an event's time is its step.
-spec trace(stage()) -> [paxy_trace:event()].
trace(#stage{trace = Trace}) -> lists:reverse(Trace).

-spec decisions(stage()) -> [paxy_judge:decision()].
decisions(#stage{decisions = Decisions}) -> lists:reverse(Decisions).

-spec actor(paxy_core:name(), stage()) -> paxy_check_actor:actor().
actor(Name, #stage{actors = Actors}) -> map_get(Name, Actors).

%% The step in which an actor set the timer that it waits for; 0 before its first.
-spec timer_set(paxy_core:name(), stage()) -> non_neg_integer().
timer_set(Name, #stage{timers = Timers}) -> maps:get(Name, Timers, 0).

%% Does an actor come back from a crash?
-spec recovers(paxy_core:name(), stage()) -> boolean().
recovers(Name, Stage) -> paxy_check_actor:recovers(actor(Name, Stage)).

%% The number of effects of a step after which its actor could crash; 0 if it does not
%% come back.
-spec effects(paxy_core:name(), word(), stage()) -> non_neg_integer().
effects(Name, Word, #stage{flying = Flying} = Stage) ->
    case {recovers(Name, Stage), binary:split(Word, <<":">>)} of
        {false, _} -> 0;
        {true, [_]} -> length(paxy_check_actor:interrupted(tick, actor(Name, Stage)));
        {true, [At, Number]} ->
            Here = map_get(binary_to_existing_atom(At), Flying),
            #letter{message = Message} = lists:keyfind(binary_to_integer(Number), #letter.number, Here),
            length(paxy_check_actor:interrupted({message, Message}, actor(Name, Stage)))
    end.

%% The messages in flight, acceptor by acceptor, the oldest first.
-spec letters(stage()) -> [letter()].
letters(#stage{acceptors = Acceptors, flying = Flying}) ->
    [#{at => Name, number => Number, from => From, to => To, message => Message, sent => Step}
     || Name <- Acceptors,
        #letter{number = Number, from = From, to = To, message = Message, step = Step}
            <- lists:reverse(map_get(Name, Flying))].

%% Takes steps one after the other; says which one is not possible.
-spec steps([word()], stage()) -> {ok, stage()} | {error, Reason :: binary()}.
steps([], Stage) ->
    {ok, Stage};
steps([Word | Words], Stage0) ->
    case step(Word, Stage0) of
        {ok, Stage} -> steps(Words, Stage);
        impossible ->
            {error, unicode:characters_to_binary(io_lib:format("step ~w of the schedule, ~ts, is not possible there",
                                                               [Stage0#stage.step + 1, Word]))}
    end.

-spec step(word(), stage()) -> {ok, stage()} | impossible.
step(Word, #stage{step = Step} = Stage) ->
    Pattern = "^([^:!]+)(?::([0-9]{1,6})([+-]?))?(!([0-9]{0,3}))?$",
    case re:run(Word, Pattern, [{capture, all_but_first, binary}]) of
        {match, [Name | Rest]} ->
            case [Known || Known <- maps:keys(Stage#stage.actors), atom_to_binary(Known) =:= Name] of
                [Known] -> step(Known, Rest, Stage#stage{step = Step + 1});
                [] -> impossible
            end;
        nomatch -> impossible
    end.

step(Name, [], Stage) ->
    own(Name, paxy_check_actor:waits(actor(Name, Stage)), none, Stage);
step(Name, [<<>>, <<>>, <<"!">>, <<>>], Stage) ->
    case recovers(Name, Stage) of
        true -> {ok, crash(Name, paxy_check_actor:crash(actor(Name, Stage)), Stage)};
        false -> impossible
    end;
step(Name, [<<>>, <<>>, _, Count], Stage) ->
    case recovers(Name, Stage) of
        true -> own(Name, paxy_check_actor:waits(actor(Name, Stage)), binary_to_integer(Count), Stage);
        false -> impossible
    end;
step(Name, [Number, Fate | Crash], #stage{flying = Flying} = Stage) ->
    Here = maps:get(Name, Flying, []),
    case lists:keyfind(binary_to_integer(Number), #letter.number, Here) of
        false -> impossible;
        Letter when Fate =:= <<"+">> -> arrive(Letter, Crash, Stage);
        Letter ->
            Left = Stage#stage{flying = Flying#{Name := lists:delete(Letter, Here)}},
            case Fate of
                <<"-">> -> {ok, note(Letter#letter.from, lost, Letter#letter.to, Letter#letter.message, Left)};
                _ -> arrive(Letter, Crash, Left)
            end
    end.

own(_, none, _, _) ->
    impossible;
own(Name, Event, Crash, Stage) ->
    {Place, _} = paxy_check_actor:places(tick, actor(Name, Stage)),
    Noted = case Event of
                start -> note(Name, start, none, none, Stage);
                {timer, Tag} -> note(Name, timer, none, paxy_lab_place:at(Place, Tag), Stage)
            end,
    carried_out(Name, tick, Crash, Noted).

arrive(#letter{to = To, from = From, message = Message, clock = Sent}, Crash, #stage{clocks = Clocks} = Stage0) ->
    Ahead = Stage0#stage{clocks = Clocks#{To => max(maps:get(To, Clocks, 0), Sent)}},
    {Place, _} = paxy_check_actor:places({message, Message}, actor(To, Stage0)),
    Stage = note(To, 'receive', From, paxy_lab_place:at(Place, Message), Ahead),
    case Crash of
        [] -> carried_out(To, {message, Message}, none, Stage);
        [_, <<>>] -> impossible;
        [_, Count] -> carried_out(To, {message, Message}, binary_to_integer(Count), Stage)
    end.

%% A step, to its end or to a crash after some of its effects.
carried_out(Name, Event, none, #stage{actors = Actors} = Stage) ->
    {Actor, Acts} = paxy_check_actor:act(Event, actor(Name, Stage)),
    {ok, acts(Name, Acts, places(Event, Name, Stage), Stage#stage{actors = Actors#{Name := Actor}})};
carried_out(Name, Event, Count, Stage) ->
    case recovers(Name, Stage) andalso lists:keyfind(Count, 1, paxy_check_actor:interrupted(Event, actor(Name, Stage))) of
        {_, Actor, Acts} -> {ok, crash(Name, Actor, acts(Name, Acts, places(Event, Name, Stage), Stage))};
        false -> impossible
    end.

crash(Name, Actor, #stage{actors = Actors} = Stage) ->
    note(Name, recover, none, none, note(Name, crash, none, none, Stage#stage{actors = Actors#{Name := Actor}})).

places(Event, Name, Stage) ->
    {_, Sent} = paxy_check_actor:places(Event, actor(Name, Stage)),
    Sent.

acts(Name, Acts, Places, Stage) ->
    lists:foldl(fun(Act, S) -> act(Name, Act, Places, S) end, Stage, Acts).

act(Name, {broadcast, Message}, _, #stage{acceptors = Acceptors} = Stage) ->
    lists:foldl(fun(To, Sent) -> send(Name, To, Message, Sent) end,
                note(Name, send, acceptors, Message, Stage), Acceptors);
act(Name, {send, To, Message}, Places, Stage) ->
    At = case [Place || {T, M, Place} <- Places, T =:= To, M =:= Message] of
             [Place | _] -> Place;
             [] -> none
         end,
    send(Name, To, Message, note(Name, send, To, paxy_lab_place:at(At, Message), Stage));
act(Name, {timer, _}, _, #stage{timers = Timers, step = Step} = Stage) ->
    Stage#stage{timers = Timers#{Name => Step}};
act(Name, {gave_up, _}, _, Stage) ->
    note(Name, gave_up, none, none, Stage);
act(Name, {decided, Value, Round}, _, #stage{decisions = Decisions, step = Step} = Stage) ->
    note(Name, decided, none, {Value, Round},
         Stage#stage{decisions = [{Name, Value, Round, Step} | Decisions]}).

%% A message belongs to the acceptor that sends or receives it.
send(From, To, Message, #stage{flying = Flying, sent = Sent, clocks = Clocks, step = Step} = Stage) ->
    Acceptor = case Flying of
                   #{To := _} -> To;
                   #{} -> From
               end,
    Number = maps:get(Acceptor, Sent, 0) + 1,
    Letter = #letter{number = Number, to = To, from = From, message = Message, clock = map_get(From, Clocks),
                     step = Step},
    Stage#stage{flying = Flying#{Acceptor := [Letter | map_get(Acceptor, Flying)]}, sent = Sent#{Acceptor => Number}}.

note(Name, Kind, Peer, Message, #stage{clocks = Clocks, step = Step, trace = Trace} = Stage) ->
    Clock = maps:get(Name, Clocks, 0) + 1,
    Stage#stage{clocks = Clocks#{Name => Clock}, trace = [{Clock, Step, Name, Kind, Peer, Message} | Trace]}.
