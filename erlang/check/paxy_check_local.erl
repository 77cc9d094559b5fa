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
                        "a core that counts or keeps what it receives has infinitely many"}).

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
        _ -> [done(paxy_check_actor:tick(Actor)) | interrupted(tick, Actor, E)]
    end;
happen(_, crash, Actor, _) ->
    [{1, paxy_check_actor:crash(Actor), []}];
happen({proposer, _}, {Number, Acceptor}, Actor, E) ->
    arrived(content(Number, Acceptor, E), Actor, E);
happen({acceptor, Acceptor}, Number, Actor, E) ->
    arrived(content(Number, Acceptor, E), Actor, E).

arrived(Message, Actor, E) ->
    [done(paxy_check_actor:deliver(Message, Actor)) | interrupted({message, Message}, Actor, E)].

done({Actor, Acts}) -> {0, Actor, paxy_check_actor:posts(Acts)}.

%% Those crash that come back.
interrupted(Event, Actor, #exploring{system = #{bounds := #{crashes := Crashes}}}) when Crashes > 0 ->
    [{Count, Crashed, paxy_check_actor:posts(Acts)}
     || paxy_check_actor:recovers(Actor), {Count, Crashed, Acts} <- paxy_check_actor:interrupted(Event, Actor)];
interrupted(_, _, _) ->
    [].

%% The number of a state; a new one meets every message known so far.
visit({Role, Number} = Who, Actor, #exploring{states = States, actors = Actors, visited = Visited} = E0) ->
    Key = case Role of
              proposer -> {Number, paxy_check_actor:essence(Actor)};
              acceptor -> paxy_check_system:anonymous(element(Number, E0#exploring.names),
                                                      paxy_check_actor:essence(Actor))
          end,
    {State, E1} = case States of
                      #{Key := Known} -> {Known, E0};
                      #{} -> {New, Fresh} = next_state(Role, Number, States),
                             {New, E0#exploring{states = Fresh#{Key => New}}}
                  end,
    case is_map_key({Who, State}, Actors) of
        true -> {State, E1};
        false ->
            Known_ = maps:get(Who, Visited, []),
            Events = [tick | crashes(Actor, E1)] ++ maps:get(Who, E1#exploring.mailbox, []),
            {State, E1#exploring{actors = Actors#{{Who, State} => Actor},
                                 visited = Visited#{Who => [State | Known_]},
                                 todo = [{Who, State, Event} || Event <- Events] ++ E1#exploring.todo}}
    end.

crashes(_, #exploring{system = #{bounds := #{crashes := 0}}}) -> [];
crashes(Actor, _) -> [crash || paxy_check_actor:recovers(Actor)].

%% Proposers' states are numbered apart, acceptors' together.
next_state(Role, Number, States) ->
    Counter = case Role of proposer -> {count, Number}; acceptor -> count end,
    New = maps:get(Counter, States, 0) + 1,
    {New, States#{Counter => New}}.

content(Number, Acceptor, #exploring{names = Names, messages = Messages}) ->
    {_, Content} = map_get(Number, Messages),
    paxy_check_system:named(element(Acceptor, Names), Content).

%% Posts as numbers, in one list for each column.
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

add(Acceptor, Side, To, Content, Columns, #exploring{names = Names} = E0) ->
    Message = {Side, paxy_check_system:anonymous(element(Acceptor, Names), Content)},
    {Number, E1} = number(Message, E0),
    Event = case Side of acceptor -> Number; _ -> {Number, Acceptor} end,
    {setelement(Acceptor, Columns, [Number | element(Acceptor, Columns)]), expect(To, Event, E1)}.

number(Message, #exploring{numbers = Numbers, messages = Messages} = E) ->
    case Numbers of
        #{Message := Number} -> {Number, E};
        #{} ->
            Number = map_size(Messages) + 1,
            {Number, E#exploring{numbers = Numbers#{Message => Number}, messages = Messages#{Number => Message}}}
    end.

%% A message that could arrive meets every state known so far.
expect(To, Event, #exploring{mailbox = Mailbox, visited = Visited, todo = Todo} = E) ->
    Expected = maps:get(To, Mailbox, []),
    case lists:member(Event, Expected) of
        true -> E;
        false -> E#exploring{mailbox = Mailbox#{To => [Event | Expected]},
                             todo = [{To, State, Event} || State <- maps:get(To, Visited, [])] ++ Todo}
    end.
