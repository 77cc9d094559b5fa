%%% One run in virtual time: the cores of a trial, the network between them,
%%% and the faults of their world, driven by a queue of events.
%%%
%%% A request arrives at the ms at which it is sent, a reply after the delay
%%% that paxy_network draws; handling a message takes no time. Waits end as
%%% Erlang's do (schedule/3). A message is lost if its receiver is away or the
%%% sides are cut off from each other. A message that was sent before its
%%% sender crashed still arrives. A proposer that has decided lives on until
%%% every proposer has decided or given up.
-module(paxy_sim_world).

-export([run/4]).
-export_type([result/0, sign/0]).

%% The events that may happen in one ms; a run with more is endless.
-define(EVENTS_PER_MS_MAX, 20_000_000).
%% A run gives a sign of life after so many events.
-define(EVENTS_PER_SIGN, 64).

%% Hears the decisions so far, the latest first, at each sign of life.
-type sign() :: fun(([paxy_judge:decision()]) -> term()).

%% Both records are copied at every event, so what never changes has a place of
%% its own.
-record(actor, {name :: paxy_core:name(),
                always :: {module(), paxy_core:proposer_config() | paxy_core:acceptor_config(), paxy_effect:permit()},
                core :: paxy_core:state(),
                stream :: paxy_random:stream(),
                network = none :: none | paxy_network:network(), %% an acceptor's
                timer = 0 :: non_neg_integer(),  %% how many were set; only the last one counts
                stored = none :: none | {stored, term()},
                finished = false :: boolean()}). %% has decided or given up

-record(always, {time_limit :: pos_integer(),
                 everyone :: [atom()],           %% the acceptors, in order
                 duplicate :: 0..100,            %% % of the replies, while no fault says otherwise
                 sign :: sign()}).

