%% Real nodes for a test, with their own epmd, on loopback alone. They are
%% spoken to on their stdin, so they end with the node that tests.
-module(test_node).
-export([with_epmd/1, start/2, start/3, call/4, kill/1, stop/1]).

%% Runs Test with an environment whose nodes find each other.
with_epmd(Test) ->
    Home = scratch:make(),
    Number = integer_to_list(free_port()),
    Epmd = open_port({spawn_executable, epmd()}, [stderr_to_stdout, {args, ["-port", Number, "-address", "127.0.0.1"]}]),
    try
        listening(list_to_integer(Number), 200),
        Test([{"ERL_EPMD_PORT", Number}, {"ERL_EPMD_ADDRESS", "127.0.0.1"}, {"HOME", Home}])
    after
        {os_pid, Pid} = erlang:port_info(Epmd, os_pid),
        os:cmd("kill -9 " ++ integer_to_list(Pid)),
        scratch:remove(Home)
    end.

epmd() ->
    [Beside | _] = filelib:wildcard(filename:join(code:root_dir(), "erts-*/bin/epmd")) ++ [os:find_executable("epmd")],
    Beside.

free_port() ->
    {ok, Socket} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Socket),
    ok = gen_tcp:close(Socket),
    Port.

listening(Port, Left) when Left > 0 ->
    case gen_tcp:connect({127, 0, 0, 1}, Port, []) of
        {ok, Socket} -> gen_tcp:close(Socket);
        {error, _} -> timer:sleep(10), listening(Port, Left - 1)
    end.

%% A node of this name with the same modules.
start(Name, Environment) ->
    start(Name, Environment, ["-pa" | [Path || Path <- code:get_path(), is_ours(Path)]]).

start(Name, Environment, Arguments) ->
    {ok, Peer, Node} =
        peer:start(#{name => Name, host => "127.0.0.1", longnames => true, connection => standard_io,
                     env => Environment, wait_boot => 20000,
                     args => ["-setcookie", "paxy_test", "-start_epmd", "false", "-kernel",
                              "inet_dist_use_interface", "{127,0,0,1}" | Arguments]}),
    {Peer, Node, peer:call(Peer, os, getpid, [])}.

is_ours(Path) ->
    lists:any(fun(Beam) -> filelib:is_regular(filename:join(Path, Beam)) end, ["paxy_run.beam", "scratch.beam"]).

call({Peer, _, _}, Module, Function, Arguments) ->
    peer:call(Peer, Module, Function, Arguments, 120000).

%% kill -9; returns when the node is gone.
kill({Peer, _, Pid}) ->
    Monitor = monitor(process, Peer),
    _ = unlink(Peer),
    [] = os:cmd("kill -9 " ++ Pid),
    receive {'DOWN', Monitor, _, _, _} -> ok end.

stop({Peer, _, _}) ->
    _ = catch peer:stop(Peer),
    ok.
