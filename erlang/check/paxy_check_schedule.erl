%%% A schedule as text, one word a step, and what the cores make of it, step by
%%% step, without any reduction. The words:
%%%   fry        proposer fry starts, or its deadline passes
%%%   homer:3    the third message of all that were sent to or from acceptor
%%%              homer arrives; homer:3+ and it will arrive once more;
%%%              homer:3!1 and homer crashes after the first effect of its step
%%%   homer!     homer crashes and comes back with what it stored
%%%   homer      homer's deadline passes, if it set one; homer!1 and it
%%%              crashes after the first effect of that step
-module(paxy_check_schedule).

-export([words/3, play/2]).
-export_type([word/0, played/0]).

-type word() :: binary().
%% The trace counts steps where one in time has ms.
-type played() :: #{trace := [paxy_trace:event()], decisions := [paxy_judge:decision()],
                    acceptors := [paxy_check_actor:actor()]}.

-record(letter, {number :: pos_integer(), to :: paxy_core:name(), from :: paxy_core:name(),
                 message :: paxy_core:message(), clock :: non_neg_integer()}).

-record(stage, {actors :: #{paxy_core:name() => paxy_check_actor:actor()},
                proposers :: [paxy_core:name()],
                acceptors :: [paxy_core:name()],
                flying :: #{paxy_core:name() => [#letter{}]},       %% by acceptor
                sent = #{} :: #{paxy_core:name() => pos_integer()}, %% how many, by acceptor
                clocks = #{} :: #{paxy_core:name() => non_neg_integer()},
                step = 0 :: non_neg_integer(),
                decisions = [] :: [paxy_judge:decision()],
                trace = [] :: [paxy_trace:event()]}).

%% The words for a path that the search found.
-spec words(paxy_check_path:path(), fun((paxy_check_local:message()) -> {acceptor | pos_integer(), term()}),
            paxy_check_system:system()) -> [word()].
words(Path, Message, System) ->
    {Words, _} = lists:mapfoldl(fun(Label, Stage0) ->
                                        Word = word(Label, Message, Stage0),
                                        {ok, Stage} = step(Word, Stage0),
                                        {Word, Stage}
                                end, stage(System), Path),
    Words.

