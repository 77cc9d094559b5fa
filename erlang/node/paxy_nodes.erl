%%% An agent's work with nodes: starting its own distribution, connecting to the
%%% others, sampling their health, borrowing the user's nodes.
-module(paxy_nodes).

-export([start_distribution/3, connect/2, ping/3, health/1, health_of/2, sample/0, borrow/2]).

-define(ANSWER_MS_MAX, 1000).
-define(REJECTIONS_MAX, 20).
-define(LOOPBACK, {127, 0, 0, 1}).
-define(CALLED_MS_MAX, 3000).

-export_type([listens/0]).

%% Where a node listens for others, and how soon it misses one that is silent
%% (0: OTP's 60 s).
-type listens() :: #{address := inet:ip_address(), ports := any | {inet:port_number(), inet:port_number()},
                     tick_s := non_neg_integer()}.

%% The cookie is set before anybody could connect: by paxy_epmd where that is
%% in use; beside the user's epmd it is not a secret of ours.
-spec start_distribution(node(), atom(), listens()) -> ok | {error, binary()}.
start_distribution(Name, Cookie, Listens) ->
    ok = logger:add_primary_filter(?MODULE, {fun few_rejections/2, counters:new(1, [])}),
    ok = paxy_epmd:set_cookie(Cookie),
    ok = listen_as(Listens),
    case init:get_argument(proto_dist) =:= error orelse application:ensure_all_started(ssl) of
        {error, _} -> {error, <<"Erlang has no ssl, crypto or public_key (Debian: erlang-ssl, erlang-crypto, "
                                "erlang-public-key)">>};
        _ -> start_as(Name, Cookie, Listens)
    end.

