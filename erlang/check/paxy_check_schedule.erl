%%% A schedule as text, one word a step (paxy_check_stage lists the words), and its result
%%% on the cores, without any reduction.
-module(paxy_check_schedule).

-export([words/3, play/2]).
-export_type([word/0, played/0]).

-type word() :: paxy_check_stage:word().
%% Times in the trace are steps, not ms.
-type played() :: #{trace := [paxy_trace:event()], decisions := [paxy_judge:decision()],
                    acceptors := [paxy_check_actor:actor()]}.

%% The words for a path that the search found.
-spec words(paxy_check_path:path(), fun((paxy_check_local:message()) -> {acceptor | pos_integer(), term()}),
            paxy_check_system:system()) -> [word()].
words(Path, Message, #{proposer_names := Proposers, acceptor_names := Acceptors} = System) ->
    Names = {Proposers, Acceptors},
    {Words, _} = lists:mapfoldl(fun(Label, Stage0) ->
                                        Word = word(Label, Message, Names, Stage0),
                                        {ok, Stage} = paxy_check_stage:step(Word, Stage0),
                                        {Word, Stage}
                                end, paxy_check_stage:new(System), Path),
    Words.

word({proposer, Number, How}, _, {Proposers, _}, _) ->
    Name = lists:nth(Number, Proposers),
    case How of
        tick -> atom_to_binary(Name);
        crash -> text("~ts!", [Name]);
        {tick, Effects} -> text("~ts!~w", [Name, Effects])
    end;
word({broken, Number, Reply, Effects, Again}, Message, {_, Acceptors} = Names, Stage) ->
    Name = lists:nth(Number, Acceptors),
    text("~ts!~w", [arrival(Name, letter(Reply, Message, Name, Names, Stage), Again), Effects]);
word({acceptor, Number, Label, Again}, Message, {_, Acceptors} = Names, Stage) ->
    Name = lists:nth(Number, Acceptors),
    case Label of
        {tick, 0} -> atom_to_binary(Name);
        {tick, Crash} -> text("~ts!~w", [Name, Crash]);
        crash -> text("~ts!", [Name]);
        {lose, Lost} -> text("~ts:~w-", [Name, letter(Lost, Message, Name, Names, Stage)]);
        {request, Request, 0} -> arrival(Name, letter(Request, Message, Name, Names, Stage), Again);
        {request, Request, Crash} ->
            text("~ts!~w", [arrival(Name, letter(Request, Message, Name, Names, Stage), Again), Crash])
    end;
word({reply, Number, Reply, Again}, Message, {_, Acceptors} = Names, Stage) ->
    Name = lists:nth(Number, Acceptors),
    arrival(Name, letter(Reply, Message, Name, Names, Stage), Again).

arrival(Name, Number, 0) -> text("~ts:~w", [Name, Number]);
arrival(Name, Number, 1) -> text("~ts:~w+", [Name, Number]).

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).

%% The number of the first such message in flight at an acceptor.
letter(Number, Message, Name, {Proposers, _}, Stage) ->
    {Side, Content} = Message(Number),
    To = case Side of
             acceptor -> Name;
             Proposer -> lists:nth(Proposer, Proposers)
         end,
    Named = paxy_check_system:named(Name, Content),
    hd([N || #{number := N, at := At, to := T, message := M} <- paxy_check_stage:letters(Stage),
             At =:= Name, T =:= To, M =:= Named]).

%% Lets the cores take these steps; refuses a word that is not possible there.
-spec play([word()], paxy_check_system:system()) -> {ok, played()} | {error, Reason :: binary()}.
play(Words, #{acceptor_names := Acceptors} = System) ->
    case paxy_check_stage:steps(Words, paxy_check_stage:new(System)) of
        {ok, Stage} ->
            {ok, #{trace => paxy_check_stage:trace(Stage), decisions => paxy_check_stage:decisions(Stage),
                   acceptors => [paxy_check_stage:actor(Name, Stage) || Name <- Acceptors]}};
        {error, _} = Error -> Error
    end.
