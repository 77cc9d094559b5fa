%%% A partition of the network itself: for a while the hosts of the acceptors and
%%% those of the proposers send each other nothing. Each host blocks its own side
%%% and opens it again by itself (paxy-partition.sh), whatever becomes of its node.
%%% The run node keeps its links, and waits here until all is as before.
-module(paxy_partition).
-include_lib("kernel/include/net_address.hrl").

-export([start/3, over/0, block/2]).

%% How long beyond its time a host may take to say that it is over.
-define(ANSWER_MS_MAX, 10_000).

%% Blocks for Ms, from now on: partitions may overlap. A run that has no partition for
%% its fault has failed: it is told {Run, {failed, Reason}}. When the hosts reach each
%% other again, it is told {Run, {rejoined, ApartMs}}, if it still goes.
-spec start(paxy_run:places(), pos_integer(), Run :: reference()) -> ok.
start(Places, Ms, Run) ->
    holder() ! {hold, Places, Ms, Run},
    ok.

holder() ->
    case whereis(?MODULE) of
        undefined ->
            Holder = spawn(fun() -> keep([]) end),
            true = register(?MODULE, Holder),
            Holder;
        Holder -> Holder
    end.

%% Returns when no partition that this node started is left, and messages pass again.
-spec over() -> ok.
over() ->
    case whereis(?MODULE) of
        undefined -> ok;
        Holder ->
            Monitor = monitor(process, Holder),
            Holder ! over,
            receive {'DOWN', Monitor, process, Holder, _} -> ok end
    end.

%% Holds are the processes that each keep up one partition.
keep(Holds) ->
    receive
        {hold, Places, Ms, Run} -> keep([element(2, spawn_monitor(fun() -> hold(Places, Ms, Run) end)) | Holds]);
        {'DOWN', Hold, process, _, _} -> keep(Holds -- [Hold]);
        over -> _ = [receive {'DOWN', Hold, process, _, _} -> ok end || Hold <- Holds], ok
    end.

hold(#{acceptor := Acceptors, proposer := Proposers} = Places, Ms, Run) ->
    Start = now_ms(),
    Asked = [{Node, erpc:send_request(Node, ?MODULE, block, [Others, Ms])}
             || {Nodes, Others} <- [{Acceptors, Proposers}, {Proposers, Acceptors}], Node <- Nodes],
    Answers = [answer(Node, Request, Ms) || {Node, Request} <- Asked],
    _ = [Run ! {Run, {failed, Reason}} || {error, Reason} <- Answers],
    ok = together(Places, now_ms() + ?ANSWER_MS_MAX),
    Run ! {Run, {rejoined, now_ms() - Start}},
    ok.

answer(Node, Request, Ms) ->
    try erpc:receive_response(Request, Ms + ?ANSWER_MS_MAX) of
        ok -> ok;
        {error, Reason} -> {error, io_lib:format("~ts could not block its traffic: ~ts", [Node, Reason])}
    catch
        _:_ -> {error, io_lib:format("~ts did not say that it had blocked its traffic", [Node])}
    end.

%% What TCP holds back comes after a while. A link that is gone for good is the batch runner's to tell.
together(#{acceptor := Acceptors, proposer := Proposers}, Until) ->
    Asked = [erpc:send_request(Acceptor, erpc, call, [Proposer, erlang, node, [], ?ANSWER_MS_MAX])
             || Acceptor <- Acceptors, Proposer <- Proposers],
    _ = [catch erpc:receive_response(Request, max(0, Until - now_ms())) || Request <- Asked],
    ok.

now_ms() ->
    erlang:monotonic_time(millisecond).

%% On a host: returns when what it blocked passes again.
-spec block([node()], pos_integer()) -> ok | {error, Reason :: unicode:chardata()}.
block(Nodes, Ms) ->
    case addresses(Nodes) of
        {ok, Addresses} -> run([integer_to_list(Ms) | Addresses]);
        {error, _} = Problem -> Problem
    end.

%% Where this node is connected to, as its sockets say.
addresses(Nodes) ->
    Found = [{Node, net_kernel:node_info(Node, address)} || Node <- Nodes],
    case [Node || {Node, {error, _}} <- Found] of
        [] -> {ok, lists:usort([text(Address) || {_, {ok, Address}} <- Found])};
        [Node | _] -> {error, io_lib:format("it has no connection to ~ts", [Node])}
    end.

text(#net_address{address = {Ip, _Port}}) ->
    inet:ntoa(Ip).

run(Arguments) ->
    Script = filename:join(filename:dirname(code:which(?MODULE)), "paxy-partition.sh"),
    Command = "if [ \"$(id -u)\" = 0 ]; then exec sh \"$0\" \"$@\"; else exec sudo -n paxy-partition \"$@\"; fi",
    Port = open_port({spawn_executable, "/bin/sh"},
                     [{args, ["-c", Command, Script | Arguments]}, exit_status, stderr_to_stdout, binary]),
    ended(Port, []).

ended(Port, Said) ->
    receive
        {Port, {data, Data}} -> ended(Port, [Said, Data]);
        {Port, {exit_status, 0}} -> ok;
        {Port, {exit_status, _}} -> {error, string:trim(Said)}
    end.
