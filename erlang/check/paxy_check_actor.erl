%%% One actor of a system under check: its core, its pending timer or start, its
%%% stored state and its decision. Time and chance do not exist
%%% here: a timer is pending or not, whatever its duration. A core lives on after its
%%% decision, as it does on nodes.
-module(paxy_check_actor).

-export([proposer/3, acceptor/3, waits/1, act/2, interrupted/2, outcomes/2, crash/1, crashed/1, recovers/1, decided/1, essence/1, fields/1, places/2, posts/1]).
-export_type([actor/0, post/0, act/0]).

-record(actor, {permit :: paxy_effect:permit(),
                module :: module(),
                config :: paxy_core:proposer_config() | paxy_core:acceptor_config(),
                core :: paxy_core:state(),
                pending = none :: none | start | {timer, Tag :: term()},
                stored = none :: none | {stored, term()},
                decided = [] :: ordsets:ordset(term())}).
-opaque actor() :: #actor{}.
-type post() :: {To :: paxy_core:name() | everyone, paxy_core:message()}.
%% The effects of a step that others notice.
-type act() :: {send, paxy_core:name(), paxy_core:message()} | {broadcast, paxy_core:message()}
             | {decided, paxy_core:value(), Round :: non_neg_integer()}
             | {gave_up, Round :: non_neg_integer()}
             | {timer, Tag :: term()}.

-spec proposer(module(), paxy_core:proposer_config(), paxy_effect:permit()) -> actor().
proposer(Module, Config, Permit) ->
    (acceptor(Module, Config, Permit))#actor{pending = start}.

-spec acceptor(module(), map(), paxy_effect:permit()) -> actor().
acceptor(Module, Config, Permit) ->
    #actor{permit = Permit, module = Module, config = Config,
           core = paxy_check_call:init(Module, Config, Permit)}.

%% Can it do a step by itself: a start, or a deadline?
-spec waits(actor()) -> none | start | {timer, term()}.
waits(#actor{pending = Pending}) -> Pending.

%% The step of the event that it waits for, or of a message.
-spec act(tick | {message, paxy_core:message()}, actor()) -> {actor(), [act()]}.
act(Event, Actor) ->
    {Effects, Stepped} = step(Event, Actor),
    perform(Effects, Stepped).

%% The step of a message or a tick, ended by a crash after some of its effects,
%% and how many. A crash before the first of them or after the last is a step
%% of its own.
-spec interrupted(tick | {message, paxy_core:message()}, actor()) -> [{pos_integer(), actor(), [act()]}].
interrupted(Event, Actor) ->
    {Effects, Stepped} = step(Event, Actor),
    crashes_within(Effects, Stepped).

%% The whole step, as 0, and where its actor comes back those that a crash ends.
-spec outcomes(tick | {message, paxy_core:message()}, actor()) -> [{non_neg_integer(), actor(), [act()]}].
outcomes(Event, Actor) ->
    {Effects, Stepped} = step(Event, Actor),
    {Whole, Acts} = perform(Effects, Stepped),
    [{0, Whole, Acts} | case recovers(Actor) of
                            true -> crashes_within(Effects, Stepped);
                            false -> []
                        end].

crashes_within([], _) -> [];
crashes_within([_ | More] = Effects, Stepped) ->
    [crash_after(Count, Effects, Stepped) || Count <- lists:seq(1, length(More))].

crash_after(Count, Effects, Actor0) ->
    {Actor, Acts} = perform(lists:sublist(Effects, Count), Actor0),
    {Count, crash(Actor), Acts}.

%% The actor after a crash, with what it stored.
-spec crash(actor()) -> actor().
crash(#actor{module = Module, config = Config, stored = Stored, permit = Permit} = Actor) ->
    Pending = case paxy_effect:who(Permit) of
                  {proposer, _} -> start;
                  {acceptor, _} -> none
              end,
    Actor#actor{core = paxy_check_call:recover(Module, Config, Stored, Permit), pending = Pending}.

%% Why a process of a folder's actor ended before its time: a core never does.
-spec crashed(actor()) -> none | binary().
crashed(#actor{module = paxy_lab_checked, core = Core}) -> paxy_lab_checked:problem(Core);
crashed(_) -> none.

%% Does it come back from a crash?
-spec recovers(actor()) -> boolean().
recovers(#actor{permit = Permit}) -> paxy_effect:stores(Permit).

step(tick, #actor{pending = Event} = Actor) -> handle(Event, Actor#actor{pending = none});
step({message, Message}, Actor) -> handle(Message, Actor).

handle(Event, #actor{permit = Permit, module = Module, core = Core0} = Actor) ->
    {Core, Effects} = paxy_check_call:handle(Module, Event, Core0, Permit),
    {Effects, Actor#actor{core = Core}}.

perform(Effects, Actor0) ->
    {Actor, Acts} = lists:foldl(fun perform_one/2, {Actor0, []}, Effects),
    {Actor, lists:reverse(Acts)}.

perform_one({store, Term}, {Actor, Acts}) -> {Actor#actor{stored = {stored, Term}}, Acts};
perform_one({timer, Tag, _}, {Actor, Acts}) -> {Actor#actor{pending = {timer, Tag}}, [{timer, Tag} | Acts]};
perform_one({decided, Value, _} = Act, {#actor{decided = Decided} = Actor, Acts}) ->
    {Actor#actor{decided = ordsets:add_element(Value, Decided)}, [Act | Acts]};
perform_one(Act, {Actor, Acts}) -> {Actor, [Act | Acts]}.

%% The place of the next step in a folder's code (paxy_lab_checked); a core has none.
-spec places(tick | {message, paxy_core:message()}, actor()) ->
          {paxy_lab_place:place(), [{paxy_core:name(), paxy_core:message(), paxy_lab_place:place()}]}.
places(tick, #actor{module = paxy_lab_checked, core = Core, pending = Event}) -> paxy_lab_checked:places(Event, Core);
places({message, Message}, #actor{module = paxy_lab_checked, core = Core}) -> paxy_lab_checked:places(Message, Core);
places(_, #actor{}) -> {none, []}.

%% The messages among the effects.
-spec posts([act()]) -> [post()].
posts(Acts) ->
    lists:append([case Act of
                      {send, To, Message} -> [{To, Message}];
                      {broadcast, Message} -> [{everyone, Message}];
                      _ -> []
                  end || Act <- Acts]).

%% The values that it has decided, at most one for a correct proposer.
-spec decided(actor()) -> [term()].
decided(#actor{decided = Decided}) -> Decided.

%% Everything on which its future depends, and its decisions.
-spec essence(actor()) -> term().
essence(#actor{core = Core, pending = Pending, stored = Stored, decided = []}) -> {Core, Pending, Stored};
essence(#actor{core = Core, pending = Pending, stored = Stored, decided = Decided}) -> {Core, Pending, Stored, Decided}.

%% Its state, for people.
-spec fields(actor()) -> [{Name :: atom(), term()}].
fields(#actor{module = Module, core = Core}) -> paxy_step:fields(Module, Core).
