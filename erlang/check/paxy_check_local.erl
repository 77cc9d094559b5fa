%%% All possible steps of each actor by itself: its states, the messages that it could
%%% receive, and the step that each message causes in each state, if every message could
%%% arrive at any time and any number of times. That is more than any schedule allows, so
%%% everything that holds here for all states that may follow a state holds in every
%%% schedule. The reductions are built on these tables, and the search looks steps up in
%%% them instead of asking the cores again.
-module(paxy_check_local).

-export([explore/1, explore/2]).
-export_type([local/0, who/0, event/0, outcome/0, message/0, posts/0]).

-define(STEPS_MAX, 20_000_000).
-define(STATES_MAX, 100_000).
-define(REPORT_EVERY_STEPS, 1000).

-type who() :: {proposer | acceptor, Number :: pos_integer()}.
%% Numbers stand for states and messages. A message of a column (what is on
%% its way between one acceptor and all proposers) leaves the acceptor unnamed.
-type message() :: pos_integer().
-type event() :: tick                                    %% what it waits for itself
               | crash
               | message()                               %% at an acceptor
               | {message(), Acceptor :: pos_integer()}  %% at a proposer
             %% At a proposer, a step that a crash ends after some of its effects.
             | {crash, tick | {message(), pos_integer()}, Effects :: pos_integer()}.
-type posts() :: {[message()]}.                          %% one list for each acceptor's column
%% After how many effects the actor crashes; 0: it does not.
-type outcome() :: {Crash :: non_neg_integer(), State :: pos_integer(), posts()}.

