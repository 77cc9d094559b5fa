%%% The node's end of its pty: the one process that reads and writes it, so
%%% that no other output can tear a record apart. It takes the place of the
%%% node's `user' process (`-user paxy_terminal').
%%%
%%% Nothing here grows without bound: a process that prints or hands in a record
%%% waits while more than ?QUEUE_BYTES_MAX bytes are queued; output that must not
%%% wait is dropped and counted. The node ends with the other end of its terminal.
-module(paxy_terminal).

-export([start/0, owner/2, record/1, record_async/1, record_soon/1, offer/1, flush/0]).

-define(QUEUE_BYTES_MAX, 1 bsl 20).
-define(RECORD, 16#1E).
%% A record without hurry waits this long for others to be written with it.
-define(SOON_MS_MAX, 5).
-define(SOON_BYTES_MAX, 1 bsl 16).

-record(terminal, {port :: port(),
                   writer :: pid(),
                   writing = false :: boolean(),
                   queue = [] :: [iodata()],          %% newest first
                   bytes = 0 :: non_neg_integer(),    %% of the queue
                   soon = [] :: [iodata()],           %% newest first
                   soon_bytes = 0 :: non_neg_integer(),
                   soon_timer = none :: none | reference(),
                   waiting = [] :: [fun(() -> term())],
                   left_out = 0 :: non_neg_integer(),
                   owner = none :: none | pid(),
                   token = <<>> :: binary(),
                   lines = [] :: [binary()],          %% read before there was an owner, newest first
                   input = <<>> :: binary()}).

%% Called by the kernel application, which polls every 100 ms until `user' is
%% registered: it has to be when this returns.
-spec start() -> pid().
start() ->
    Starter = self(),
    Pid = spawn(fun() -> init(Starter) end),
    receive {Pid, registered} -> Pid end.

%% From now on Owner gets each line that is read as {line, Binary}, and
%% records carry Token.
-spec owner(pid(), Token :: binary() | undefined) -> ok.
owner(Owner, Token) ->
    call({owner, Owner, Token}).

%% Writes a record, a JSON text; waits while too much is queued.
-spec record(iodata()) -> ok.
record(Json) ->
    call({record, iolist_to_binary(Json)}).

%% The same, but never waits. For rare records.
-spec record_async(iodata()) -> ok.
record_async(Json) ->
    user ! {record_async, iolist_to_binary(Json)},
    ok.

%% The same, within a few ms: together with whatever else there is by then.
-spec record_soon(iodata()) -> ok.
record_soon(Json) ->
    user ! {record_soon, iolist_to_binary(Json)},
    ok.

%% Writes the records that were handed in with record_soon/1.
-spec flush() -> ok.
flush() ->
    user ! flush,
    ok.

%% Writes a record, soon, unless too much is queued. For output of runs, which must
%% not make anybody wait.
-spec offer(iodata()) -> ok.
offer(Json) ->
    user ! {offer, iolist_to_binary(Json)},
    ok.

call(Request) ->
    Ref = monitor(process, user),
    user ! {call, self(), Ref, Request},
    receive
        {Ref, Reply} -> demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, process, _, Reason} -> exit(Reason)
    end.

