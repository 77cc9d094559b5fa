%%% Runs a core as a real process: its mailbox, its one timer, its storage, its
%%% draws, and the network's faults on what it sends.
%%%
%%% A message that the network delays is sent at once and waits at its
%%% receiver. So it survives its sender, and is lost when its receiver is gone.
-module(paxy_process).

-export([start_link/1]).
-export_type([config/0, report/0, world/0]).

%% `run' is the address of the one who judges the run; `peers' are those whose
%% address is known from the start. `counters' holds messages sent (1) and of
%% them lost (2), for all processes of a part.
-type config() :: #{role := acceptor | proposer,
                    core := module(),
                    core_config := paxy_core:proposer_config() | paxy_core:acceptor_config(),
                    trial := paxy_trial:trial(),
                    run_number := pos_integer(),
                    run := reference(),
                    part := pid(),
                    peers := #{paxy_core:name() => pid()},
                    counters := counters:counters_ref(),
                    events_max := pos_integer(),
                    narrate := silent | aloud,
                    line := whole | cut,               %% to the other side
                    duplicate := 0..100 | off,         %% what a fault says
                    begin_ := begin_(),
                    file := none | file:filename_all()}. %% acceptors alone store

%% A proposer starts so many ms after a monotonic time; an acceptor is there
%% at once, or is back in a world that went on without it.
-type begin_() :: {proposer, Started :: integer(), SleepMs :: non_neg_integer()}
                | acceptor
                | {recover, world()}.

%% What is not the acceptor's to forget: its logical clock, and the draws.
-type world() :: {Clock :: non_neg_integer(), undefined | paxy_network:network(),
                  paxy_random:stream()}.

%% What a process tells its part.
-type report() :: {say, paxy_core:name(), ElapsedMs :: integer(), paxy_lines:news()}
                | {left, pid(), world(), [paxy_trace:event()]}
                | {trace, pid(), [paxy_trace:event()]}.

-record(process, {name :: paxy_core:name(),
                  role :: acceptor | proposer,
                  module :: module(),
                  core :: paxy_core:state(),
                  run :: reference(),
                  part :: pid(),
                  peers :: #{paxy_core:name() => pid() | away},
                  network :: paxy_network:network() | undefined,
                  duplicate :: 0..100,       %% % of the replies, while no fault says otherwise
                  stream :: paxy_random:stream(),
                  pers :: pers:pers() | undefined,
                  timer = none :: none | reference(),
                  started = 0 :: integer(),
                  line :: whole | cut,
                  narrator :: silent | paxy_lines:narrator(),
                  counters :: counters:counters_ref(),
                  trace :: paxy_trace:trace()}).

%% A process that belongs to the calling part.
-spec start_link(config()) -> pid().
start_link(Config) ->
    spawn_link(fun() -> begin_(maps:get(begin_, Config), Config) end).

begin_({proposer, Started, Sleep}, Config) ->
    State = new(init, [], Config),
    ok = wake(Started, Sleep),
    loop(State#process{started = Started});
begin_(acceptor, #{file := File} = Config) ->
    State = new(init, [], Config),
    loop(note(start, none, none, State#process{pers = pers:new(File)}));
begin_({recover, World}, #{file := File} = Config) ->
    case pers:recover(File) of
        {ok, Stored, Pers} ->
            State = back(World, new(recover, [Stored], Config), Config),
            loop(note(recover, none, Stored, State#process{pers = Pers}));
        {error, Reason} ->
            exit({storage, Reason})
    end.

new(Function, Stored, #{role := Role, core := Module, core_config := CoreConfig, trial := Trial,
                        run_number := Run, run := Address, part := Part, peers := Peers,
                        counters := Counters, events_max := EventsMax, narrate := Narrate,
                        line := Line}) ->
    Name = maps:get(name, CoreConfig),
    Stream = paxy_trial:stream(Trial, Run, Name),
    #process{name = Name, role = Role, module = Module, run = Address, part = Part, peers = Peers,
             core = call(Module, Function, [CoreConfig | Stored]), stream = Stream,
             network = network(Role, Trial, Stream), duplicate = maps:get(duplicate, Trial),
             line = Line,
             narrator = paxy_lines:narrator(Narrate), counters = Counters,
             trace = paxy_trace:new(EventsMax)}.

back({Clock, Network, Stream}, State, #{events_max := EventsMax, duplicate := Duplicate}) ->
    obey({duplicate, Duplicate}, State#process{network = Network, stream = Stream,
                                               trace = paxy_trace:resume(Clock, EventsMax)}).

%% Requests arrive at once; only replies are subject to the network.
network(proposer, _, _) -> undefined;
network(acceptor, Trial, Stream) -> paxy_network:new(Trial, Stream).

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
        {late, Ms, Envelope} -> erlang:send_after(Ms, self(), Envelope), loop(State);
        {timeout, Timer, Tag} -> loop(happen({timer, Tag}, note(timer, none, Tag, State)));
        {timeout, _, _} -> loop(State);
        wake -> loop(happen(start, note(start, none, none, State)));
        {part, Instruction} -> loop(obey(Instruction, State));
        _ -> loop(State)
    end.

arrived({message, Clock, From, _, Message}, #process{line = cut, trace = Trace} = State) ->
    lost(State#process{trace = paxy_trace:received(lost, Clock, From, Message, Trace)});
arrived({message, Clock, From, Address, Message}, #process{trace = Trace} = State0) ->
    State = learn(From, Address, State0),
    happen(Message, State#process{trace = paxy_trace:received('receive', Clock, From, Message, Trace)}).

%% An acceptor learns the addresses of proposers from what they send; a
%% proposer is told, since an acceptor that was away has a new one.
learn(From, Address, #process{role = acceptor, peers = Peers} = State) ->
    State#process{peers = Peers#{From => Address}};
learn(_, _, State) ->
    State.

obey({peers, Moved}, #process{peers = Peers} = State) ->
    State#process{peers = maps:merge(Peers, Moved)};
obey(cut, State) ->
    note(cut, other_side(State), none, State#process{line = cut});
obey(heal, State) ->
    note(heal, other_side(State), none, State#process{line = whole});
obey({duplicate, _}, #process{network = undefined} = State) ->
    State;
obey({duplicate, off}, #process{duplicate = Percent} = State) ->
    obey({duplicate, Percent}, State);
obey({duplicate, Percent}, #process{network = Network} = State) ->
    State#process{network = paxy_network:duplicate(Percent, Network)};
obey(trace, #process{part = Part, name = Name, trace = Trace} = State) ->
    Part ! {trace, self(), paxy_trace:events(Name, Trace)},
    State;
obey({leave, Kind}, State0) ->
    #process{part = Part, name = Name, trace = Trace, network = Network, stream = Stream} =
        note(Kind, none, none, State0),
    Part ! {left, self(), {paxy_trace:clock(Trace), Network, Stream}, paxy_trace:events(Name, Trace)},
    exit(Kind).

other_side(#process{role = acceptor}) -> proposers;
other_side(#process{role = proposer}) -> acceptors.

happen(Event, #process{module = Module, core = Core0} = State) ->
    {Core, Effects} = call(Module, handle, [Event, Core0]),
    carry_out(Effects, State#process{core = Core}).

%% What a core does wrong ends the run with a reason, not with a report on the
%% node's own output.
call(Module, Function, Arguments) ->
    try {apply(Module, Function, Arguments), Function} of
        {{_, Effects} = Result, handle} when is_list(Effects) -> Result;
        {Result, handle} -> exit({core, Module, handle, {returned, Result}});
        {State, _} -> State
    catch
        Class:Reason:Stack -> exit({core, Module, Function, {Class, Reason, Stack}})
    end.

carry_out([], State) -> State;
carry_out([Effect | Rest], State) -> carry_out(Rest, effect(Effect, narrate(Effect, State))).

effect({store, Term}, #process{pers = Pers0} = State) when Pers0 =/= undefined ->
    case pers:write(Term, Pers0) of
        {ok, Pers} -> State#process{pers = Pers};
        {error, Reason} -> exit({storage, Reason})
    end;
effect({send, To, Message}, #process{peers = Peers} = State) ->
    case Peers of
        #{To := Address} -> send(To, Address, Message, note(send, To, Message, State));
        #{} -> exit({unknown_peer, To, Message})
    end;
effect({broadcast, Message}, #process{role = proposer, peers = Peers} = State) ->
    Send = fun(To, Address, Sending) -> send(To, Address, Message, Sending) end,
    maps:fold(Send, note(send, acceptors, Message, State), Peers);
effect({timer, Tag, Duration}, State0) ->
    {Ms, #process{timer = Timer} = State} = duration(Duration, State0),
    _ = is_reference(Timer) andalso erlang:cancel_timer(Timer, [{async, true}, {info, false}]),
    State#process{timer = erlang:start_timer(Ms, self(), Tag)};
effect({decided, Value, Round}, #process{run = Run, name = Name} = State) ->
    Run ! {Run, {decided, {Name, Value, Round, elapsed(State)}}},
    note(decided, none, {Value, Round}, State);
effect({gave_up, Round}, #process{run = Run, name = Name} = State) ->
    Run ! {Run, {gave_up, Name}},
    note(gave_up, none, Round, State);
effect(Effect, #process{module = Module}) ->
    exit({core, Module, handle, {effect, Effect}}).

duration({uniform, Max}, #process{stream = Stream0} = State) ->
    {Ms, Stream} = paxy_random:uniform(Max, Stream0),
    {Ms, State#process{stream = Stream}};
duration(Ms, State) ->
    {Ms, State}.

elapsed(#process{started = Started}) ->
    erlang:convert_time_unit(erlang:monotonic_time() - Started, native, millisecond).

send(To, Address, Message, #process{counters = Counters, line = Line} = State) ->
    counters:add(Counters, 1, 1),
    case Address of
        _ when Line =:= cut; Address =:= away -> lost(note(lost, To, Message, State));
        _ -> transmit(To, Address, Message, State)
    end.

transmit(_, Address, Message, #process{network = undefined} = State) ->
    Address ! envelope(Message, State),
    State;
transmit(To, Address, Message, #process{network = Network0} = State0) ->
    {Delays, Network} = paxy_network:reply(Message, Network0),
    State = State0#process{network = Network},
    Envelope = envelope(Message, State),
    _ = [Address ! late(Ms, Envelope) || Ms <- Delays],
    case Delays of
        [] -> lost(note(lost, To, Message, State));
        _ -> State
    end.

envelope(Message, #process{name = Name, trace = Trace}) ->
    {message, paxy_trace:clock(Trace), Name, self(), Message}.

late(0, Envelope) -> Envelope;
late(Ms, Envelope) -> {late, Ms, Envelope}.

lost(#process{counters = Counters} = State) ->
    counters:add(Counters, 2, 1),
    State.

note(Kind, Peer, Message, #process{trace = Trace} = State) ->
    State#process{trace = paxy_trace:note(Kind, Peer, Message, Trace)}.

%% Its part puts it into words and prints it, so that no protocol process waits.
narrate(_, #process{narrator = silent} = State) ->
    State;
narrate(Effect, #process{narrator = Narrator0, part = Part, name = Name} = State) ->
    {News, Narrator} = paxy_lines:news(Effect, Narrator0),
    _ = [Part ! {say, Name, elapsed(State), One} || One <- News],
    State#process{narrator = Narrator}.
