%%% One actor of a system that is checked: its core, the event it waits for by
%%% itself, and what it stored. Time and chance do not exist here: a timer is
%%% pending or not, whatever its duration.
-module(paxy_check_actor).

-export([proposer/2, acceptor/2, waits/1, tick/1, deliver/2, interrupted/2, crash/1, decision/1, ending/1, essence/1]).
-export_type([actor/0, post/0]).

-record(actor, {module :: module(),
                config :: paxy_core:proposer_config() | paxy_core:acceptor_config(),
                core :: paxy_core:state(),
                pending = none :: none | start | {timer, Tag :: term()},
                stored = none :: none | {stored, term()},
                finished = running :: running | gave_up
                                    | {decided, paxy_core:value(), Round :: non_neg_integer()}}).
-opaque actor() :: #actor{}.
-type post() :: {To :: paxy_core:name() | everyone, paxy_core:message()}.

-spec proposer(module(), paxy_core:proposer_config()) -> actor().
proposer(Module, Config) ->
    #actor{module = Module, config = Config, core = Module:init(Config), pending = start}.

-spec acceptor(module(), paxy_core:acceptor_config()) -> actor().
acceptor(Module, Config) ->
    #actor{module = Module, config = Config, core = Module:init(Config)}.

%% Is there something that it would do by itself: start, or a deadline?
-spec waits(actor()) -> none | start | {timer, term()}.
waits(#actor{finished = running, pending = Pending}) -> Pending;
waits(_) -> none.

%% What waits happens.
-spec tick(actor()) -> {actor(), [post()]}.
tick(#actor{pending = Event} = Actor) ->
    step(Event, Actor#actor{pending = none}).

-spec deliver(paxy_core:message(), actor()) -> {actor(), [post()]}.
deliver(_, #actor{finished = Finished} = Actor) when Finished =/= running -> {Actor, []};
deliver(Message, Actor) -> step(Message, Actor).

step(Event, #actor{module = Module, core = Core0} = Actor) ->
    {Core, Effects} = Module:handle(Event, Core0),
    perform(Effects, Actor#actor{core = Core}).

%% The same step, ended by a crash after some of its effects, and how many.
-spec interrupted(paxy_core:message(), actor()) -> [{pos_integer(), actor(), [post()]}].
interrupted(Message, #actor{module = Module, core = Core} = Actor) ->
    {_, Effects} = Module:handle(Message, Core),
    [crash_after(N, Effects, Actor) || N <- lists:seq(1, length(Effects) - 1)].

crash_after(N, Effects, Actor0) ->
    {Actor, Posts} = perform(lists:sublist(Effects, N), Actor0),
    {N, crash(Actor), Posts}.

%% It comes back with what it stored.
-spec crash(actor()) -> actor().
crash(#actor{module = Module, config = Config, stored = Stored} = Actor) ->
    Actor#actor{core = Module:recover(Config, Stored), pending = none}.

perform(Effects, Actor0) ->
    {Actor, Posts} = lists:foldl(fun perform_one/2, {Actor0, []}, Effects),
    {Actor, lists:reverse(Posts)}.

perform_one({send, To, Message}, {Actor, Posts}) -> {Actor, [{To, Message} | Posts]};
perform_one({broadcast, Message}, {Actor, Posts}) -> {Actor, [{everyone, Message} | Posts]};
perform_one({store, Term}, {Actor, Posts}) -> {Actor#actor{stored = {stored, Term}}, Posts};
perform_one({timer, Tag, _}, {Actor, Posts}) -> {Actor#actor{pending = {timer, Tag}}, Posts};
perform_one({decided, Value, Round}, {Actor, Posts}) ->
    {Actor#actor{finished = {decided, Value, Round}}, Posts};
perform_one({gave_up, _}, {Actor, Posts}) -> {Actor#actor{finished = gave_up}, Posts}.

-spec ending(actor()) -> running | gave_up | {decided, paxy_core:value(), Round :: non_neg_integer()}.
ending(#actor{finished = Finished}) -> Finished.

-spec decision(actor()) -> none | {value, term()}.
decision(#actor{finished = {decided, Value, _}}) -> {value, Value};
decision(_) -> none.

%% All that its future depends on; who has finished has none.
-spec essence(actor()) -> term().
essence(#actor{finished = {decided, Value, _}}) -> {decided, Value};
essence(#actor{finished = gave_up}) -> gave_up;
essence(#actor{core = Core, pending = Pending, stored = Stored}) -> {Core, Pending, Stored}.
