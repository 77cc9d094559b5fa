%%% What the redirected calls of a folder mean in its processes on real nodes.
%%% The list is in paxy_lab_calls. `sent' is `send' with the line of the call.
-module(paxy_lab_call).

-include("paxy_lab_context.hrl").

-export([enter/2, begin_/2, value/1]).
-export([panel/1, received/2, expired/1, sent/3, send/2, send/3, register/2, unregister/1, whereis/1, registered/0, node/0, node/1]).
-export([spawn/1, spawn/2, spawn/3, spawn/4, spawn_link/1, spawn_link/2, spawn_link/3, spawn_link/4,
         link/1, unlink/1, is_process_alive/1]).
-export([sleep/1, timer_send_after/2, timer_send_after/3, timer_cancel/1, send_after/3, start_timer/3,
         cancel_timer/1, read_timer/1]).
-export([uniform/0, uniform/1, seed/0, seed/1, seed/2, seed/3, normal/0, random_bytes/1, make_ref/0, unique_integer/0, unique_integer/1]).
-export([monotonic_time/0, monotonic_time/1, system_time/0, system_time/1, timestamp/0, statistics/1, localtime/0,
         date/0, time/0]).
-export([format/1, format/2, put_chars/1, nl/0, write/1]).
-export([put/2, get/1, erase/1]).
-export([multiply/2, shift_left/2, list_to_atom/1, binary_to_atom/1, binary_to_atom/2, list_to_integer/1,
         list_to_integer/2, binary_to_integer/1, binary_to_integer/2]).

-compile({no_auto_import, [register/2, unregister/1, whereis/1, registered/0, node/0, node/1, spawn/1, spawn/2, spawn/3,
                           spawn/4, spawn_link/1, spawn_link/2, spawn_link/3, spawn_link/4, link/1, unlink/1,
                           is_process_alive/1, make_ref/0, date/0, time/0, put/2, get/1, erase/1, statistics/1,
                           list_to_atom/1, binary_to_atom/1, binary_to_atom/2, list_to_integer/1, list_to_integer/2,
                           binary_to_integer/1, binary_to_integer/2, monotonic_time/0, monotonic_time/1, system_time/0]}).

-define(HEAP_WORDS_MAX, 16 * 1024 * 1024).
-define(PROCESSES_MAX, 10000).
-define(ATOMS_MAX, 1000).
-define(TERM_SIZE_MAX, 200000).
-define(PRINTING_MAX, 2000).
-define(BITS_MAX, 65536).

%% Processes