listen_as(#{address := Address, ports := Ports, tick_s := TickS}) ->
    ok = application:set_env(kernel, inet_dist_use_interface, Address),
    _ = [ok = application:set_env(kernel, net_ticktime, TickS) || TickS > 0],
    case Ports of
        {Min, Max} ->
            ok = application:set_env(kernel, inet_dist_listen_min, Min),
            ok = application:set_env(kernel, inet_dist_listen_max, Max);
        any ->
            ok
    end.

start_as(Name, Cookie, Listens) ->
    case net_kernel:epmd_module() =:= paxy_epmd orelse erl_epmd:names(?LOOPBACK) of
        {error, _} ->
            {error, <<"epmd does not run here, so neither does any node that you started: start them first">>};
        _ ->
            started(net_kernel:start(Name, #{name_domain => domain(host(Name)), hidden => true}), Name, Cookie, Listens)
    end.

%% Any user of this computer can have a node log that it rejected a connection;
%% after the first few it stays silent.
few_rejections(#{msg := Message} = Event, Counter) ->
    case is_rejection(Message) andalso counters:add(Counter, 1, 1) =:= ok andalso counters:get(Counter, 1) of
        false -> ignore;
        Count when Count < ?REJECTIONS_MAX -> ignore;
        ?REJECTIONS_MAX -> Event#{msg => {"Connections were rejected ~b times; further ones are not logged.", [?REJECTIONS_MAX]}};
        _ -> stop
    end.

is_rejection({report, #{format := Format}}) -> is_rejection({Format, []});
is_rejection({"** Connection attempt" ++ _, _}) -> true;
is_rejection(_) -> false.

domain(Host) ->
    case lists:member($., Host) of
        true -> longnames;
        false -> shortnames
    end.

host(Node) ->
    [_, Host] = string:split(atom_to_list(Node), "@"),
    Host.

started({ok, _}, _, Cookie, _) ->
    true = erlang:set_cookie(Cookie),
    ok;
started({error, Reason}, Name, _, Listens) ->
    case has_free_port(Listens) of
        true -> {error, paxy_wire:text("its distribution did not start as ~ts: ~0tP", [Name, Reason, 12])};
        false ->
            #{ports := {Min, Max}} = Listens,
            {error, paxy_wire:text("it found none of the ports ~b-~b (--ports) free", [Min, Max])}
    end.

has_free_port(#{ports := any}) -> true;
has_free_port(#{ports := {Min, Max}, address := Address}) ->
    lists:any(fun(Port) -> is_free(Port, Address) end, lists:seq(Min, Max)).

is_free(Port, Address) ->
    Family = case tuple_size(Address) of 8 -> inet6; 4 -> inet end,
    case gen_tcp:listen(Port, [Family, {ip, Address}, {reuseaddr, true}]) of
        {ok, Socket} -> gen_tcp:close(Socket) =:= ok;
        {error, _} -> false
    end.

%% Connects to all peers, or waits for their call; the record has the outcome for each.
-spec connect(integer(), [paxy_epmd:peer()]) -> paxy_wire:record().
connect(Ref, Peers) ->
    Until = erlang:monotonic_time(millisecond) + ?CALLED_MS_MAX,
    #{t => connected, ref => Ref,
      nodes => [#{name => Node, connected => meet(Who, Node, Until)} || {Node, _, _, Who} <- Peers]}.

meet(call, Node, _) ->
    net_kernel:connect_node(Node) =:= true;
meet(wait, Node, Until) ->
    case lists:member(Node, nodes(connected)) of
        true -> true;
        false ->
            case erlang:monotonic_time(millisecond) < Until of
                true -> timer:sleep(5), meet(wait, Node, Until);
                false -> false
            end
    end.

%% Round trips to other nodes, ms, one after the other; those that were not
%% answered are missing.
-spec ping(integer(), [node()], pos_integer()) -> paxy_wire:record().
ping(Ref, Nodes, Times) ->
    #{t => pinged, ref => Ref, from => node(),
      links => [#{name => Node, round_trips_ms => round_trips(Node, Times)} || Node <- Nodes]}.

round_trips(Node, Times) ->
    [Ms || _ <- lists:seq(1, Times), #{round_trip_ms := Ms} <- [ask(Node)]].

%% A record about this node.
-spec health(integer()) -> paxy_wire:record().
health(Ref) ->
    #{t => health, ref => Ref, nodes => [(sample())#{name => node(), up => true}]}.

%% A record about another node; waits for its answer.
-spec health_of(node(), integer()) -> paxy_wire:record().
health_of(Node, Ref) ->
    #{t => health, ref => Ref, nodes => [ask(Node)]}.

ask(Node) ->
    Start = erlang:monotonic_time(microsecond),
    try erpc:call(Node, ?MODULE, sample, [], ?ANSWER_MS_MAX) of
        Sample ->
            Took = erlang:monotonic_time(microsecond) - Start,
            Sample#{name => Node, up => true, round_trip_ms => Took / 1000}
    catch
        _:_ -> #{name => Node, up => false}
    end.

%% The health of this node.
-spec sample() -> #{atom() => non_neg_integer()}.
sample() ->
    {UptimeMs, _} = erlang:statistics(wall_clock),
    #{uptime_ms => UptimeMs, processes => erlang:system_info(process_count),
      memory => erlang:memory(total), run_queue => erlang:statistics(run_queue)}.

%% Checks nodes that the user started and loads our modules onto them. The
%% record has each node's problem, empty if there is none.
-spec borrow([node()], Folders :: [binary()]) -> paxy_wire:record().
borrow(Nodes, Folders) ->
    Beams = [filename:rootname(Beam)
             || Folder <- Folders,
                Beam <- filelib:wildcard(filename:join(unicode:characters_to_list(Folder), "*.beam"))],
    #{t => borrowed, nodes => [#{name => Node, problem => borrow_one(Node, Beams)} || Node <- Nodes]}.

borrow_one(Node, Beams) ->
    case reach(Node) of
        ok ->
            try
                load(Node, Beams)
            catch
                Class:Reason -> paxy_wire:text("it did not answer: ~0tP", [{Class, Reason}, 12])
            end;
        Problem ->
            Problem
    end.

reach(Node) ->
    [Name, _] = string:split(atom_to_list(Node), "@"),
    case erl_epmd:port_please(Name, epmd_of(host(Node)), ?ANSWER_MS_MAX) of
        {port, _, _} ->
            case net_kernel:connect_node(Node) of
                true -> ok;
                _ -> <<"it refused the connection or does not answer: its cookie is another one "
                       "(--cookie-file), its host is written in another way, or it is suspended">>
            end;
        _ ->
            <<"it is not running: epmd does not know it">>
    end.

%% An epmd that serves only the loopback is asked there.
epmd_of("127.0.0.1") -> ?LOOPBACK;
epmd_of(Host) -> Host.

%% Loads the modules whose hash differs from ours, but never replaces one that a process
%% is executing, because a second load would kill that process.
load(Node, Beams) ->
    Stale = lists:filter(fun({Module, _, _, Md5}) -> loaded(Node, Module) =/= {md5, Md5} end,
                         [read(Beam) || Beam <- Beams]),
    Replaced = [Module || {Module, _, _, _} <- Stale, loaded(Node, Module) =/= none],
    case Replaced =/= [] andalso in_use(Node, Replaced) of
        {true, Module} ->
            paxy_wire:text("another version of `~ts' is in use on it: end what runs there, or restart the node",
                 [Module]);
        false ->
            _ = [{module, Module} = erpc:call(Node, code, load_binary, [Module, Path, Code], ?ANSWER_MS_MAX)
                 || {Module, Path, Code, _} <- Stale],
            <<>>
    end.

read(Beam) ->
    Path = Beam ++ ".beam",
    {ok, Code} = file:read_file(Path),
    {ok, {Module, Md5}} = beam_lib:md5(Code),
    {Module, Path, Code, Md5}.

loaded(Node, Module) ->
    case erpc:call(Node, erlang, module_loaded, [Module], ?ANSWER_MS_MAX) of
        true -> {md5, erpc:call(Node, Module, module_info, [md5], ?ANSWER_MS_MAX)};
        false -> none
    end.

in_use(Node, Modules) ->
    Frames = lists:flatmap(fun(Pid) -> modules_of(Node, Pid) end,
                           erpc:call(Node, erlang, processes, [], ?ANSWER_MS_MAX)),
    case [Module || Module <- Frames, lists:member(Module, Modules)] of
        [Module | _] -> {true, Module};
        [] -> false
    end.

modules_of(Node, Pid) ->
    case erpc:call(Node, erlang, process_info, [Pid, current_stacktrace], ?ANSWER_MS_MAX) of
        {current_stacktrace, Stack} -> [Module || {Module, _, _, _} <- Stack];
        undefined -> []
    end.