-record(world, {now = 0 :: non_neg_integer(),
                events = 0 :: non_neg_integer(),     %% that have happened
                before = 0 :: non_neg_integer(),     %% of them, before `now'
                queue :: paxy_sim_queue:queue(),
                %% Proposers that have neither decided nor given up, or why the run cannot continue.
                unfinished :: non_neg_integer() | {broken, Reason :: iodata()},
                proposers :: #{atom() => #actor{}},  %% those that were not stopped
                acceptors :: #{atom() => #actor{}},  %% those that are not away
                away = #{} :: #{atom() => #actor{}},
                line = whole :: whole | cut,         %% between proposers and acceptors
                messages = 0 :: non_neg_integer(),
                dropped = 0 :: non_neg_integer(),
                decisions = [] :: [paxy_judge:decision()],  %% the latest first
                trace :: paxy_trace:trace(),
                always :: #always{}}).

%% A judgement, with the decisions, how many messages were sent and lost, and
%% the trace when there is one.
-type result() :: #{atom() => term()}.

%% Executes one run and judges it. With a number of events, its trace keeps
%% that many.
-spec run(paxy_sim_plan:plan(), pos_integer(), off | pos_integer(), sign()) -> result().
run(#{proposed := Proposed, trial := #{time_limit := Limit}} = Plan, Run, Tracing, Sign) ->
    World = elapse(awake(new(Plan, Run, Tracing, Sign))),
    Judgement = paxy_judge:verdict(#{proposed => Proposed, proposers => length(Proposed), time_limit => Limit,
                                     decisions => lists:reverse(World#world.decisions),
                                     ending => ending(World)}),
    traced(World#world.trace, Judgement#{messages => World#world.messages, dropped => World#world.dropped}).

traced(off, Result) -> Result;
traced(Trace, Result) -> Result#{trace => paxy_trace:events(Trace)}.

new(#{trial := #{time_limit := TimeLimit, duplicate := Duplicate} = Trial} = Plan, Run, Tracing, Sign) ->
    #{proposers := Proposers, acceptors := Acceptors, occasions := Occasions} = Plan,
    Stream = fun(Name) -> paxy_trial:stream(Trial, Run, Name) end,
    #world{always = #always{time_limit = TimeLimit, duplicate = Duplicate, sign = Sign,
                            everyone = [Name || {Name, _, _, _, _} <- Acceptors]},
           trace = paxy_trace:new(Tracing), unfinished = length(Proposers),
           queue = lists:foldl(fun({AtMs, Event}, Queue) -> paxy_sim_queue:add(AtMs, Event, Queue) end,
                               paxy_sim_queue:new(Stream(scheduler)), Occasions),
           proposers = actors(Proposers, Stream, fun(_) -> none end),
           acceptors = actors(Acceptors, Stream, fun(Draws) -> paxy_network:new(Trial, Draws) end)}.

%% Acceptors are there from the beginning.
awake(#world{always = #always{everyone = Everyone}, acceptors = Acceptors} = World) ->
    lists:foldl(fun(Name, W) -> noted(map_get(Name, Acceptors), start, none, none, W) end, World, Everyone).

actors(Members, Stream, Network) ->
    maps:from_list([{Name, #actor{name = Name, always = {Module, Config, Permit}, core = Core, stream = Draws,
                                  network = Network(Draws)}}
                    || {Name, Module, Config, Permit, Core} <- Members, Draws <- [Stream(Name)]]).

ending(#world{unfinished = {broken, Reason}}) -> {failed, Reason};
ending(#world{unfinished = 0}) -> finished;
ending(_) -> time_limit.

%% Lets time pass until every proposer has finished, the time limit has come,
%% a core breaks the contract, or nothing is left that could happen.
elapse(#world{unfinished = Unfinished} = World) when Unfinished =:= 0; is_tuple(Unfinished) ->
    World;
elapse(#world{events = Events} = World) when Events rem ?EVENTS_PER_SIGN =:= 0 ->
    sign(World),
    next(World);
elapse(World) ->
    next(World).

sign(#world{decisions = Decisions, always = #always{sign = Sign}}) ->
    Sign(Decisions).

next(#world{queue = Queue0, now = Now, events = Events, before = Before,
            always = #always{time_limit = TimeLimit}} = World) ->
    case paxy_sim_queue:next(Queue0) of
        {Now, Event, Queue} when Events - Before < ?EVENTS_PER_MS_MAX ->
            elapse(happen(Event, World#world{queue = Queue, events = Events + 1}));
        {Now, _, _} ->
            World#world{unfinished = {broken, ["more than 20,000,000 events happened at ", integer_to_list(Now), " ms"]}};
        {At, Event, Queue} when At =< TimeLimit ->
            elapse(happen(Event, World#world{queue = Queue, now = At, events = Events + 1, before = Events}));
        _ ->
            World
    end.

happen({message, Name, Stamp, Message}, World) ->
    case World of
        #world{line = whole, trace = off, acceptors = #{Name := Actor}} -> step(Message, Actor, World);
        #world{line = whole, trace = off, proposers = #{Name := Actor}} -> step(Message, Actor, World);
        #world{} -> arrive(Name, Stamp, Message, World)
    end;
happen({timer, Name, Count, Tag}, World) ->
    case present(Name, World) of
        #actor{timer = Count} = Actor ->
            step({timer, Tag}, Actor, noted(Actor, timer, none, Tag, World));
        _ ->
            World
    end;
happen({start, Name}, World) ->
    case present(Name, World) of
        absent -> World;
        Actor -> step(start, Actor, noted(Actor, start, none, none, World))
    end;
happen({fault, Action}, World) ->
    strike(Action, World).

present(Name, #world{proposers = Proposers, acceptors = Acceptors}) ->
    case Proposers of
        #{Name := Actor} -> Actor;
        #{} -> maps:get(Name, Acceptors, absent)
    end.

%% A message arrives in a world that is cut, or is watched, or where its
%% receiver is away.
arrive(Name, Stamp, Message, #world{now = Now, line = Line, trace = Trace} = World) ->
    Received = fun(Kind) ->
                       World#world{trace = paxy_trace:received(Kind, Now, Name, Stamp, Message, Trace)}
               end,
    case present(Name, World) of
        #actor{} = Actor when Line =:= whole -> step(Message, Actor, Received('receive'));
        _ -> lost(Received(lost))
    end.

step(Event, #actor{always = {Module, _, Permit}, core = Core0} = Actor, World) ->
    case paxy_step:handle(Module, Event, Core0, Permit) of
        {Core, Effects} -> perform(Effects, Actor#actor{core = Core}, World);
        Fault -> World#world{unfinished = {broken, paxy_step:text(Fault)}}
    end.

perform([], Actor, World) ->
    keep(Actor, World);
perform([{send, To, Message} | Effects], Actor0, World0) ->
    {Actor, World} = send([To], Message, Actor0, noted(Actor0, send, To, Message, World0)),
    perform(Effects, Actor, World);
perform([{broadcast, Message} | Effects], Actor0, #world{always = #always{everyone = Everyone}} = World0) ->
    {Actor, World} = send(Everyone, Message, Actor0, noted(Actor0, send, acceptors, Message, World0)),
    perform(Effects, Actor, World);
perform([{store, Term} | Effects], Actor, World) ->
    perform(Effects, Actor#actor{stored = {stored, Term}}, World);
perform([{timer, Tag, Duration} | Effects], #actor{name = Name, timer = Count} = Actor0, World) ->
    {Ms, Actor} = duration(Duration, Actor0),
    perform(Effects, Actor#actor{timer = Count + 1},
            schedule(Ms, {timer, Name, Count + 1, Tag}, World));
perform([{decided, Value, Round} | Effects], #actor{name = Name} = Actor0, World0) ->
    {Actor, World} = finish(Actor0, noted(Actor0, decided, none, {Value, Round}, World0)),
    #world{decisions = Decisions, now = Now} = World,
    Told = World#world{decisions = [{Name, Value, Round, Now} | Decisions]},
    sign(Told),
    perform(Effects, Actor, Told);
perform([{gave_up, Round} | Effects], Actor0, World0) ->
    {Actor, World} = finish(Actor0, noted(Actor0, gave_up, none, Round, World0)),
    perform(Effects, Actor, World).

finish(#actor{finished = true} = Actor, World) ->
    {Actor, World};
finish(Actor, #world{unfinished = Unfinished} = World) when is_integer(Unfinished) ->
    {Actor#actor{finished = true}, World#world{unfinished = Unfinished - 1}}.

keep(#actor{network = none, name = Name} = Actor, #world{proposers = Proposers} = World) ->
    World#world{proposers = Proposers#{Name := Actor}};
keep(#actor{name = Name} = Actor, #world{acceptors = Acceptors} = World) ->
    World#world{acceptors = Acceptors#{Name := Actor}}.

duration({uniform, Max}, #actor{stream = Stream0} = Actor) ->
    {Ms, Stream} = paxy_random:uniform(Max, Stream0),
    {Ms, Actor#actor{stream = Stream}};
duration(Ms, Actor) ->
    {Ms, Actor}.

%% A wait ends with a tick of the clock, and never early. Waits are set just
%% after a tick, so a wait of n ms lasts n + 1 ticks.
schedule(0, Event, #world{now = Now, queue = Queue} = World) ->
    World#world{queue = paxy_sim_queue:add(Now, Event, Queue)};
schedule(Ms, Event, #world{now = Now, queue = Queue} = World) ->
    World#world{queue = paxy_sim_queue:add(Now + Ms + 1, Event, Queue)}.

send([], _, Actor, World) ->
    {Actor, World};
send([To | Others], Message, Actor0, #world{line = whole, messages = Messages} = World) ->
    {Actor, Delays} = transmit(Message, Actor0),
    send(Others, Message, Actor, carry(Delays, Actor, To, Message, World#world{messages = Messages + 1}));
send([To | Others], Message, Actor, #world{messages = Messages} = World) ->
    send(Others, Message, Actor, carry([], Actor, To, Message, World#world{messages = Messages + 1})).

%% A request arrives at once; what becomes of a reply is for the network to say.
transmit(_, #actor{network = none} = Actor) ->
    {Actor, [0]};
transmit(Message, #actor{network = Network0} = Actor) ->
    {Delays, Network} = paxy_network:reply(Message, Network0),
    {Actor#actor{network = Network}, Delays}.

carry([], Actor, To, Message, World) ->
    lost(noted(Actor, lost, To, Message, World));
carry(Delays, #actor{name = Name}, To, Message, #world{trace = Trace} = World) ->
    deliver(Delays, {message, To, paxy_trace:stamp(Name, Trace), Message}, World).

deliver([], _, World) -> World;
deliver([Ms | Others], Event, World) -> deliver(Others, Event, schedule(Ms, Event, World)).

lost(#world{dropped = Dropped} = World) ->
    World#world{dropped = Dropped + 1}.

noted(_, _, _, _, #world{trace = off} = World) ->
    World;
noted(#actor{name = Name}, Kind, Peer, Message, #world{now = Now, trace = Trace} = World) ->
    World#world{trace = paxy_trace:note(Now, Name, Kind, Peer, Message, Trace)}.

%% Faults (paxy_faults).
strike(cut, World) ->
    everyone_notes(cut, World#world{line = cut});
strike(heal, World) ->
    everyone_notes(heal, World#world{line = whole});
strike({duplicate, off}, #world{always = #always{duplicate = Percent}} = World) ->
    strike({duplicate, Percent}, World);
strike({duplicate, Percent}, #world{acceptors = Acceptors, away = Away} = World) ->
    Doubling = fun(_, Actor) -> doubling(Percent, Actor) end,
    World#world{acceptors = maps:map(Doubling, Acceptors), away = maps:map(Doubling, Away)};
strike({leave, Kind, Names}, #world{acceptors = Acceptors} = World) ->
    leave(Kind, Names, Acceptors, World);
strike(stop_proposers, #world{proposers = Proposers} = World) ->
    leave(stop, lists:sort(maps:keys(Proposers)), Proposers, World);
strike({return, Names}, World) ->
    lists:foldl(fun return/2, World, Names).

everyone_notes(Kind, #world{proposers = Proposers, acceptors = Acceptors} = World) ->
    Present = lists:keysort(#actor.name, maps:values(Proposers) ++ maps:values(Acceptors)),
    lists:foldl(fun(#actor{network = none} = Actor, W) -> noted(Actor, Kind, acceptors, none, W);
                   (Actor, W) -> noted(Actor, Kind, proposers, none, W)
                end, World, Present).

doubling(_, #actor{network = none} = Proposer) -> Proposer;
doubling(Percent, #actor{network = Network} = Acceptor) ->
    Acceptor#actor{network = paxy_network:duplicate(Percent, Network)}.

leave(Kind, Names, Actors, World0) ->
    #world{proposers = Proposers, acceptors = Acceptors, away = Away} = World =
        lists:foldl(fun(Name, W) -> noted(map_get(Name, Actors), Kind, none, none, W) end, World0, Names),
    World#world{proposers = maps:without(Names, Proposers), acceptors = maps:without(Names, Acceptors),
                away = maps:merge(Away, maps:with(Names, Actors))}.

return(Name, #world{acceptors = Acceptors, away = Away} = World) ->
    #actor{always = {Module, Config, Permit}, stored = Stored, timer = Count} = Gone = map_get(Name, Away),
    case paxy_step:recover(Module, Config, Stored, Permit) of
        {ok, Core} ->
            Actor = Gone#actor{core = Core, timer = Count + 1},
            noted(Actor, recover, none, Stored,
                  World#world{acceptors = Acceptors#{Name => Actor}, away = maps:remove(Name, Away)});
        Fault ->
            World#world{unfinished = {broken, paxy_step:text(Fault)}}
    end.
