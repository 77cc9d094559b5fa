%%% The reference of the harness: the same runs in a plain loop inside the run
%%% node, nothing around them.
-module(bench_loop).
-export([start/0]).

%% Prints ms per run, and ends. `-extra RUNS EBIN' on the command line.
start() ->
    [Runs, Ebin] = init:get_plain_arguments(),
    [begin wait(Node), true = erpc:call(Node, code, add_patha, [Ebin]) end
     || Node <- ['paxy-acc@127.0.0.1', 'paxy-pro@127.0.0.1']],
    Trial = (paxy_trial:defaults())#{sleep => [0], proposers => 1, acceptors => 3, drop => 0, delay => 0,
                                     timeout => 100, backoff => 10, version => 2, time_limit => 30000,
                                     seed => 1},
    Output = #{output => fun(_, _) -> ok end},
    loop(Trial, Output, 20),
    {Us, ok} = timer:tc(fun() -> loop(Trial, Output, list_to_integer(Runs)) end),
    io:format("~.4f~n", [Us / 1000 / list_to_integer(Runs)]),
    halt().

wait(Node) ->
    net_kernel:connect_node(Node) =:= true orelse begin timer:sleep(50), wait(Node) end.

loop(_, _, 0) -> ok;
loop(Trial, Output, Run) ->
    #{verdict := agreed} = paxy_remote:run(Trial, Run, Output),
    loop(Trial, Output, Run - 1).