%% A process of an actor that does something in this context, linked to its part.
-spec begin_(fun(() -> term()), #context{}) -> pid().
begin_(Function, Context) ->
    begin_(Function, [], Context).

begin_(Function, Options, #context{board = Board, actor = Actor} = Context) ->
    Limit = {max_heap_size, #{size => ?HEAP_WORDS_MAX, kill => true, error_logger => false}},
    Pid = erlang:spawn_opt(?MODULE, enter, [Function, Context], [Limit | Options]),
    true = ets:insert(Board, {{process, Pid}, Actor}),
    Pid.

%% The first function of every process. An exception ends it without a report
%% on the node's own output.
-spec enter(fun(() -> term()), #context{}) -> term().
enter(Function, #context{part = Part, board = Board, actor = Actor, life = Life} = Context) ->
    true = erlang:link(Part),
    true = ets:insert(Board, {{process, self()}, Actor}),
    %% An actor that has crashed in the meantime starts nothing more.
    ets:lookup(Board, {life, Actor}) =:= [{{life, Actor}, Life}] orelse exit(normal),
    _ = erlang:put(?CONTEXT, Context),
    try Function()
    catch
        error:Reason:Stack -> exit(bounded({Reason, Stack}, Stack));
        throw:Value:Stack -> exit(bounded({{nocatch, Value}, Stack}, Stack));
        exit:Reason:Stack -> exit(bounded(Reason, Stack))
    end.

%% A reason is copied to all who are linked, so it may not be large.
bounded(Reason, Stack) ->
    case is_small(Reason) of
        true -> Reason;
        false -> {too_large, [{Module, Name, arity(Arguments), Place} || {Module, Name, Arguments, Place} <- Stack]}
    end.

arity(Arguments) when is_list(Arguments) -> length(Arguments);
arity(Arity) -> Arity.

%% Keeps the caller on the stack, whose line an exception names.
-spec value(Value) -> Value.
value(Value) -> Value.

context() ->
    erlang:get(?CONTEXT).

spawned(Function, Options) ->
    #context{figures = Figures} = Context = context(),
    is_small(environment(Function)) orelse error(system_limit),
    case atomics:add_get(Figures, ?PROCESSES, 1) of
        Count when Count > ?PROCESSES_MAX -> error(system_limit);
        Count ->
            Own = Context#context{stream = paxy_random:key([integer_to_binary(Count), $/, stream_text(Context)])},
            begin_(Function, Options, Own)
    end.

environment(Function) ->
    {env, Values} = erlang:fun_info(Function, env),
    Values.

stream_text(#context{stream = Stream}) ->
    integer_to_binary(Stream).

-spec spawn(fun(() -> term())) -> pid().
spawn(Function) when is_function(Function, 0) -> spawned(Function, []);
spawn(Function) -> error(badarg, [Function]).

-spec spawn(node(), fun(() -> term())) -> pid().
spawn(_, Function) -> spawn(Function).

-spec spawn(module(), atom(), [term()]) -> pid().
spawn(Module, Name, Arguments) -> spawned(fun() -> apply(Module, Name, Arguments) end, []).

-spec spawn(node(), module(), atom(), [term()]) -> pid().
spawn(_, Module, Name, Arguments) -> spawn(Module, Name, Arguments).

-spec spawn_link(fun(() -> term())) -> pid().
spawn_link(Function) when is_function(Function, 0) -> spawned(Function, [link]);
spawn_link(Function) -> error(badarg, [Function]).

-spec spawn_link(node(), fun(() -> term())) -> pid().
spawn_link(_, Function) -> spawn_link(Function).

-spec spawn_link(module(), atom(), [term()]) -> pid().
spawn_link(Module, Name, Arguments) -> spawned(fun() -> apply(Module, Name, Arguments) end, [link]).

-spec spawn_link(node(), module(), atom(), [term()]) -> pid().
spawn_link(_, Module, Name, Arguments) -> spawn_link(Module, Name, Arguments).

-spec link(pid()) -> true.
link(Pid) -> is_own(Pid) andalso erlang:link(Pid).

%% The link to the part stays.
-spec unlink(pid()) -> true.
unlink(Pid) -> _ = is_own(Pid) andalso erlang:unlink(Pid), true.

-spec is_process_alive(pid()) -> boolean().
is_process_alive(Pid) -> is_own(Pid) andalso erlang:is_process_alive(Pid).

is_own(Pid) ->
    #context{board = Board} = context(),
    ets:member(Board, {process, Pid}).

%% Messages and names

%% What a folder's own panel would be: the one of the run.
-spec panel([term()]) -> pid().
panel(_) ->
    #context{board = Board} = context(),
    [[Pid]] = ets:match(Board, {{process, '$1'}, '$panel'}),
    Pid.

%% A message to another side of the run crosses the network. An acceptor that
%% is away hears nothing; a name that nobody has is an error, as in Erlang.
-spec sent(term(), Message, Place :: term()) -> Message.
sent(To, Message, Place) ->
    is_small(Message) orelse error(system_limit, [To, too_large, Place]),
    case resolve(To, context()) of
        {here, Pid} -> Pid ! Message;
        {there, Peer, Pid} -> cross(Peer, Pid, Message, Place, context());
        nobody -> Message;
        unknown -> error(badarg, [To, Message, Place])
    end,
    Message.

-spec send(term(), Message) -> Message.
send(To, Message) -> sent(To, Message, none).

-spec send(term(), term(), list()) -> ok.
send(To, Message, _) ->
    _ = sent(To, Message, none),
    ok.

resolve(Pid, #context{board = Board}) when is_pid(Pid) ->
    case ets:lookup(Board, {process, Pid}) of
        [{_, there, Name}] -> {there, Name, Pid};
        [_] -> {here, Pid};
        [] when erlang:node(Pid) =:= erlang:node() -> local(Pid);
        [] -> {there, none, Pid}
    end;
resolve(Name, #context{board = Board}) when is_atom(Name) ->
    case ets:lookup(Board, {name, Name}) of
        [{_, there, Pid}] -> {there, Name, Pid};
        [{_, here, Pid}] -> {here, Pid};
        [] -> unknown
    end;
resolve({Name, Node}, Context) when is_atom(Name), is_atom(Node) ->
    case resolve(Name, Context) of
        unknown -> nobody;
        Found -> Found
    end;
resolve(_, _) ->
    unknown.

%% A process of the other side may be on this node; one that has ended is nobody's.
local(Pid) ->
    {there, none, Pid}.

cross(Peer, Address, Message, Place, #context{role = Role, figures = Figures} = Context) ->
    atomics:add(Figures, ?SENT, 1),
    accepts(Role, Message, Context),
    case Address of
        away -> lost(Peer, Message, Place, Context);
        _ -> transmit(Role, Peer, Address, Message, Place, current(Context))
    end.

%% A proposer decides the value of its last accept.
accepts(proposer, {accept, _, Round, Value}, Context) -> accepted(Round, Value, Context);
accepts(proposer, {accept, _, Round, Value, _}, Context) -> accepted(Round, Value, Context);
accepts(_, _, _) -> true.

accepted(Round, Value, #context{board = Board, actor = Actor}) ->
    ets:insert(Board, {{accepted, Actor}, Round, Value}).

transmit(Role, Peer, Pid, Message, Place, #context{part = Part, actor = Actor, network = Network0} = Context) ->
    {Delays, Network} = paxy_network:send(direction(Role), Actor, Peer, Message, Network0),
    _ = erlang:put(?CONTEXT, Context#context{network = Network}),
    case Delays of
        [] ->
            lost(Peer, Message, Place, Context);
        _ ->
            note(send, Peer, Message, Place, Delays, Context),
            _ = [case Ms of
                     0 -> Pid ! Message;
                     _ -> Part ! {late, Ms, Pid, Message}
                 end || Ms <- Delays]
    end.

direction(proposer) -> request;
direction(acceptor) -> reply.

%% Faults change the network of the part; a process looks there when it sends.
current(#context{figures = Figures, board = Board, network = Own, changes = Seen} = Context) ->
    case atomics:get(Figures, ?CHANGES) of
        Seen ->
            Context;
        Changes ->
            [{network, Now}] = ets:lookup(Board, network),
            Context#context{network = paxy_network:resume(Own, Now), changes = Changes}
    end.

lost(Peer, Message, Place, #context{figures = Figures} = Context) ->
    atomics:add(Figures, ?LOST, 1),
    note(lost, Peer, Message, Place, [], Context).

%% A receive has taken a message.
-spec received(term(), paxy_lab_place:place()) -> true.
received(Message, Place) -> note('receive', none, Message, Place, [], context()).

%% The time of a receive has passed.
-spec expired(paxy_lab_place:place()) -> true.
expired(Place) -> note(timer, none, {wait, over}, Place, [], context()).

%% The last events of the part; a run that did not end well is shown with them.
note(Kind, Peer, Message, Place, Delays, #context{board = Board, figures = Figures, actor = Actor}) ->
    paxy_lab_notes:add({noted, os:system_time(microsecond), Actor, Kind, Peer, Message, Place, Delays}, Board, Figures).

-spec register(atom(), pid()) -> true.
register(Name, Pid) when is_atom(Name), is_pid(Pid), Name =/= undefined ->
    #context{board = Board} = context(),
    case ets:insert_new(Board, {{name, Name}, here, Pid}) of
        true -> true;
        false -> error(badarg, [Name, Pid])
    end;
register(Name, Pid) ->
    error(badarg, [Name, Pid]).

-spec unregister(atom()) -> true.
unregister(Name) ->
    #context{board = Board} = context(),
    case ets:lookup(Board, {name, Name}) of
        [{_, here, _}] -> ets:delete(Board, {name, Name});
        _ -> error(badarg, [Name])
    end.

-spec whereis(atom()) -> pid() | undefined.
whereis(Name) ->
    #context{board = Board} = context(),
    case ets:lookup(Board, {name, Name}) of
        [{_, _, Pid}] when is_pid(Pid) -> Pid;
        _ -> undefined
    end.

-spec registered() -> [atom()].
registered() ->
    #context{board = Board} = context(),
    [Name || [Name] <- ets:match(Board, {{name, '$1'}, '_', '_'})].

-spec node() -> node().
node() -> nonode@nohost.

-spec node(term()) -> node().
node(_) -> nonode@nohost.

%% Time

-spec sleep(timeout()) -> ok.
sleep(Time) -> receive after Time -> ok end.

-spec timer_send_after(term(), term()) -> {ok, reference()} | {error, badarg}.
timer_send_after(Ms, Message) -> timer_send_after(Ms, self(), Message).

-spec timer_send_after(term(), term(), term()) -> {ok, reference()} | {error, badarg}.
timer_send_after(Ms, To, Message) when is_integer(Ms), Ms >= 0 -> {ok, later(Ms, To, fun(_) -> Message end)};
timer_send_after(_, _, _) -> {error, badarg}.

-spec send_after(term(), term(), term()) -> reference().
send_after(Ms, To, Message) when is_integer(Ms), Ms >= 0 -> later(Ms, To, fun(_) -> Message end);
send_after(Ms, To, Message) -> error(badarg, [Ms, To, Message]).

-spec start_timer(term(), term(), term()) -> reference().
start_timer(Ms, To, Message) when is_integer(Ms), Ms >= 0 -> later(Ms, To, fun(Ref) -> {timeout, Ref, Message} end);
start_timer(Ms, To, Message) -> error(badarg, [Ms, To, Message]).

%% A timer of its own process when it is for that, else a process that waits
%% and then sends: what crosses the network crosses it when it is sent.
later(Ms, To, Message) ->
    #context{board = Board} = context(),
    Ref = erlang:make_ref(),
    case To =:= self() of
        true ->
            Timer = erlang:send_after(Ms, self(), Message(Ref)),
            ets:insert(Board, {{timer, Ref}, Timer});
        false ->
            Text = Message(Ref),
            Pid = spawn(fun() -> receive after Ms -> ok end, late(Board, Ref, To, Text) end),
            ets:insert(Board, {{timer, Ref}, Pid})
    end,
    Ref.

late(Board, Ref, To, Message) ->
    _ = ets:take(Board, {timer, Ref}),
    try sent(To, Message, none)
    catch error:badarg -> nobody
    end.

-spec timer_cancel(term()) -> {ok, cancel} | {error, badarg}.
timer_cancel(Ref) when is_reference(Ref) ->
    _ = cancel_timer(Ref),
    {ok, cancel};
timer_cancel(_) ->
    {error, badarg}.

-spec cancel_timer(reference()) -> non_neg_integer() | false.
cancel_timer(Ref) ->
    #context{board = Board} = context(),
    case ets:take(Board, {timer, Ref}) of
        [{_, Timer}] when is_reference(Timer) -> erlang:cancel_timer(Timer);
        [{_, Pid}] -> erlang:unlink(Pid), exit(Pid, kill), 0;
        [] -> false
    end.

-spec read_timer(reference()) -> non_neg_integer() | false.
read_timer(Ref) ->
    #context{board = Board} = context(),
    case ets:lookup(Board, {timer, Ref}) of
        [{_, Timer}] when is_reference(Timer) -> erlang:read_timer(Timer);
        [_] -> 0;
        [] -> false
    end.

-spec monotonic_time() -> integer().
monotonic_time() -> erlang:monotonic_time().
-spec monotonic_time(erlang:time_unit()) -> integer().
monotonic_time(Unit) -> erlang:monotonic_time(Unit).
-spec system_time() -> integer().
system_time() -> erlang:system_time().
-spec system_time(erlang:time_unit()) -> integer().
system_time(Unit) -> erlang:system_time(Unit).
-spec timestamp() -> erlang:timestamp().
timestamp() -> os:timestamp().
-spec statistics(term()) -> term().
statistics(Item) when Item =:= wall_clock; Item =:= runtime -> erlang:statistics(Item);
statistics(Item) -> error(badarg, [Item]).
-spec localtime() -> calendar:datetime().
localtime() -> erlang:localtime().
-spec date() -> calendar:date().
date() -> erlang:date().
-spec time() -> calendar:time().
time() -> erlang:time().

%% Chance

-spec uniform() -> float().
uniform() -> uniform(16#1000000) / 16#1000001.

-spec uniform(pos_integer()) -> pos_integer().
uniform(Max) when is_integer(Max), Max >= 1, Max =< 16#4000000 ->
    #context{stream = Stream0} = Context = context(),
    {Value, Stream} = paxy_random:uniform(Max, Stream0),
    _ = erlang:put(?CONTEXT, Context#context{stream = Stream}),
    Value;
uniform(Max) when is_integer(Max), Max >= 1 ->
    ((uniform(16#4000000) - 1) * 16#4000000 + uniform(16#4000000) - 1) rem Max + 1;
uniform(Max) ->
    error(function_clause, [Max]).

%% The draws of a run depend on the run's own seed.
-spec seed() -> ok.
seed() -> ok.
-spec seed(term()) -> ok.
seed(_) -> ok.
-spec seed(term(), term()) -> ok.
seed(_, _) -> ok.
-spec seed(term(), term(), term()) -> ok.
seed(_, _, _) -> ok.

-spec normal() -> float().
normal() -> math:sqrt(-2 * math:log(uniform())) * math:cos(2 * math:pi() * uniform()).

%% Seeds of old code are made of these.
-spec random_bytes(non_neg_integer()) -> binary().
random_bytes(Count) when is_integer(Count), Count >= 0, Count =< 1024 ->
    << <<(uniform(256) - 1)>> || _ <- lists:seq(1, Count) >>;
random_bytes(Count) ->
    error(badarg, [Count]).

-spec make_ref() -> reference().
make_ref() -> erlang:make_ref().
-spec unique_integer() -> integer().
unique_integer() -> erlang:unique_integer().
-spec unique_integer([positive | monotonic]) -> integer().
unique_integer(Modifiers) -> erlang:unique_integer(Modifiers).

%% Printing

-spec format(term()) -> ok.
format(Format) -> format(Format, []).

-spec format(term(), term()) -> ok.
format(Format, Arguments) ->
    #context{board = Board, actor = Actor, role = Role} = context(),
    Text = try io_lib:format(Format, Arguments)
           catch error:_ -> error(badarg, [Format, Arguments])
           end,
    _ = Role =:= proposer andalso decides(Format) andalso ets:insert(Board, {{printed, Actor}, Arguments}),
    print(Text).

%% The line in which a proposer says what it decided.
decides(Format) ->
    try string:find(string:lowercase(unicode:characters_to_binary(Format)), <<"decided">>) =/= nomatch
    catch _:_ -> false
    end.

-spec put_chars(term()) -> ok.
put_chars(Text) -> print(Text).
-spec nl() -> ok.
nl() -> print("\n").
-spec write(term()) -> ok.
write(Term) -> print(io_lib:write(Term)).

%% Nobody waits for what is printed; what comes faster than it is taken is counted.
print(Text) ->
    #context{part = Part, actor = Actor, figures = Figures, aloud = Aloud} = context(),
    _ = case Aloud andalso atomics:add_get(Figures, ?PRINTING, 1) of
            false -> ok;
            Count when Count > ?PRINTING_MAX ->
                atomics:sub(Figures, ?PRINTING, 1),
                atomics:add(Figures, ?UNPRINTED, 1);
            _ ->
                case unicode:characters_to_binary(Text) of
                    Bytes when is_binary(Bytes) -> Part ! {print, Actor, Bytes};
                    _ -> atomics:sub(Figures, ?PRINTING, 1), error(badarg, [Text])
                end
        end,
    ok.

%% The process dictionary

-spec put(term(), term()) -> term().
put(Key, Value) -> erlang:put({own, Key}, Value).
-spec get(term()) -> term().
get(Key) -> erlang:get({own, Key}).
-spec erase(term()) -> term().
erase(Key) -> erlang:erase({own, Key}).

%% Sizes

%% Numbers have at most 65,536 bits, since one step of arithmetic on greater
%% ones would stop the whole node.
-spec multiply(number(), number()) -> number().
multiply(A, B) ->
    is_short(A) andalso is_short(B) orelse error(system_limit, [A, B]),
    A * B.

is_short(Number) when is_integer(Number), Number < 1 bsl 59, Number > -(1 bsl 59) -> true;
is_short(Number) when is_integer(Number) -> byte_size(binary:encode_unsigned(abs(Number))) * 8 =< ?BITS_MAX div 2;
is_short(_) -> true.

-spec shift_left(integer(), integer()) -> integer().
shift_left(Number, Bits) when is_integer(Bits), Bits > ?BITS_MAX div 2 -> error(system_limit, [Number, Bits]);
shift_left(Number, Bits) ->
    is_short(Number) orelse error(system_limit, [Number, Bits]),
    Number bsl Bits.

-spec list_to_integer(string()) -> integer().
list_to_integer(Text) -> list_to_integer(Text, 10).
-spec list_to_integer(string(), 2..36) -> integer().
list_to_integer(Text, Base) ->
    length(Text) =< 2000 orelse error(system_limit, [Text]),
    erlang:list_to_integer(Text, Base).
-spec binary_to_integer(binary()) -> integer().
binary_to_integer(Text) -> binary_to_integer(Text, 10).
-spec binary_to_integer(binary(), 2..36) -> integer().
binary_to_integer(Text, Base) ->
    byte_size(Text) =< 2000 orelse error(system_limit, [Text]),
    erlang:binary_to_integer(Text, Base).

-spec list_to_atom(string()) -> atom().
list_to_atom(Text) ->
    try erlang:list_to_existing_atom(Text)
    catch error:badarg -> new_atom(fun() -> erlang:list_to_atom(Text) end)
    end.
-spec binary_to_atom(binary()) -> atom().
binary_to_atom(Text) -> binary_to_atom(Text, utf8).
-spec binary_to_atom(binary(), utf8 | latin1 | unicode) -> atom().
binary_to_atom(Text, Encoding) ->
    try erlang:binary_to_existing_atom(Text, Encoding)
    catch error:badarg -> new_atom(fun() -> erlang:binary_to_atom(Text, Encoding) end)
    end.

new_atom(Make) ->
    #context{figures = Figures} = context(),
    atomics:add_get(Figures, ?ATOMS, 1) =< ?ATOMS_MAX orelse error(system_limit),
    Make().

%% Whether a term may be copied: what is shared in it becomes many copies.
is_small(Term) ->
    size(Term, ?TERM_SIZE_MAX) >= 0.

size(_, Left) when Left < 0 -> Left;
size([Head | Tail], Left) -> size(Tail, size(Head, Left - 1));
size(Term, Left) when is_tuple(Term) -> elements(tuple_size(Term), Term, Left - 1);
size(Term, Left) when is_map(Term) -> size(maps:to_list(Term), Left - 1);
size(Term, Left) when is_function(Term) -> size(environment_of(Term), Left - 1);
size(Term, Left) when is_binary(Term) -> Left - byte_size(Term) div 64;
size(Term, Left) when is_integer(Term), Term > 1 bsl 59 -> Left - ?BITS_MAX div 64;
size(_, Left) -> Left - 1.

environment_of(Function) ->
    case erlang:fun_info(Function, type) of
        {type, local} -> environment(Function);
        _ -> []
    end.

elements(0, _, Left) -> Left;
elements(Index, Term, Left) when Left >= 0 -> elements(Index - 1, Term, size(element(Index, Term), Left));
elements(_, _, Left) -> Left.
