%%% One run in virtual time: the cores of a trial, the network between them,
%%% and the faults of their world, driven by a queue of events.
%%%
%%% A message arrives after the delay that paxy_network draws, at the same ms
%%% where there is none; handling it takes no time. Waits end as Erlang's do
%%% (later/2). Events of the same ms happen in the order in which they were
%%% scheduled (paxy_sim_queue). A message that was sent before its sender crashed
%%% still arrives. A proposer that has decided lives on until every proposer
%%% has decided or given up.
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
                role :: proposer | acceptor,
                always :: {module(), paxy_core:proposer_config() | paxy_core:acceptor_config(), paxy_effect:permit()},
                core :: paxy_core:state(),
                waits = 0 :: non_neg_integer(),  %% of drawn length, so far
                lives = 0 :: non_neg_integer(),  %% how often a folder's actor has begun
                timer = none :: none | {paxy_sim_queue:key(), Tag :: term()},
                alarm = none :: none | paxy_sim_queue:key(), %% the event that is to wake it
                stored = none :: none | {stored, term()},
                finished = false :: boolean()}). %% has decided or given up

-record(always, {time_limit :: pos_integer(),
                 everyone :: [atom()],           %% the acceptors, in order
                 key :: paxy_random:key(),       %% of the run's draws
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
                network :: paxy_network:network(),
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
traced(Trace, Result) -> Result#{trace => paxy_lab_pid:named(paxy_trace:events(Trace))}.

new(#{trial := #{time_limit := TimeLimit} = Trial, key := TrialKey, network := Network} = Plan, Run, Tracing, Sign) ->
    #{proposers := Proposers, acceptors := Acceptors, occasions := Occasions} = Plan,
    Key = paxy_random:at(TrialKey, Run),
    #world{always = #always{time_limit = TimeLimit, key = Key, sign = Sign,
                            everyone = [Name || {Name, _, _, _, _} <- Acceptors]},
           trace = paxy_trace:new(Tracing), unfinished = length(Proposers),
           network = paxy_network:of_run(Run, Network),
           queue = lists:foldl(fun({AtMs, Event}, Queue) -> paxy_sim_queue:add(AtMs, Event, Queue) end,
                               paxy_sim_queue:new(luck(Trial, Key)), Occasions),
           proposers = actors(proposer, Proposers), acceptors = actors(acceptor, Acceptors)}.

luck(#{delay := 0, backoff := 0, request_delay := 0}, Key) -> paxy_random:at(Key, 1 bsl 56);
luck(_, _) -> none.

%% Acceptors are there from the beginning.
awake(#world{always = #always{everyone = Everyone}, acceptors = Acceptors} = World) ->
    lists:foldl(fun(Name, W) -> awake(map_get(Name, Acceptors), W) end, World, Everyone).

%% Those of a folder begin with an event.
awake(#actor{always = {paxy_lab_actor, _, _}}, World) -> World;
awake(Actor, World) -> noted(Actor, start, none, none, World).

actors(Role, Members) ->
    maps:from_list([{Name, #actor{name = Name, role = Role, always = {Module, Config, Permit}, core = Core}}
                    || {Name, Module, Config, Permit, Core} <- Members]).

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
    arrive(Name, Stamp, Message, World);
happen({several, Names, Stamp, Message}, World) ->
    arrive_everywhere(Names, Stamp, Message, World);
happen({timer, Name, Key}, World) ->
    case present(Name, World) of
        #actor{alarm = Key, timer = {Key, Tag}} = Actor ->
            step({timer, Tag}, Actor#actor{alarm = none, timer = none}, timed(Tag, Actor, World));
        #actor{alarm = Key, timer = {Later, _}} = Actor ->
            sleep_on(Later, Actor, World);
        _ ->
            World
    end;
happen({later, Name, Life, Tag}, World) ->
    case present(Name, World) of
        #actor{lives = Life} = Actor -> step({timer, Tag}, Actor, World);
        _ -> World
    end;
happen({start, Name}, World) ->
    case present(Name, World) of
        absent -> World;
        #actor{always = {paxy_lab_actor, _, _}} = Actor -> begin_(Actor, noted(Actor, start, none, none, World));
        Actor -> step(start, Actor, noted(Actor, start, none, none, World))
    end;
happen({fault, Action}, World) ->
    strike(Action, World).

%% A folder's actor begins with a step of its own, and draws for itself.
begin_(#actor{name = Name, core = Core, lives = Lives} = Actor, #world{always = #always{key = Key}} = World) ->
    Drawing = paxy_lab_actor:draw_from(paxy_trial:draws(Key, Name, Lives), Core),
    step(start, Actor#actor{core = Drawing, lives = Lives + 1}, World).

present(Name, #world{proposers = Proposers, acceptors = Acceptors}) ->
    case Proposers of
        #{Name := Actor} -> Actor;
        #{} -> maps:get(Name, Acceptors, absent)
    end.

arrive_everywhere([], _, _, World) -> World;
arrive_everywhere([Name | Others], Stamp, Message, World) ->
    arrive_everywhere(Others, Stamp, Message, arrive(Name, Stamp, Message, World)).

arrive(Name, Stamp, Message, #world{network = Network, now = Now, trace = Trace} = World) ->
    case paxy_network:passes(Name, Network) andalso present(Name, World) of
        #actor{} = Actor when Trace =:= off ->
            step(Message, Actor, World);
        #actor{} = Actor ->
            step(Message, Actor, World#world{trace = paxy_trace:received('receive', Now, Name, Stamp,
                                                                         taken(Message, Actor), Trace)});
        _ ->
            lost(World#world{trace = paxy_trace:received(lost, Now, Name, Stamp, Message, Trace)})
    end.

step(Event, #actor{always = {paxy_lab_actor, _, _}, core = Core0} = Actor, #world{now = Now} = World) ->
    paxy_lab_virtual:set_now(Now),
    {Core, Effects} = paxy_lab_actor:handle(Event, Core0),
    perform(Effects, Actor#actor{core = Core}, World);
step(Event, #actor{always = {Module, _, Permit}, core = Core0} = Actor, World) ->
    case paxy_step:handle(Module, Event, Core0, Permit) of
        {Core, Effects} -> perform(Effects, Actor#actor{core = Core}, World);
        Fault -> World#world{unfinished = {broken, paxy_step:text(Fault)}}
    end.

perform([], Actor, World) ->
    keep(Actor, World);
perform([{send, To, Message} | Effects], Actor, World) ->
    perform(Effects, Actor, send([To], Message, Actor, noted(Actor, send, To, Message, World)));
perform([{broadcast, Message} | Effects], Actor, World) ->
    perform(Effects, Actor, broadcast(Message, Actor, noted(Actor, send, acceptors, Message, World)));
perform([{send, To, Message, Place} | Effects0], Actor, World) ->
    {Others, Effects} = alike(Message, Effects0),
    perform(Effects, Actor, multicast([To | Others], Message, Actor, noted_at(Place, Actor, send, [To | Others], Message, World)));
perform([{later, Tag, Ms} | Effects], #actor{name = Name, lives = Life} = Actor, #world{queue = Queue} = World) ->
    perform(Effects, Actor, World#world{queue = paxy_sim_queue:add(later(Ms, World), {later, Name, Life, Tag}, Queue)});
perform([{panel, _, _} | Effects], Actor, World) ->
    perform(Effects, Actor, World);
perform([{failed, Reason} | _], _, World) ->
    World#world{unfinished = {broken, Reason}};
perform([{store, Term} | Effects], Actor, World) ->
    perform(Effects, Actor#actor{stored = {stored, Term}}, World);
perform([{timer, Tag, Duration} | Effects], Actor0, World0) ->
    {Ms, Actor1} = duration(Duration, Actor0, World0),
    {Actor, World} = set_timer(Ms, Tag, Actor1, World0),
    perform(Effects, Actor, World);
perform([{decided, Value, Round} | Effects], #actor{name = Name} = Actor0, World0) ->
    {Actor, World} = finish(Actor0, noted(Actor0, decided, none, {Value, Round}, World0)),
    #world{decisions = Decisions, now = Now} = World,
    Told = World#world{decisions = [{Name, Value, Round, Now} | Decisions]},
    sign(Told),
    perform(Effects, Actor, Told);
perform([{gave_up, Round} | Effects], Actor0, World0) ->
    {Actor, World} = finish(Actor0, noted(Actor0, gave_up, none, Round, World0)),
    perform(Effects, Actor, World).

%% The same message to others as well is one event where it arrives at once.
alike(Message, [{send, To, Message, _} | Effects0]) ->
    {Others, Effects} = alike(Message, Effects0),
    {[To | Others], Effects};
alike(_, Effects) ->
    {[], Effects}.

finish(#actor{finished = true} = Actor, World) ->
    {Actor, World};
finish(Actor, #world{unfinished = Unfinished} = World) when is_integer(Unfinished) ->
    {Actor#actor{finished = true}, World#world{unfinished = Unfinished - 1}}.

keep(#actor{role = acceptor, name = Name} = Actor, #world{acceptors = Acceptors} = World) ->
    World#world{acceptors = Acceptors#{Name := Actor}};
keep(#actor{role = proposer, name = Name} = Actor, #world{proposers = Proposers} = World) ->
    World#world{proposers = Proposers#{Name := Actor}}.

duration({uniform, Max}, #actor{name = Name, waits = Waits} = Actor, #world{always = #always{key = Key}}) ->
    {paxy_trial:wait(Key, Name, Waits, Max), Actor#actor{waits = Waits + 1}};
duration(Ms, Actor, _) ->
    {Ms, Actor}.

%% A timer that is set again and again costs an event only when the earliest
%% of them would have fired: that event moves on to the place of the last one.
set_timer(Ms, Tag, #actor{alarm = Alarm} = Actor, #world{queue = Queue0} = World) ->
    {Key, Queue} = paxy_sim_queue:key(later(Ms, World), Queue0),
    case is_integer(Alarm) andalso Alarm < Key of
        true -> {Actor#actor{timer = {Key, Tag}}, World#world{queue = Queue}};
        false -> alarm(Key, Actor#actor{timer = {Key, Tag}}, World#world{queue = Queue})
    end.

alarm(Key, #actor{name = Name} = Actor, #world{queue = Queue} = World) ->
    {Actor#actor{alarm = Key}, World#world{queue = paxy_sim_queue:add_at(Key, {timer, Name, Key}, Queue)}}.

sleep_on(Key, Actor0, World0) ->
    {Actor, World} = alarm(Key, Actor0, World0),
    keep(Actor, World).

%% When a wait of some ms ends: with a tick of the clock, and never early. Waits
%% are set just after a tick, so a wait of n ms lasts n + 1 ticks.
later(0, #world{now = Now}) -> Now;
later(Ms, #world{now = Now}) -> Now + Ms + 1.

broadcast(Message, Actor, #world{always = #always{everyone = Everyone}} = World) ->
    multicast(Everyone, Message, Actor, World).

multicast(Names, Message, #actor{name = Name, role = Role} = Actor, #world{network = Network} = World) ->
    case Role =:= proposer andalso paxy_network:is_prompt(Network) of
        true ->
            #world{messages = Messages, trace = Trace, now = Now, queue = Queue} = World,
            Event = {several, Names, paxy_trace:stamp(Name, Trace), Message},
            World#world{messages = Messages + length(Names), queue = paxy_sim_queue:add(Now, Event, Queue)};
        false ->
            send(Names, Message, Actor, World)
    end.

send([], _, _, World) ->
    World;
send([To | Others], Message, #actor{name = Name, role = Role} = Actor,
     #world{network = Network0, messages = Messages} = World) ->
    {Delays, Network} = paxy_network:send(direction(Role), Name, To, Message, Network0),
    send(Others, Message, Actor,
         carry(Delays, Actor, To, Message, World#world{network = Network, messages = Messages + 1})).

direction(proposer) -> request;
direction(acceptor) -> reply.

carry([], Actor, To, Message, World) ->
    lost(noted(Actor, lost, To, Message, World));
carry(Delays, #actor{name = Name}, To, Message, #world{trace = Trace} = World) ->
    deliver(Delays, {message, To, paxy_trace:stamp(Name, Trace), Message}, World).

deliver([], _, World) -> World;
deliver([Ms | Others], Event, #world{queue = Queue} = World) ->
    deliver(Others, Event, World#world{queue = paxy_sim_queue:add(later(Ms, World), Event, Queue)}).

lost(#world{dropped = Dropped} = World) ->
    World#world{dropped = Dropped + 1}.

noted(_, _, _, _, #world{trace = off} = World) ->
    World;
noted(#actor{name = Name}, Kind, Peer, Message, #world{now = Now, trace = Trace} = World) ->
    World#world{trace = paxy_trace:note(Now, Name, Kind, Peer, Message, Trace)}.

%% With the place in the code that takes it.
taken(Message, #actor{always = {paxy_lab_actor, _, _}, core = Core}) ->
    paxy_lab_place:at(paxy_lab_actor:place(Message, Core), paxy_lab_actor:bare(Message));
taken(Message, _) -> Message.

timed(_, _, #world{trace = off} = World) -> World;
timed(Tag, #actor{always = {paxy_lab_actor, _, _}, core = Core} = Actor, World) ->
    noted(Actor, timer, none, paxy_lab_place:at(paxy_lab_actor:place({timer, Tag}, Core), Tag), World);
timed(Tag, Actor, World) -> noted(Actor, timer, none, Tag, World).

%% With the place in the code that did it.
noted_at(_, _, _, _, _, #world{trace = off} = World) -> World;
noted_at(Place, Actor, Kind, Peers, Message, World) when is_list(Peers) ->
    lists:foldl(fun(Peer, W) -> noted_at(Place, Actor, Kind, Peer, Message, W) end, World, Peers);
noted_at(Place, Actor, Kind, Peer, Message, World) -> noted(Actor, Kind, Peer, paxy_lab_place:at(Place, paxy_lab_actor:bare(Message)), World).

%% Faults (paxy_faults).
strike({network, Change}, World) ->
    everyone_notes(paxy_network:event(Change), network(Change, World));
strike({leave, Kind, Names}, #world{acceptors = Acceptors} = World) ->
    leave(Kind, Names, Acceptors, World);
strike(stop_proposers, #world{proposers = Proposers} = World) ->
    leave(stop, lists:sort(maps:keys(Proposers)), Proposers, World);
strike({return, Names}, World) ->
    lists:foldl(fun return/2, World, Names).

network(Change, #world{network = Network} = World) ->
    World#world{network = paxy_network:obey(Change, Network)}.

everyone_notes(none, World) ->
    World;
everyone_notes(Kind, #world{proposers = Proposers, acceptors = Acceptors} = World) ->
    Present = lists:keysort(#actor.name, maps:values(Proposers) ++ maps:values(Acceptors)),
    lists:foldl(fun(#actor{role = proposer} = Actor, W) -> noted(Actor, Kind, acceptors, none, W);
                   (Actor, W) -> noted(Actor, Kind, proposers, none, W)
                end, World, Present).

leave(Kind, Names, Actors, World0) ->
    #world{proposers = Proposers, acceptors = Acceptors, away = Away} = World =
        lists:foldl(fun(Name, W) -> noted(map_get(Name, Actors), Kind, none, none, W) end,
                    network({away, Names}, World0), Names),
    World#world{proposers = maps:without(Names, Proposers), acceptors = maps:without(Names, Acceptors),
                away = maps:merge(Away, maps:with(Names, Actors))}.

return(Name, #world{acceptors = Acceptors, away = Away} = World) ->
    #actor{always = {Module, Config, Permit}, stored = Stored} = Gone = map_get(Name, Away),
    case paxy_step:recover(Module, Config, Stored, Permit) of
        {ok, Core} ->
            Actor = Gone#actor{core = Core, timer = none, alarm = none},
            again(Actor, noted(Actor, recover, none, Stored,
                               (network({back, [Name]}, World))#world{acceptors = Acceptors#{Name => Actor},
                                                                      away = maps:remove(Name, Away)}));
        Fault ->
            World#world{unfinished = {broken, paxy_step:text(Fault)}}
    end.

again(#actor{always = {paxy_lab_actor, _, _}} = Actor, World) -> begin_(Actor, World);
again(_, World) -> World.
