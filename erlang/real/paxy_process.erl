%%% Runs a core as a real process: its mailbox, its one timer, its storage, its
%%% draws, and the network's faults on what it sends.
%%%
%%% A message that the network delays is sent at once and waits at its
%%% receiver. So it survives its sender, and is lost if its receiver is gone.
-module(paxy_process).

-export([start_link/1]).
-export_type([config/0, instruction/0, report/0, world/0]).

%% `run' is the address of the process that judges the run; `peers' has the
%% addresses that are known from the start. `counters' holds messages sent (1),
%% of them lost (2), and the largest lateness of a timer in ms (3), for all
%% processes of a part.
-type config() :: #{role := paxy_effect:role(),
                    core := module(),
                    core_config := paxy_core:proposer_config() | paxy_core:acceptor_config(),
                    permit := paxy_effect:permit(),
                    key := paxy_random:key(),          %% of the run's draws
                    network := paxy_network:network(),
                    run := reference(),
                    part := pid(),
                    peers := #{paxy_core:name() => pid()},
                    counters := counters:counters_ref(),
                    events_max := pos_integer(),
                    narrate := silent | aloud,
                    begin_ := begin_(),
                    file := none | file:filename_all()}. %% for roles that store

%% A proposer waits for its start (instruction()); an acceptor starts at once,
%% or comes back from a crash.
-type begin_() :: proposer | acceptor | {recover, world()}.

%% State that survives a crash: the actor's logical clock, and its draws.
-type world() :: {Clock :: non_neg_integer(), paxy_network:network(), Waits :: non_neg_integer()}.

%% Its part sends it {part, Instruction}. A proposer begins its first round
%% SleepMs after Started, a monotonic time.
-type instruction() :: {start, Started :: integer(), SleepMs :: non_neg_integer(), #{paxy_core:name() => pid()}}
                     | {peers, #{paxy_core:name() => pid() | away}}
                     | {network, paxy_network:change()}
                     | trace | {leave, crash | stop}.

%% A process reports to its part.
-type report() :: {say, paxy_core:name(), ElapsedMs :: integer(), paxy_lines:news()}
                | {left, pid(), world(), [paxy_trace:event()]}
                | {trace, pid(), [paxy_trace:event()]}.

-record(process, {name :: paxy_core:name(),
                  role :: paxy_effect:role(),
                  module :: module(),
                  core :: paxy_core:state(),
                  permit :: paxy_effect:permit(),
                  run :: reference(),
                  part :: pid(),
                  peers :: #{paxy_core:name() => pid() | away},
                  network :: paxy_network:network(),
                  key :: paxy_random:key(),
                  waits = 0 :: non_neg_integer(),    %% of drawn length, so far
                  pers :: pers:pers() | undefined,
                  timer = none :: none | reference(),
                  due = 0 :: integer(),              %% when it is to end, monotonic
                  started = 0 :: integer(),
                  began = 0 :: integer(),            %% its first round
                  narrator :: silent | paxy_lines:narrator(),
                  counters :: counters:counters_ref(),
                  trace :: paxy_trace:trace()}).

%% A process that belongs to the calling part.
-spec start_link(config()) -> pid().
start_link(Config) ->
    spawn_link(fun() -> begin_(maps:get(begin_, Config), Config) end).

begin_(proposer, #{file := none} = Config) ->
    loop(new(fun paxy_step:init/3, [], Config));
begin_(proposer, #{file := File} = Config) ->
    State = new(fun paxy_step:init/3, [], Config),
    loop(State#process{pers = pers:new(File)});
begin_(acceptor, #{file := File} = Config) ->
    State = new(fun paxy_step:init/3, [], Config),
    loop(note(start, none, none, State#process{pers = pers:new(File)}));
begin_({recover, World}, #{file := File} = Config) ->
    case pers:recover(File) of
        {ok, Stored, Pers} ->
            State = back(World, new(fun paxy_step:recover/4, [Stored], Config), Config),
            loop(note(recover, none, Stored, State#process{pers = Pers}));
        {error, Reason} ->
            exit({storage, Reason})
    end.

new(Begin, Stored, #{role := Role, core := Module, core_config := CoreConfig, permit := Permit,
                     key := Key, network := Network, run := Address, part := Part, peers := Peers,
                     counters := Counters, events_max := EventsMax, narrate := Narrate}) ->
    #process{name = maps:get(name, CoreConfig), role = Role, module = Module, permit = Permit, run = Address,
             part = Part, peers = Peers, core = begins(apply(Begin, [Module, CoreConfig] ++ Stored ++ [Permit])),
             key = Key, network = Network,
             narrator = paxy_lines:narrator(Narrate), counters = Counters,
             trace = paxy_trace:new(EventsMax)}.

begins({ok, Core}) -> Core;
begins(Fault) -> exit(Fault).

back({Clock, Own, Waits}, #process{name = Name, network = Now} = State, #{events_max := EventsMax}) ->
    State#process{network = paxy_network:resume(Own, Now), waits = Waits,
                  trace = paxy_trace:resume(Name, Clock, EventsMax)}.

wake(_, 0) ->
    self() ! wake,
    ok;
wake(Started, Sleep) ->
    At = erlang:convert_time_unit(Started, native, millisecond) + Sleep,
    _ = erlang:send_after(At, self(), wake, [{abs, true}]),
    ok.

loop(#process{timer = Timer} = State) ->
    receive
        {message, _, _, _, _} = Envelope -> loop(arrived(Envelope, State));
        {late, Ms, Envelope} -> _ = erlang:send_after(Ms, self(), {due, due(Ms), Envelope}), loop(State);
        {due, Due, Envelope} -> loop(arrived(Envelope, on_time(Due, State)));
        {timeout, Timer, Tag} -> loop(happen({timer, Tag}, note(timer, none, Tag, on_time(State#process.due, State))));
        {timeout, _, _} -> loop(State);
        wake -> loop(happen(start, note(start, none, none, begun(on_time(State#process.due, State)))));
        {part, Instruction} -> loop(obey(Instruction, State));
        _ -> loop(State)
    end.

%% A message that arrives has a known sender, so only the network decides here.
arrived({message, Clock, From, Address, Message}, #process{name = Name, network = Network} = State) ->
    case paxy_network:passes(Name, Network) of
        true -> happen(Message, received('receive', Clock, From, Message, learn(From, Address, State)));
        false -> lost(received(lost, Clock, From, Message, State))
    end.

received(Kind, Clock, From, Message, #process{name = Name, trace = Trace} = State) ->
    At = erlang:monotonic_time(),
    State#process{trace = paxy_trace:received(Kind, At, Name, {From, Clock}, Message, Trace)}.

%% A message may overtake the address of its sender.
learn(From, _, #process{peers = Peers} = State) when is_map_key(From, Peers) ->
    State;
learn(From, Address, #process{peers = Peers} = State) ->
    State#process{peers = Peers#{From => Address}}.

obey({start, Started, Sleep, Acceptors}, #process{peers = Peers} = State) ->
    ok = wake(Started, Sleep),
    State#process{started = Started, peers = maps:merge(Peers, Acceptors),
                  due = Started + erlang:convert_time_unit(Sleep, millisecond, native)};
obey({peers, Moved}, #process{peers = Peers} = State) ->
    Away = [Name || {Name, away} <- maps:to_list(Moved)],
    change({away, Away}, change({back, maps:keys(Moved) -- Away}, State#process{peers = maps:merge(Peers, Moved)}));
obey({network, Change}, State) ->
    case paxy_network:event(Change) of
        none -> change(Change, State);
        Kind -> note(Kind, other_side(State), none, change(Change, State))
    end;
obey(trace, #process{part = Part, trace = Trace} = State) ->
    Part ! {trace, self(), handed_over(Trace)},
    State;
obey({leave, Kind}, State0) ->
    #process{part = Part, name = Name, trace = Trace, network = Network, waits = Waits} =
        note(Kind, none, none, State0),
    Part ! {left, self(), {paxy_trace:clock(Name, Trace), Network, Waits}, handed_over(Trace)},
    exit(Kind).

handed_over(Trace) ->
    paxy_trace:in_system_time(paxy_trace:events(Trace)).

change(Change, #process{network = Network} = State) ->
    State#process{network = paxy_network:obey(Change, Network)}.

%% When a wait of some ms that begins now ends, monotonic.
due(Ms) ->
    erlang:monotonic_time() + erlang:convert_time_unit(Ms, millisecond, native).

%% The times of a run are as good as the timers that made them.
on_time(Due, #process{counters = Counters} = State) ->
    Late = erlang:convert_time_unit(erlang:monotonic_time() - Due, native, millisecond),
    _ = Late > counters:get(Counters, 3) andalso counters:put(Counters, 3, Late),
    State.

begun(State) ->
    State#process{began = erlang:monotonic_time()}.

other_side(#process{role = acceptor}) -> proposers;
other_side(#process{role = proposer}) -> acceptors.

happen(Event, #process{module = Module, core = Core0, permit = Permit} = State) ->
    case paxy_step:handle(Module, Event, Core0, Permit) of
        {Core, Effects} -> carry_out(Effects, State#process{core = Core});
        Fault -> exit(Fault)
    end.

carry_out([], State) -> State;
carry_out([Effect | Rest], State) -> carry_out(Rest, effect(Effect, narrate(Effect, State))).

effect({store, Term}, #process{pers = Pers0} = State) ->
    case pers:write(Term, Pers0) of
        {ok, Pers} -> State#process{pers = Pers};
        {error, Reason} -> exit({storage, Reason})
    end;
effect({send, To, Message}, #process{peers = Peers} = State) ->
    send(To, maps:get(To, Peers, away), Message, note(send, To, Message, State));
effect({broadcast, Message}, #process{peers = Peers} = State) ->
    Send = fun(To, Address, Sending) -> send(To, Address, Message, Sending) end,
    maps:fold(Send, note(send, acceptors, Message, State), Peers);
effect({timer, Tag, Duration}, State0) ->
    {Ms, #process{timer = Timer} = State} = duration(Duration, State0),
    _ = is_reference(Timer) andalso erlang:cancel_timer(Timer, [{async, true}, {info, false}]),
    State#process{timer = erlang:start_timer(Ms, self(), Tag), due = due(Ms)};
effect({decided, Value, Round}, #process{run = Run, name = Name} = State) ->
    Run ! {Run, {decided, {Name, Value, Round, elapsed(State)}}},
    note(decided, none, {Value, Round}, State);
effect({gave_up, Round}, #process{run = Run, name = Name} = State) ->
    Run ! {Run, {gave_up, Name}},
    note(gave_up, none, Round, State).

duration({uniform, Max}, #process{key = Key, name = Name, waits = Waits} = State) ->
    {paxy_trial:wait(Key, Name, Waits, Max), State#process{waits = Waits + 1}};
duration(Ms, State) ->
    {Ms, State}.

elapsed(#process{started = Started}) ->
    since(Started).

since(Start) ->
    erlang:convert_time_unit(erlang:monotonic_time() - Start, native, millisecond).

send(To, Address, Message, #process{name = Name, role = Role, network = Network0, counters = Counters} = State0) ->
    counters:add(Counters, 1, 1),
    {Delays, Network} = paxy_network:send(direction(Role), Name, To, Message, Network0),
    State = State0#process{network = Network},
    case Delays of
        [_ | _] when Address =/= away -> post(Delays, Address, envelope(Message, State), State);
        _ -> lost(note(lost, To, Message, State))
    end.

direction(proposer) -> request;
direction(acceptor) -> reply.

post(Delays, Address, Envelope, State) ->
    _ = [Address ! late(Ms, Envelope) || Ms <- Delays],
    State.

envelope(Message, #process{name = Name, trace = Trace}) ->
    {message, paxy_trace:clock(Name, Trace), Name, self(), Message}.

late(0, Envelope) -> Envelope;
late(Ms, Envelope) -> {late, Ms, Envelope}.

lost(#process{counters = Counters} = State) ->
    counters:add(Counters, 2, 1),
    State.

note(Kind, Peer, Message, #process{name = Name, trace = Trace} = State) ->
    State#process{trace = paxy_trace:note(erlang:monotonic_time(), Name, Kind, Peer, Message, Trace)}.

%% Its part puts it into words and prints it, so that no protocol process waits.
narrate(_, #process{narrator = silent} = State) ->
    State;
narrate(Effect, #process{narrator = Narrator0, part = Part, name = Name} = State) ->
    {News, Narrator} = paxy_lines:news(Effect, Narrator0),
    _ = [Part ! {say, Name, since(State#process.began), One} || One <- News],
    State#process{narrator = Narrator}.