init(Starter) ->
    process_flag(trap_exit, true),
    process_flag(priority, high),
    register(user, self()),
    group_leader(self(), self()),
    Port = open_port({fd, 0, 1}, [stream, binary, eof]),
    Self = self(),
    Writer = spawn_link(fun() -> writer(Self, Port) end),
    Starter ! {self(), registered},
    loop(#terminal{port = Port, writer = Writer}).

%% A busy port makes this process wait, and no other.
writer(Terminal, Port) ->
    receive
        {write, Data} ->
            true = port_command(Port, Data),
            Terminal ! written,
            writer(Terminal, Port)
    end.

loop(#terminal{port = Port, writer = Writer, token = Token} = State) ->
    receive
        {Port, {data, Data}} -> loop(read(Data, State));
        {Port, eof} -> gone();
        {'EXIT', Port, _} -> gone();
        {'EXIT', Writer, _} -> gone();
        written -> loop(written(State));
        {call, From, Ref, {record, Json}} ->
            loop(reply(fun() -> From ! {Ref, ok} end, write(tagged(Json, Token), State)));
        {record_async, Json} -> loop(write(tagged(Json, Token), State));
        {record_soon, Json} -> loop(soon(tagged(Json, Token), State));
        {offer, Json} -> loop(offered(Json, State));
        flush -> loop(write_soon(State));
        {timeout, Timer, soon} when Timer =:= State#terminal.soon_timer -> loop(write_soon(State));
        {io_request, From, ReplyAs, Request} -> loop(io_request(From, ReplyAs, Request, State));
        {call, From, Ref, {owner, Owner, NewToken}} ->
            From ! {Ref, ok},
            loop(owned(Owner, NewToken, State));
        _ -> loop(State)
    end.

%% The reader of this terminal has died or hung up, so this node is not needed.
-spec gone() -> no_return().
gone() ->
    erlang:halt(0, [{flush, false}]).

tagged(Json, Token) ->
    [?RECORD, Token, Json, $\n].

%% Input

read(Data, #terminal{input = Input} = State) ->
    [Rest | Lines] = lists:reverse(binary:split(<<Input/binary, Data/binary>>, <<"\n">>, [global])),
    deliver(Lines, State#terminal{input = Rest}).

deliver(Lines, #terminal{owner = none, lines = Earlier} = State) ->
    State#terminal{lines = Lines ++ Earlier};
deliver(Lines, #terminal{owner = Owner} = State) ->
    _ = [Owner ! {line, Line} || Line <- lists:reverse(Lines)],
    State.

owned(Owner, undefined, #terminal{lines = Lines} = State) ->
    deliver(Lines, State#terminal{owner = Owner, lines = []});
owned(Owner, Token, State) ->
    owned(Owner, undefined, State#terminal{token = Token}).

%% Output

%% Records that wait are written before the next one.
write(Data, #terminal{soon = [_ | _] = Soon, soon_timer = Timer} = State) ->
    _ = erlang:cancel_timer(Timer, [{async, true}, {info, false}]),
    write([lists:reverse(Soon), Data], State#terminal{soon = [], soon_bytes = 0, soon_timer = none});
write(Data, #terminal{writing = true, queue = Queue, bytes = Bytes} = State) ->
    State#terminal{queue = [Data | Queue], bytes = Bytes + iolist_size(Data)};
write(Data, #terminal{port = Port, writer = Writer} = State) ->
    case erlang:port_command(Port, Data, [nosuspend]) of
        true ->
            State;
        false ->
            Writer ! {write, Data},
            State#terminal{writing = true}
    end.

written(#terminal{queue = []} = State) ->
    State#terminal{writing = false};
written(#terminal{queue = Queue, writer = Writer, waiting = Waiting} = State) ->
    Writer ! {write, lists:reverse(Queue)},
    _ = [Reply() || Reply <- Waiting],
    say_left_out(State#terminal{queue = [], bytes = 0, waiting = []}).

reply(Reply, #terminal{bytes = Bytes, waiting = Waiting} = State) when Bytes > ?QUEUE_BYTES_MAX ->
    State#terminal{waiting = [Reply | Waiting]};
reply(Reply, State) ->
    _ = Reply(),
    State.

offered(_, #terminal{bytes = Bytes, left_out = LeftOut} = State) when Bytes > ?QUEUE_BYTES_MAX ->
    State#terminal{left_out = LeftOut + 1};
offered(Json, #terminal{token = Token} = State) ->
    soon(tagged(Json, Token), State).

soon(Data, #terminal{soon = Soon, soon_bytes = Bytes0} = State) ->
    case Bytes0 + iolist_size(Data) of
        Bytes when Bytes > ?SOON_BYTES_MAX -> write(Data, State);
        Bytes -> soon_timer(State#terminal{soon = [Data | Soon], soon_bytes = Bytes})
    end.

soon_timer(#terminal{soon_timer = none} = State) ->
    State#terminal{soon_timer = erlang:start_timer(?SOON_MS_MAX, self(), soon)};
soon_timer(State) ->
    State.

write_soon(#terminal{soon = []} = State) -> State;
write_soon(State) -> write([], State).

say_left_out(#terminal{left_out = 0} = State) ->
    State;
say_left_out(#terminal{left_out = LeftOut} = State) ->
    Line = io_lib:format("[Paxy] ~b lines of output were left out: they came faster than they were read~n",
                         [LeftOut]),
    write(Line, State#terminal{left_out = 0}).

%% The I/O protocol, as far as something that only prints needs it.

io_request(From, ReplyAs, Request, State) ->
    {Reply, Text} = paxy_io:request(Request),
    reply(fun() -> From ! {io_reply, ReplyAs, Reply} end, printed(Text, State)).

printed(<<>>, State) -> State;
printed(Text, State) -> write(Text, State).
