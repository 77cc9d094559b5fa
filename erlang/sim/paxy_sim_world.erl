%%% One run in virtual time: the cores of a trial, the network between them,
%%% and the faults of their world, driven by a queue of events.
%%%
%%% A request arrives at the ms at which it is sent, a reply after the delay
%%% that paxy_network draws; handling a message takes no time. Waits end as
%%% Erlang's do (schedule/3). Messages to an
%%% actor that is away, and messages that would pass while the sides are cut
%%% from each other, are lost. What was sent before its sender crashed still
%%% arrives.
-module(paxy_sim_world).

-export([run/3]).
-export_type([result/0]).

%% More events without any time passing, and a run is given up as endless.
-define(EVENTS_PER_MS_MAX, 20_000_000).

-record(actor, {name :: paxy_core:name(),
                module :: module(),
                core :: paxy_core:state(),
                stream :: paxy_random:stream(),
                network = none :: none | paxy_network:network(), %% an acceptor's
                timer = 0 :: non_neg_integer(),  %% how many were set; only the last one counts
                stored = none :: none | {stored, term()},
                finished = false :: boolean(),
                config :: paxy_core:proposer_config() | paxy_core:acceptor_config()}).

-record(world, {now = 0 :: non_neg_integer(),
                crowd = 0 :: non_neg_integer(),      %% events that happened at `now'
                time_limit :: pos_integer(),
                queue :: paxy_sim_queue:queue(),
                proposers :: #{atom() => #actor{}},  %% those that have not finished
                acceptors :: #{atom() => #actor{}},  %% those that are not away
                away = #{} :: #{atom() => #actor{}},
                everyone :: [atom()],                %% the acceptors, in order
                duplicate :: 0..100,                 %% % of the replies, while no fault says otherwise
                line = whole :: whole | cut,         %% between proposers and acceptors
                messages = 0 :: non_neg_integer(),
                dropped = 0 :: non_neg_integer(),
                decisions = [] :: [paxy_judge:decision()],
                gave_up = 0 :: non_neg_integer(),
                trace :: paxy_sim_trace:trace()}).

%% A judgement, with the decisions, how many messages were sent and lost, and
%% the trace when there is one.
-type result() :: #{atom() => term()}.

%% Executes one run and judges it.
-spec run(paxy_sim_plan:plan(), pos_integer(), on | off) -> result().
run(#{proposed := Proposed} = Plan, Run, Tracing) ->
    World = elapse(awake(new(Plan, Run, Tracing))),
    Decisions = lists:reverse(World#world.decisions),
    Judgement = paxy_judge:verdict(#{proposed => Proposed, decisions => Decisions,
                                     proposers => length(Proposed),
                                     ending => ending(length(Proposed), World)}),
    traced(World#world.trace, Judgement#{decisions => Decisions, messages => World#world.messages,
                                         dropped => World#world.dropped}).

traced(off, Result) -> Result;
traced(Trace, Result) -> Result#{trace => paxy_sim_trace:events(Trace)}.

new(#{trial := #{time_limit := TimeLimit, duplicate := Duplicate} = Trial} = Plan, Run, Tracing) ->
    #{proposers := Proposers, acceptors := Acceptors, occasions := Occasions} = Plan,
    Stream = fun(Name) -> paxy_trial:stream(Trial, Run, Name) end,
    #world{time_limit = TimeLimit, duplicate = Duplicate, trace = paxy_sim_trace:new(Tracing),
           queue = lists:foldl(fun({AtMs, Event}, Queue) -> paxy_sim_queue:add(AtMs, Event, Queue) end,
                               paxy_sim_queue:new(Stream(scheduler)), Occasions),
           everyone = [Name || {Name, _, _, _} <- Acceptors],
           proposers = actors(Proposers, Stream, fun(_) -> none end),
           acceptors = actors(Acceptors, Stream, fun(Draws) -> paxy_network:new(Trial, Draws) end)}.

%% Acceptors are there from the beginning.
awake(#world{everyone = Everyone, acceptors = Acceptors} = World) ->
    lists:foldl(fun(Name, W) -> noted(map_get(Name, Acceptors), start, none, none, W) end, World, Everyone).

actors(Members, Stream, Network) ->
    maps:from_list([{Name, #actor{name = Name, module = Module, config = Config, core = Core,
                                  stream = Draws, network = Network(Draws)}}
                    || {Name, Module, Config, Core} <- Members, Draws <- [Stream(Name)]]).

ending(Proposers, #world{decisions = Decisions, gave_up = GaveUp}) ->
    case length(Decisions) of
        Proposers -> all_decided;
        Decided when Decided + GaveUp =:= Proposers -> rounds_limit;
        _ -> time_limit
    end.

%% Lets time pass until every proposer has finished, the time limit has come,
%% or nothing is left that could happen before it.
elapse(#world{proposers = Proposers} = World) when map_size(Proposers) =:= 0 ->
    World;
elapse(#world{queue = Queue0, now = Now, crowd = Crowd, time_limit = TimeLimit} = World) ->
    case paxy_sim_queue:next(Queue0) of
        {Now, Event, Queue} when Crowd < ?EVENTS_PER_MS_MAX ->
            elapse(happen(Event, World#world{queue = Queue, crowd = Crowd + 1}));
        {Now, _, _} ->
            error(endless);
        {At, Event, Queue} when At =< TimeLimit ->
            elapse(happen(Event, World#world{queue = Queue, crowd = 1, now = At}));
        _ ->
            World
    end.

happen({message, Name, Envelope, Message}, World) ->
    case World of
        #world{line = whole, trace = off, acceptors = #{Name := Actor}} -> step(Message, Actor, World);
        #world{line = whole, trace = off, proposers = #{Name := Actor}} -> step(Message, Actor, World);
        #world{} -> arrive(Name, Envelope, Message, World)
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
%% receiver is away or has finished.
arrive(Name, Envelope, Message, #world{now = Now, line = Line, trace = Trace, away = Away} = World) ->
    Received = fun(Kind) ->
                       World#world{trace = paxy_sim_trace:received(Kind, Now, Name, Envelope, Message, Trace)}
               end,
    case present(Name, World) of
        #actor{} = Actor when Line =:= whole -> step(Message, Actor, Received('receive'));
        absent when not is_map_key(Name, Away) -> World;
        _ -> lost(Received(lost))
    end.

step(Event, #actor{module = Module, core = Core0} = Actor, World) ->
    {Core, Effects} = Module:handle(Event, Core0),
    perform(Effects, Actor#actor{core = Core}, World).

perform([], Actor, World) ->
    keep(Actor, World);
perform([{send, To, Message} | Effects], Actor0, World0) ->
    {Actor, World} = send([To], Message, Actor0, noted(Actor0, send, To, Message, World0)),
    perform(Effects, Actor, World);
perform([{broadcast, Message} | Effects], Actor0, #world{everyone = Everyone} = World0) ->
    {Actor, World} = send(Everyone, Message, Actor0, noted(Actor0, send, acceptors, Message, World0)),
    perform(Effects, Actor, World);
perform([{store, Term} | Effects], Actor, World) ->
    perform(Effects, Actor#actor{stored = {stored, Term}}, World);
perform([{timer, Tag, Duration} | Effects], #actor{name = Name, timer = Count} = Actor0, World) ->
    {Ms, Actor} = duration(Duration, Actor0),
    perform(Effects, Actor#actor{timer = Count + 1},
            schedule(Ms, {timer, Name, Count + 1, Tag}, World));
perform([{decided, Value, Round} | Effects], #actor{name = Name} = Actor, World0) ->
    #world{decisions = Decisions, now = Now} = World = noted(Actor, decided, none, {Value, Round}, World0),
    perform(Effects, Actor#actor{finished = true},
            World#world{decisions = [{Name, Value, Round, Now} | Decisions]});
perform([{gave_up, Round} | Effects], Actor, World0) ->
    #world{gave_up = GaveUp} = World = noted(Actor, gave_up, none, Round, World0),
    perform(Effects, Actor#actor{finished = true}, World#world{gave_up = GaveUp + 1}).

keep(#actor{finished = true, name = Name}, #world{proposers = Proposers} = World) ->
    World#world{proposers = maps:remove(Name, Proposers)};
keep(#actor{network = none, name = Name} = Actor, #world{proposers = Proposers} = World) ->
    World#world{proposers = Proposers#{Name := Actor}};
keep(#actor{name = Name} = Actor, #world{acceptors = Acceptors} = World) ->
    World#world{acceptors = Acceptors#{Name := Actor}}.

duration({uniform, Max}, #actor{stream = Stream0} = Actor) ->
    {Ms, Stream} = paxy_random:uniform(Max, Stream0),
    {Ms, Actor#actor{stream = Stream}};
duration(Ms, Actor) ->
    {Ms, Actor}.

%% A wait of some ms ends with a tick of the clock, and never early: begun just
%% after a tick, as all are that something on time led to, it takes one tick more.
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

%% Nothing is carried to a proposer that has finished: it ignores everything.
carry([], Actor, To, Message, World) ->
    lost(noted(Actor, lost, To, Message, World));
carry(Delays, #actor{name = Name}, To, Message, #world{trace = Trace} = World)
  when is_map_key(To, World#world.proposers); is_map_key(To, World#world.acceptors);
       is_map_key(To, World#world.away) ->
    Event = {message, To, paxy_sim_trace:envelope(Name, Trace), Message},
    deliver(Delays, Event, World);
carry(_, _, _, _, World) ->
    World.

deliver([], _, World) -> World;
deliver([Ms | Others], Event, World) -> deliver(Others, Event, schedule(Ms, Event, World)).

lost(#world{dropped = Dropped} = World) ->
    World#world{dropped = Dropped + 1}.

noted(_, _, _, _, #world{trace = off} = World) ->
    World;
noted(#actor{name = Name}, Kind, Peer, Message, #world{now = Now, trace = Trace} = World) ->
    World#world{trace = paxy_sim_trace:note(Now, Name, Kind, Peer, Message, Trace)}.

%% Faults (paxy_faults).
strike(cut, World) ->
    everyone_notes(cut, World#world{line = cut});
strike(heal, World) ->
    everyone_notes(heal, World#world{line = whole});
strike({duplicate, off}, #world{duplicate = Percent} = World) ->
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
    #actor{module = Module, config = Config, stored = Stored, timer = Count} = Gone = map_get(Name, Away),
    Actor = Gone#actor{core = Module:recover(Config, Stored), timer = Count + 1},
    noted(Actor, recover, none, Stored,
          World#world{acceptors = Acceptors#{Name => Actor}, away = maps:remove(Name, Away)}).