%% `steps' holds only what changes something; state 1 is the initial one.
-type local() :: #{steps := #{who() => #{State :: pos_integer() => #{event() => [outcome()]}}},
                   actors := #{{who(), pos_integer()} => paxy_check_actor:actor()},
                   messages := #{message() => {To :: acceptor | pos_integer(), Content :: term()}},
                   initial := #{who() => pos_integer()},
                   silence := posts()}.

-record(exploring, {system :: paxy_check_system:system(),
                    names :: tuple(),                      %% of the acceptors
                    addresses :: #{paxy_core:name() => who()},
                    silence :: posts(),
                    states = #{} :: #{term() => pos_integer()},
                    %% To name an actor in a term, or to take its name away, costs more than to look it up.
                    own = #{} :: #{{who(), term()} => pos_integer()},
                    contents = #{} :: #{{message(), pos_integer()} => term()},
                    anonymous = #{} :: #{{Side :: acceptor | pos_integer(), pos_integer(), term()} => message()},
                    actors = #{} :: #{{who(), pos_integer()} => paxy_check_actor:actor()},
                    numbers = #{} :: #{{acceptor | pos_integer(), term()} => message()},
                    messages = #{} :: #{message() => {acceptor | pos_integer(), term()}},
                    mailbox = #{} :: #{who() => [event()]},
                    visited = #{} :: #{who() => [pos_integer()]},
                    steps = #{} :: #{who() => #{pos_integer() => #{event() => [outcome()]}}},
                    todo = [] :: [{who(), pos_integer(), event()}],
                    report :: fun((States :: non_neg_integer()) -> term()),
                    done = 0 :: non_neg_integer()}).

-spec explore(paxy_check_system:system()) -> {ok, local()} | {error, Reason :: iodata()}.
explore(System) ->
    explore(System, fun(_) -> ok end).

%% Report is called now and then with the number of states found so far.
-spec explore(paxy_check_system:system(), fun((non_neg_integer()) -> term())) ->
          {ok, local()} | {error, Reason :: iodata()}.
explore(#{acceptor_names := Acceptors, proposer_names := Proposers} = System, Report) ->
    Actors = numbered(proposer, maps:get(proposers, System)) ++ numbered(acceptor, maps:get(acceptors, System)),
    Exploring = #exploring{system = System, names = list_to_tuple(Acceptors),
                           addresses = maps:from_list([{Name, Who} || {Who, Name} <- numbered(proposer, Proposers)
                                                                          ++ numbered(acceptor, Acceptors)]),
                           silence = list_to_tuple([[] || _ <- Acceptors]), report = Report},
    try
        {Initial, Begun} = lists:mapfoldl(fun({Who, Actor}, E0) ->
                                                  {State, E} = visit(Who, Actor, E0),
                                                  {{Who, State}, E}
                                          end, Exploring, Actors),
        #exploring{steps = Steps, actors = All, messages = Messages, silence = Silence} = saturate(Begun),
        {ok, #{steps => Steps, actors => All, initial => maps:from_list(Initial), silence => Silence,
               messages => Messages}}
    catch
        throw:{unsupported, Reason} -> {error, Reason}
    end.

numbered(Role, List) ->
    [{{Role, Number}, Element} || {Number, Element} <- lists:zip(lists:seq(1, length(List)), List)].

saturate(#exploring{todo = []} = E) ->
    E;
saturate(#exploring{done = ?STEPS_MAX}) ->
    endless();
saturate(#exploring{actors = Actors}) when map_size(Actors) > ?STATES_MAX ->
    endless();
saturate(#exploring{todo = [{Who, State, Event} | Todo], done = Done, actors = Actors, report = Report} = E) ->
    _ = Done rem ?REPORT_EVERY_STEPS =:= 0 andalso Report(map_size(Actors)),
    saturate(step(Who, State, Event, E#exploring{todo = Todo, done = Done + 1})).

-spec endless() -> no_return().
endless() ->
    throw({unsupported, "the actors have too many states of their own to be checked; "
                        "code that counts or keeps what it receives has infinitely many"}).

step(Who, State, Event, #exploring{actors = Actors, steps = Steps, silence = Silence} = E0) ->
    {Outcomes, E} = lists:mapfoldl(fun({Crash, Actor, Posts}, E1) ->
                                           {Next, E2} = visit(Who, Actor, E1),
                                           {Numbers, E3} = post(Who, Posts, E2),
                                           {{Crash, Next, Numbers}, E3}
                                   end, E0, happen(Who, Event, map_get({Who, State}, Actors), E0)),
    case [Outcome || {_, Next, Posts} = Outcome <- Outcomes, Next =/= State orelse Posts =/= Silence] of
        [] -> E;
        Changes ->
            OfWho = maps:get(Who, Steps, #{}),
            OfState = maps:merge(maps:get(State, OfWho, #{}), by_event(Who, Event, Changes)),
            E#exploring{steps = (E#exploring.steps)#{Who => OfWho#{State => OfState}}}
    end.

%% A proposer's events have one outcome each.
by_event({acceptor, _}, Event, Outcomes) -> #{Event => Outcomes};
by_event({proposer, _}, Event, Outcomes) ->
    maps:from_list([{case {Event, Crash} of
                         {crash, _} -> crash;
                         {_, 0} -> Event;
                         {_, _} -> {crash, Event, Crash}
                     end, [Outcome]} || {Crash, _, _} = Outcome <- Outcomes]).

happen(_, tick, Actor, E) ->
    case paxy_check_actor:waits(Actor) of
        none -> [];
        _ -> outcomes(tick, Actor, E)
    end;
happen(_, crash, Actor, _) ->
    [{1, paxy_check_actor:crash(Actor), []}];
happen({proposer, _}, {Number, Acceptor}, Actor, #exploring{contents = Contents} = E) ->
    outcomes({message, map_get({Number, Acceptor}, Contents)}, Actor, E);
happen({acceptor, Acceptor}, Number, Actor, #exploring{contents = Contents} = E) ->
    outcomes({message, map_get({Number, Acceptor}, Contents)}, Actor, E).

outcomes(Event, Actor, #exploring{system = #{bounds := #{crashes := 0}}}) ->
    [whole(paxy_check_actor:act(Event, Actor))];
outcomes(Event, Actor, _) ->
    [{Count, After, paxy_check_actor:posts(Acts)} || {Count, After, Acts} <- paxy_check_actor:outcomes(Event, Actor)].

whole({Actor, Acts}) -> {0, Actor, paxy_check_actor:posts(Acts)}.

%% The number of a state; a new one meets every message known so far.
visit(Who, Actor, #exploring{own = Own} = E) ->
    Essence = paxy_check_actor:essence(Actor),
    case Own of
        #{{Who, Essence} := State} -> {State, E};
        #{} -> first_visit(Who, Essence, Actor, E)
    end.

first_visit({Role, Number} = Who, Essence, Actor,
            #exploring{states = States, own = Own, actors = Actors, visited = Visited, mailbox = Mailbox, todo = Todo} = E) ->
    Key = case Role of
              proposer -> {Number, Essence};
              acceptor -> paxy_check_system:anonymous(element(Number, E#exploring.names), Essence)
          end,
    {State, Fresh} = case States of
                         #{Key := Known} -> {Known, States};
                         #{} -> next_state(Role, Number, Key, States)
                     end,
    Events = [tick | crashes(Actor, E)] ++ maps:get(Who, Mailbox, []),
    {State, E#exploring{states = Fresh, own = Own#{{Who, Essence} => State}, actors = Actors#{{Who, State} => Actor},
                        visited = Visited#{Who => [State | maps:get(Who, Visited, [])]},
                        todo = [{Who, State, Event} || Event <- Events] ++ Todo}}.

crashes(_, #exploring{system = #{bounds := #{crashes := 0}}}) -> [];
crashes(Actor, _) -> [crash || paxy_check_actor:recovers(Actor)].

%% Proposers' states are numbered apart, acceptors' together.
next_state(Role, Number, Key, States) ->
    Counter = case Role of proposer -> {count, Number}; acceptor -> count end,
    New = maps:get(Counter, States, 0) + 1,
    {New, States#{Counter => New, Key => New}}.

%% Posts as numbers, in one list for each column.
post(_, [], #exploring{silence = Silence} = E) ->
    {Silence, E};
post(Who, Posts, #exploring{silence = Silence} = E0) ->
    {Columns, E} = lists:foldl(fun({To, Content}, {Columns0, E1}) ->
                                       lists:foldl(fun(Destination, {C, E2}) ->
                                                           post_one(Who, Destination, Content, C, E2)
                                                   end, {Columns0, E1}, destinations(To, E1))
                               end, {Silence, E0}, Posts),
    {list_to_tuple([lists:sort(List) || List <- tuple_to_list(Columns)]), E}.

destinations(everyone, #exploring{names = Names}) ->
    [{acceptor, Number} || Number <- lists:seq(1, tuple_size(Names))];
destinations(Name, #exploring{addresses = Addresses}) ->
    case Addresses of
        #{Name := Who} -> [Who];
        #{} -> throw({unsupported, io_lib:format("a message was sent to ~w, which is not an actor of this system", [Name])})
    end.

post_one({proposer, _}, {acceptor, Acceptor} = To, Content, Columns, E) ->
    add(Acceptor, acceptor, To, Content, Columns, E);
post_one({acceptor, Acceptor}, {proposer, Proposer} = To, Content, Columns, E) ->
    add(Acceptor, Proposer, To, Content, Columns, E);
post_one({Role, _}, {Role, _}, _, _, _) ->
    throw({unsupported, io_lib:format("the checker does not support messages from ~s to ~s", [Role, Role])}).

add(Acceptor, Side, To, Content, Columns, E0) ->
    {Number, E1} = number(Side, Acceptor, Content, E0),
    Event = case Side of acceptor -> Number; _ -> {Number, Acceptor} end,
    {setelement(Acceptor, Columns, [Number | element(Acceptor, Columns)]), expect(To, Event, E1)}.

number(Side, Acceptor, Content, #exploring{anonymous = Anonymous} = E) ->
    case Anonymous of
        #{{Side, Acceptor, Content} := Number} -> {Number, E};
        #{} -> first_number(Side, Acceptor, Content, E)
    end.

first_number(Side, Acceptor, Content, #exploring{names = Names, numbers = Numbers, messages = Messages, contents = Contents,
                                                 anonymous = Anonymous} = E) ->
    Message = {Side, paxy_check_system:anonymous(element(Acceptor, Names), Content)},
    Number = maps:get(Message, Numbers, map_size(Messages) + 1),
    {Number, E#exploring{numbers = Numbers#{Message => Number}, messages = Messages#{Number => Message},
                         contents = Contents#{{Number, Acceptor} => Content},
                         anonymous = Anonymous#{{Side, Acceptor, Content} => Number}}}.

%% A message that could arrive meets every state known so far.
expect(To, Event, #exploring{mailbox = Mailbox, visited = Visited, todo = Todo} = E) ->
    Expected = maps:get(To, Mailbox, []),
    case lists:member(Event, Expected) of
        true -> E;
        false -> E#exploring{mailbox = Mailbox#{To => [Event | Expected]},
                             todo = [{To, State, Event} || State <- maps:get(To, Visited, [])] ++ Todo}
    end.
