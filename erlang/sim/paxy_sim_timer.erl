%%% The one timer of an actor of a simulated run.
%%%
%%% A timer that is set again and again costs an event only when the earliest
%%% of them would have fired: that event moves on to the place of the last one.
-module(paxy_sim_timer).
-include("paxy_sim_world.hrl").

-export([set/4, set_at/4, alarmed/3]).

%% A wait of some ms, or of a drawn length, replaces the pending one.
-spec set(Tag :: term(), paxy_core:duration(), #actor{}, #world{}) -> {#actor{}, #world{}}.
set(Tag, {uniform, Max}, #actor{name = Name, waits = Waits} = Actor, #world{always = #always{key = Key}} = World) ->
    set(Tag, paxy_trial:wait(Key, Name, Waits, Max), Actor#actor{waits = Waits + 1}, World);
set(Tag, Ms, Actor0, #world{now = Now, queue = Queue0} = World) ->
    {Actor, Queue} = set_at(paxy_sim_post:later(Ms, Now), Tag, Actor0, Queue0),
    {Actor, World#world{queue = Queue}}.

%% The same, when the time at which it ends is known.
-spec set_at(AtMs :: non_neg_integer(), Tag :: term(), #actor{}, paxy_sim_queue:queue()) ->
          {#actor{}, paxy_sim_queue:queue()}.
set_at(AtMs, Tag, #actor{alarm = Alarm} = Actor, Queue0) ->
    {Key, Queue} = paxy_sim_queue:key(AtMs, Queue0),
    case is_integer(Alarm) andalso Alarm < Key of
        true -> {Actor#actor{timer = {Key, Tag}}, Queue};
        false -> alarm(Key, Actor#actor{timer = {Key, Tag}}, Queue)
    end.

alarm(Key, #actor{name = Name} = Actor, Queue) ->
    {Actor#actor{alarm = Key}, paxy_sim_queue:add_at(Key, {timer, Name, Key}, Queue)}.

%% The alarm of this key goes off: the timer that was set last is due, or it is not yet.
-spec alarmed(paxy_sim_queue:key(), #actor{} | absent, paxy_sim_queue:queue()) ->
          {due, Tag :: term(), #actor{}} | {not_yet, #actor{}, paxy_sim_queue:queue()} | nobody.
alarmed(Key, #actor{alarm = Key, timer = {Key, Tag}} = Actor, _) ->
    {due, Tag, Actor#actor{alarm = none, timer = none}};
alarmed(Key, #actor{alarm = Key, timer = {Later, _}} = Actor0, Queue0) ->
    {Actor, Queue} = alarm(Later, Actor0, Queue0),
    {not_yet, Actor, Queue};
alarmed(_, _, _) ->
    nobody.
