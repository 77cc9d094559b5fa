-module(pers_tests).
-include_lib("eunit/include/eunit.hrl").
-export([listen_until_killed/4, host/2]).

written(File, Terms) ->
    lists:foldl(fun(Term, Pers0) -> {ok, Pers} = pers:write(Term, Pers0), Pers end, pers:new(File), Terms).

last(File) ->
    {ok, Last, _} = pers:recover(File),
    Last.

in_a_file(Test) -> scratch:within(fun(Folder) -> Test(filename:join(Folder, "homer")) end).

nothing_is_made_before_the_first_write_test() ->
    in_a_file(fun(File) ->
                      _ = pers:new(File),
                      ?assertEqual({error, enoent}, file:read_file_info(File)),
                      ?assertEqual(none, last(File))
              end).

what_was_written_last_is_recovered_test() ->
    in_a_file(fun(File) ->
                      _ = written(File, [{{0, fry}, null, none}, {{1, fry}, {1, fry}, {255, 0, 0}}]),
                      ?assertEqual({stored, {{1, fry}, {1, fry}, {255, 0, 0}}}, last(File))
              end).

it_is_in_the_file_when_write_returns_test() ->
    in_a_file(fun(File) ->
                      {ok, _} = pers:write(promise, pers:new(File)),
                      {ok, Bytes} = file:read_file(File),
                      ?assertNotEqual(nomatch, binary:match(Bytes, term_to_binary(promise)))
              end).

storage_that_was_recovered_goes_on_test() ->
    in_a_file(fun(File) ->
                      _ = written(File, [one]),
                      {ok, {stored, one}, Pers} = pers:recover(File),
                      {ok, _} = pers:write(two, Pers),
                      ?assertEqual({stored, two}, last(File))
              end).

a_file_of_another_run_is_never_taken_over_test() ->
    in_a_file(fun(File) ->
                      _ = written(File, [theirs]),
                      ?assertEqual({error, eexist}, pers:write(mine, pers:new(File))),
                      ?assertEqual({stored, theirs}, last(File))
              end).

a_record_torn_anywhere_is_ignored_test() ->
    in_a_file(fun(File) ->
                      _ = written(File, [first]),
                      {ok, First} = file:read_file(File),
                      ok = file:delete(File),
                      _ = written(File, [first, second]),
                      {ok, Both} = file:read_file(File),
                      [begin
                           ok = file:write_file(File, binary:part(Both, 0, Length)),
                           ?assertEqual({stored, first}, last(File))
                       end || Length <- lists:seq(byte_size(First), byte_size(Both) - 1)]
              end).

what_is_written_after_a_torn_record_is_found_test() ->
    in_a_file(fun(File) ->
                      _ = written(File, [first, second]),
                      {ok, Bytes} = file:read_file(File),
                      ok = file:write_file(File, binary:part(Bytes, 0, byte_size(Bytes) - 3)),
                      {ok, {stored, first}, Pers} = pers:recover(File),
                      {ok, _} = pers:write(third, Pers),
                      ?assertEqual({stored, third}, last(File))
              end).

a_record_with_a_flipped_bit_is_ignored_test() ->
    in_a_file(fun(File) ->
                      _ = written(File, [first, second]),
                      {ok, Bytes} = file:read_file(File),
                      Length = byte_size(Bytes) - 1,
                      <<Start:Length/binary, Last>> = Bytes,
                      ok = file:write_file(File, <<Start/binary, (Last bxor 1)>>),
                      ?assertEqual({stored, first}, last(File))
              end).

a_file_that_has_grown_large_is_replaced_test() ->
    in_a_file(fun(File) ->
                      Large = binary:copy(<<"x">>, 400000),
                      _ = written(File, [{N, Large} || N <- lists:seq(1, 10)]),
                      ?assertEqual({stored, {10, Large}}, last(File)),
                      ?assert(filelib:file_size(File) < 2000000),
                      ?assertEqual({ok, ["homer"]}, file:list_dir(filename:dirname(File)))
              end).

a_write_that_fails_says_why_test() ->
    ?assertEqual({error, enoent}, pers:write(x, pers:new("/nowhere/at/all"))).

a_promise_that_was_heard_survives_kill_9_of_the_node_test_() ->
    {timeout, 60, fun() -> test_node:with_epmd(fun killed_at_any_moment/1) end}.

%% An acceptor promises one ballot after the other while its node is killed.
killed_at_any_moment(Environment) ->
    Listener = test_node:start("paxy-run", Environment),
    try
        [in_a_file(fun(File) -> killed_after(Ms, File, Listener, Environment) end) || Ms <- [1, 7, 20, 41]]
    after
        test_node:stop(Listener)
    end.

killed_after(Ms, File, Listener, Environment) ->
    {_, Node, Pid} = Acceptor = test_node:start("paxy-acc", Environment),
    unlink(element(1, Acceptor)),
    Heard = test_node:call(Listener, ?MODULE, listen_until_killed, [Node, Pid, File, Ms]),
    test_node:stop(Acceptor),
    {stored, {{Promised, fry}, null, none}} = last(File),
    ?assert(Heard >= 0),
    ?assert(Promised >= Heard),
    Back = modular_acceptor:recover(#{name => homer, rules => #{}}, last(File)),
    ?assertMatch({_, [{send, amy, {sorry, homer, prepare, {Heard, amy}}}]},
                 modular_acceptor:handle({prepare, {Heard, amy}}, Back)).

listen_until_killed(Node, Pid, File, Ms) ->
    Me = self(),
    Acceptor = spawn(Node, ?MODULE, host, [File, Me]),
    Address = receive {acceptor, Address0} -> Address0 end,
    monitor(process, Acceptor),
    Address ! {message, 0, fry, Me, {prepare, {0, fry}}},
    listen(Address, Pid, Ms, -1).

%% The first promise starts the clock of the kill.
listen(Address, Pid, Ms, Heard) ->
    receive
        {message, _, homer, _, {promise, homer, {Round, fry}, null, none}} ->
            _ = [spawn(fun() -> timer:sleep(Ms), os:cmd("kill -9 " ++ Pid) end) || Round =:= 0],
            Address ! {message, 0, fry, self(), {prepare, {Round + 1, fry}}},
            listen(Address, Pid, Ms, Round);
        {'DOWN', _, process, _, noconnection} ->
            Heard;
        {'DOWN', _, process, _, Reason} ->
            {ended, Reason}
    end.

host(File, Listener) ->
    Listener ! {acceptor, paxy_process:start_link(paxy_process_tests:config(File, #{}))},
    timer:sleep(infinity).
