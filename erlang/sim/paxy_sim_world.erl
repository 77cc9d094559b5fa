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
-include("paxy_sim_world.hrl").

-export([run/4, begun/4, overtaking/1]).
-export_type([result/0, sign/0]).

%% Hears the decisions so far, the latest first, at each sign of life.
-type sign() :: fun(([paxy_judge:decision()]) -> term()).

%% A judgement, with the decisions, how many messages were sent and lost, and
%% the trace when there is one.
-type result() :: #{atom() => term()}.

%% Executes one run and judges it. With a number of events, its trace keeps
%% that many.
-spec run(paxy_sim_plan:plan(), pos_integer(), off | pos_integer(), sign()) -> result().
run(#{proposed := Proposed, trial := #{time_limit := Limit}} = Plan, Run, Tracing, Sign) ->
    World = paxy_sim_turns:elapse(begun(Plan, Run, Tracing, Sign)),
    Judgement = paxy_judge:verdict(#{proposed => Proposed, proposers => length(Proposed), time_limit => Limit,
                                     decisions => lists:reverse(World#world.decisions),
                                     away => [Name || {Name, #actor{role = proposer}} <- lists:sort(maps:to_list(World#world.away))],
                                     ending => ending(World)}),
    traced(World#world.trace, Judgement#{messages => World#world.messages, dropped => World#world.dropped}).

%% The world of a run before its first event.
-spec begun(paxy_sim_plan:plan(), pos_integer(), off | pos_integer(), sign()) -> #world{}.
begun(Plan, Run, Tracing, Sign) ->
    awake(new(Plan, Run, Tracing, Sign)).

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

luck(#{delay := 0, backoff := 0, request_delay := 0}, Key) -> overtaking(Key);
luck(_, _) -> none.

%% The draws of a run's events that are overtaken (paxy_sim_queue).
-spec overtaking(paxy_random:key()) -> paxy_random:stream().
overtaking(Key) -> paxy_random:at(Key, 1 bsl 56).

%% Acceptors are there from the beginning.
awake(#world{always = #always{everyone = Everyone}, acceptors = Acceptors} = World) ->
    lists:foldl(fun(Name, W) -> awake(map_get(Name, Acceptors), W) end, World, Everyone).

%% Those of a folder begin with an event.
awake(#actor{always = {paxy_lab_actor, _, _}}, World) -> World;
awake(Actor, World) -> paxy_sim_note:noted(Actor, start, none, none, World).

actors(Role, Members) ->
    maps:from_list([{Name, #actor{name = Name, role = Role, always = {Module, Config, Permit}, core = Core}}
                    || {Name, Module, Config, Permit, Core} <- Members]).

ending(#world{unfinished = {broken, Reason}}) -> {failed, Reason};
ending(#world{unfinished = 0}) -> finished;
ending(_) -> time_limit.
