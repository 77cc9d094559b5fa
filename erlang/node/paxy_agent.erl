%%% Takes requests from the batch runner, replies with records. A request is a
%%% line with one Erlang term, read as a term and never evaluated; a record is
%%% a JSON object (paxy_wire).
%%%
%%% The first line is {hello, #{...}}; distribution starts with it and not
%%% before, with a cookie that is in no command line, environment or file.
-module(paxy_agent).

-export([start/0]).
-export_type([hello/0]).

-type hello() :: #{token := binary(),      %% marks this node's records
                   cookie := binary(),
                   name := node(),
                   role := run | acceptors | proposers,
                   storage := binary(),    %% folder of the acceptors' storage
                   listens := paxy_nodes:listens(),
                   code := [binary()]}.    %% folders of the beams that runs use

-record(agent, {role :: run | acceptors | proposers,
                code :: [binary()],
                runs :: paxy_run_queue:runs()}).

%% Called at boot (`-s paxy_agent').
-spec start() -> pid().
start() ->
    ok = paxy_pulse:start(),
    spawn(fun wait_for_hello/0).

wait_for_hello() ->
    ok = paxy_terminal:owner(self(), undefined),
    receive
        {line, Line} ->
            ok = paxy_pulse:beat(),
            {ok, {hello, Hello}} = paxy_wire:parse(Line),
            hello(Hello)
    end.

hello(#{token := Token, cookie := Cookie, name := Name, role := Role, storage := Storage,
        listens := Listens, code := Code}) ->
    ok = paxy_terminal:owner(self(), Token),
    register(?MODULE, self()),
    %% A node that is busy with runs still answers.
    process_flag(priority, high),
    ok = paxy_storage:live_in(Storage),
    case paxy_nodes:start_distribution(Name, binary_to_atom(Cookie), Listens) of
        ok ->
            ok = net_kernel:monitor_nodes(true, [{node_type, all}, nodedown_reason]),
            record(ready()),
            loop(#agent{role = Role, code = Code, runs = paxy_run_queue:new(Storage)});
        {error, Reason} ->
            record(#{t => refused, reason => Reason}),
            timer:sleep(infinity)
    end.

ready() ->
    #{t => ready, port => paxy_epmd:port(), otp => list_to_binary(erlang:system_info(otp_release))}.

loop(#agent{runs = Runs} = State) ->
    receive
        {line, Line} ->
            ok = paxy_pulse:beat(),
            loop(received(paxy_wire:parse(Line), Line, State));
        {'DOWN', _, process, Pid, Reason} ->
            loop(State#agent{runs = paxy_run_queue:ended(Pid, Reason, Runs)});
        {nodedown, Node, Info} ->
            node_down(Node, Info),
            loop(State);
        _ -> loop(State)
    end.

received({ok, Request}, _, State) -> request(Request, State);
received(not_a_term, Line, State) -> not_understood(Line, State).

not_understood(Text, State) ->
    record(#{t => not_understood, request => Text}),
    State.

request({run, Request}, #agent{runs = Runs} = State) ->
    State#agent{runs = paxy_run_queue:request(Request, Runs)};
request({cancel, Trial, Run, Attempt}, #agent{runs = Runs} = State) ->
    State#agent{runs = paxy_run_queue:cancel({Trial, Run, Attempt}, Runs)};
request({health, Ref}, #agent{role = Role} = State) ->
    record(paxy_nodes:health(Ref)),
    _ = [spawn(fun() -> record(paxy_nodes:health_of(Node, Ref)) end)
         || Node <- nodes(connected), Role =:= run],
    State;
request({peers, Ref, Peers}, State) ->
    ok = paxy_epmd:set_peers(Peers),
    _ = spawn(fun() -> record(paxy_nodes:connect(Ref, [Peer || {Node, _, _, _} = Peer <- Peers, Node =/= node()])) end),
    State;
request({ping, Ref, Nodes, Times}, State) ->
    _ = spawn(fun() -> record(paxy_nodes:ping(Ref, Nodes, Times)) end),
    State;
request({use_nodes, Nodes}, #agent{code = Code} = State) ->
    _ = spawn(fun() -> record(paxy_nodes:borrow(Nodes, Code)) end),
    State;
request({places, Acceptors, Proposers}, State) ->
    ok = paxy_remote:set_places(#{acceptor => Acceptors, proposer => Proposers}),
    State;
request({forget, Node}, State) ->
    _ = spawn(fun() -> erlang:disconnect_node(Node) end),
    State;
request(stop, _) ->
    erlang:halt(0, [{flush, false}]);
request(Other, State) ->
    not_understood(paxy_wire:text("~0tP", [Other, 20]), State).

%% Nodes

node_down(Node, Info) ->
    record(#{t => node_down, node => Node,
             reason => paxy_wire:text("~0tP", [proplists:get_value(nodedown_reason, Info), 20])}).

record(Map) ->
    paxy_terminal:record_async(paxy_wire:encode(Map)).