word({proposer, Number, tick}, _, #stage{proposers = Proposers}) ->
    atom_to_binary(lists:nth(Number, Proposers));
word({acceptor, Number, Label, Again}, Message, #stage{acceptors = Acceptors} = Stage) ->
    Name = lists:nth(Number, Acceptors),
    case Label of
        {tick, 0} -> atom_to_binary(Name);
        {tick, Crash} -> text("~ts!~w", [Name, Crash]);
        crash -> text("~ts!", [Name]);
        {lose, Lost} -> text("~ts:~w-", [Name, letter(Lost, Message, Name, Stage)]);
        {request, Request, 0} -> arrival(Name, letter(Request, Message, Name, Stage), Again);
        {request, Request, Crash} ->
            text("~ts!~w", [arrival(Name, letter(Request, Message, Name, Stage), Again), Crash])
    end;
word({reply, Number, Reply, Again}, Message, #stage{acceptors = Acceptors} = Stage) ->
    Name = lists:nth(Number, Acceptors),
    arrival(Name, letter(Reply, Message, Name, Stage), Again).

arrival(Name, Number, 0) -> text("~ts:~w", [Name, Number]);
arrival(Name, Number, 1) -> text("~ts:~w+", [Name, Number]).

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).

%% The number of the first such message in flight at an acceptor.
letter(Number, Message, Name, #stage{flying = Flying, proposers = Proposers}) ->
    {Side, Content} = Message(Number),
    To = case Side of
             acceptor -> Name;
             Proposer -> lists:nth(Proposer, Proposers)
         end,
    Named = paxy_check_system:named(Name, Content),
    hd(lists:sort([N || #letter{number = N, to = T, message = M} <- map_get(Name, Flying), T =:= To, M =:= Named])).

%% Lets the cores take these steps; refuses a word that is not possible there.
-spec play([word()], paxy_check_system:system()) -> {ok, played()} | {error, Reason :: binary()}.
play(Words, System) ->
    play_on(Words, stage(System)).

play_on([], #stage{trace = Trace, decisions = Decisions, acceptors = Acceptors, actors = Actors}) ->
    {ok, #{trace => lists:reverse(Trace), decisions => lists:reverse(Decisions),
           acceptors => [map_get(Name, Actors) || Name <- Acceptors]}};
play_on([Word | Words], Stage0) ->
    case step(Word, Stage0) of
        {ok, Stage} -> play_on(Words, Stage);
        impossible -> {error, text("step ~w of the schedule, ~ts, is not possible there",
                                   [Stage0#stage.step + 1, Word])}
    end.

stage(#{proposer_names := Proposers, acceptor_names := Acceptors} = System) ->
    #{proposers := ProposerActors, acceptors := AcceptorActors} = System,
    #stage{proposers = Proposers, acceptors = Acceptors,
           actors = maps:from_list(lists:zip(Proposers, ProposerActors) ++ lists:zip(Acceptors, AcceptorActors)),
           flying = maps:from_list([{Name, []} || Name <- Acceptors])}.

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
step(Name, [<<>>, <<>>, <<"!">>, <<>>], #stage{acceptors = Acceptors} = Stage) ->
    case lists:member(Name, Acceptors) of
        true -> {ok, crash(Name, paxy_check_actor:crash(actor(Name, Stage)), Stage)};
        false -> impossible
    end;
step(Name, [<<>>, <<>>, _, Count], #stage{acceptors = Acceptors} = Stage) ->
    case lists:member(Name, Acceptors) of
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

actor(Name, #stage{actors = Actors}) -> map_get(Name, Actors).

own(_, none, _, _) ->
    impossible;
own(Name, Event, Crash, Stage) ->
    Noted = case Event of
                start -> note(Name, start, none, none, Stage);
                {timer, Tag} -> note(Name, timer, none, Tag, Stage)
            end,
    carried_out(Name, tick, Crash, Noted).

arrive(#letter{to = To, from = From, message = Message, clock = Sent}, Crash, #stage{clocks = Clocks} = Stage0) ->
    Ahead = Stage0#stage{clocks = Clocks#{To => max(maps:get(To, Clocks, 0), Sent)}},
    Stage = note(To, 'receive', From, Message, Ahead),
    case Crash of
        [] -> carried_out(To, {message, Message}, none, Stage);
        [_, <<>>] -> impossible;
        [_, Count] -> carried_out(To, {message, Message}, binary_to_integer(Count), Stage)
    end.

%% A step, to its end or to a crash after some of its effects.
carried_out(Name, Event, none, #stage{actors = Actors} = Stage) ->
    {Actor, Acts} = case Event of
                        tick -> paxy_check_actor:tick(actor(Name, Stage));
                        {message, Message} -> paxy_check_actor:deliver(Message, actor(Name, Stage))
                    end,
    {ok, acts(Name, Acts, Stage#stage{actors = Actors#{Name := Actor}})};
carried_out(Name, Event, Count, Stage) ->
    case lists:keyfind(Count, 1, paxy_check_actor:interrupted(Event, actor(Name, Stage))) of
        {_, Actor, Acts} -> {ok, crash(Name, Actor, acts(Name, Acts, Stage))};
        false -> impossible
    end.

crash(Name, Actor, #stage{actors = Actors} = Stage) ->
    note(Name, recover, none, none, note(Name, crash, none, none, Stage#stage{actors = Actors#{Name := Actor}})).

acts(Name, Acts, Stage) ->
    lists:foldl(fun(Act, S) -> act(Name, Act, S) end, Stage, Acts).

act(Name, {broadcast, Message}, #stage{acceptors = Acceptors} = Stage) ->
    lists:foldl(fun(To, Sent) -> send(Name, To, Message, Sent) end,
                note(Name, send, acceptors, Message, Stage), Acceptors);
act(Name, {send, To, Message}, Stage) ->
    send(Name, To, Message, note(Name, send, To, Message, Stage));
act(Name, {gave_up, _}, Stage) ->
    note(Name, gave_up, none, none, Stage);
act(Name, {decided, Value, Round}, #stage{decisions = Decisions, step = Step} = Stage) ->
    note(Name, decided, none, {Value, Round},
         Stage#stage{decisions = [{Name, Value, Round, Step} | Decisions]}).

%% A message belongs to the acceptor that sends or receives it.
send(From, To, Message, #stage{flying = Flying, sent = Sent, clocks = Clocks} = Stage) ->
    Acceptor = case Flying of
                   #{To := _} -> To;
                   #{} -> From
               end,
    Number = maps:get(Acceptor, Sent, 0) + 1,
    Letter = #letter{number = Number, to = To, from = From, message = Message, clock = map_get(From, Clocks)},
    Stage#stage{flying = Flying#{Acceptor := [Letter | map_get(Acceptor, Flying)]}, sent = Sent#{Acceptor => Number}}.

note(Name, Kind, Peer, Message, #stage{clocks = Clocks, step = Step, trace = Trace} = Stage) ->
    Clock = maps:get(Name, Clocks, 0) + 1,
    Stage#stage{clocks = Clocks#{Name => Clock}, trace = [{Clock, Step, Name, Kind, Peer, Message} | Trace]}.
