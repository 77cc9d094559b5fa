-module(paxy_local_tests).
-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 5, drop => 0, delay => 0,
                                        timeout => 100, backoff => 10, version => 2, time_limit => 10000, seed => 1},
               Changes).

run(Changes) -> run(Changes, #{}).
run(Changes, Options) -> paxy_local:run(trial(Changes), 1, Options).

%% The lines of a run as they come, and its outcome.
run_aloud(Changes) ->
    Me = self(),
    Outcome = run(Changes, #{output => fun(Node, Line) -> Me ! {line, Node, Line} end}),
    {printed(), Outcome}.

printed() ->
    receive {line, Node, Line} when Node =:= node() -> [Line | printed()] after 0 -> [] end.

%% What a run leaves behind: processes, messages and files.
leaves(Run) ->
    scratch:within(fun(Folder) ->
                           Before = processes(),
                           Known = mailbox(),
                           Outcome = Run(#{storage => Folder}),
                           Left = {processes() -- Before, {messages, mailbox() -- Known}, file:list_dir_all(Folder)},
                           {Outcome, Left}
                   end).

%% EUnit runs all modules in one process: what others left in it is theirs.
mailbox() ->
    {messages, Messages} = process_info(self(), messages),
    Messages.

-define(NOTHING, {[], {messages, []}, {ok, []}}).

a_lone_proposer_decides_its_own_in_round_0_test() ->
    ?assertMatch(#{verdict := agreed, decision := {value, ?RED}, rounds := 0, elapsed := Elapsed, reason := <<>>,
                   decisions := [{fry, ?RED, 0, Elapsed}], messages := Messages, dropped := 0}
                 when Messages >= 10 andalso Messages =< 12,  %% the last vote may come after the end
                 run(#{proposers => 1, acceptors => 3, timeout => 5000})).

started_at_is_now_test() ->
    Before = erlang:system_time(millisecond),
    #{started_at := At} = run(#{}),
    ?assert(Before =< At andalso At =< erlang:system_time(millisecond)).

elapsed_includes_the_sleep_test() ->
    #{elapsed := Elapsed} = run(#{proposers => 2, sleep => [0, 60]}),
    ?assert(Elapsed >= 59).

proposers_agree_whatever_the_network_does_test_() ->
    {timeout, 60, fun() -> [agrees(Version, Run) || Version <- [1, 2], Run <- lists:seq(1, 10)] end}.

agrees(Version, Run) ->
    Trial = trial(#{drop => 10, delay => 10, timeout => 40, version => Version, duplicate => 20}),
    #{verdict := Verdict, decisions := Decisions} = paxy_local:run(Trial, Run, #{}),
    ?assertEqual({agreed, 3}, {Verdict, length(Decisions)}).

a_run_that_cannot_decide_is_undecided_at_its_limit_and_leaves_nothing_test() ->
    Started = erlang:monotonic_time(millisecond),
    {Outcome, Left} = leaves(fun(Options) -> run(#{drop => 100, time_limit => 150}, Options) end),
    ?assertMatch(#{verdict := undecided, decisions := [], rounds := none, elapsed := none}, Outcome),
    ?assert(erlang:monotonic_time(millisecond) - Started >= 150),
    ?assertEqual(?NOTHING, Left).

a_run_that_decided_leaves_nothing_test() ->
    {#{verdict := agreed}, Left} = leaves(fun(Options) -> run(#{delay => 20}, Options) end),
    ?assertEqual(?NOTHING, Left).

everything_lost_is_counted_test() ->
    #{messages := Messages, dropped := Dropped} =
        run(#{proposers => 1, acceptors => 3, drop => 100, timeout => 20000, time_limit => 1500}),
    ?assertEqual({6, 3}, {Messages, Dropped}).

a_cancelled_run_ends_soon_and_leaves_nothing_test() ->
    Me = self(),
    {Outcome, Left} = leaves(fun(Options) ->
                                     {_, Monitor} = spawn_monitor(fun() -> timer:sleep(50), paxy_run:cancel(Me) end),
                                     Cancelled = run(#{drop => 100}, Options),
                                     receive {'DOWN', Monitor, _, _, _} -> Cancelled end
                             end),
    ?assertMatch(#{verdict := cancelled}, Outcome),
    ?assertEqual(?NOTHING, Left).

a_run_ends_with_the_process_that_runs_it_test() ->
    scratch:within(
      fun(Folder) ->
              Before = processes(),
              {Runner, Monitor} = spawn_monitor(fun() -> run(#{drop => 100}, #{storage => Folder}) end),
              wait_until(fun() -> length(processes() -- Before) >= 11 end),
              exit(Runner, kill),
              receive {'DOWN', Monitor, _, _, _} -> ok end,
              wait_until(fun() -> {processes() -- Before, file:list_dir(Folder)} =:= {[], {ok, []}} end)
      end).

the_classic_lines_are_printed_test() ->
    {Lines, #{elapsed := Elapsed}} = run_aloud(#{proposers => 1, acceptors => 3, timeout => 5000}),
    %% The proposer counts from its own first round, a little after the run has begun.
    Ms = integer_to_binary(Elapsed),
    [Phase1, Phase2, Decided, Total] = Lines,
    ?assertEqual(<<"[Proposer fry] Phase 1: round {0,fry}">>, Phase1),
    ?assertEqual(<<"[Proposer fry] Phase 2: round {0,fry} proposal {255,0,0}">>, Phase2),
    {match, [After]} = re:run(Decided, <<"^\\[Proposer fry\\] DECIDED {255,0,0} in round {0,fry} after (\\d+) ms$">>,
                              [{capture, all_but_first, binary}]),
    ?assert(binary_to_integer(After) =< Elapsed),
    ?assertEqual(<<"[Paxy] Total elapsed time: ", Ms/binary, " ms">>, Total).

the_classic_entry_points_print_and_tell_the_verdict_test() ->
    ?assertEqual(agreed, paxy_local:start(3, 5, 1, 10, 100, 10, 2)),
    ?assertEqual(agreed, paxy_local:start([0, 20], 2, 3, 0, 0, 100, 10, 1)).

an_unknown_version_fails_with_its_name_test() ->
    ?assertMatch(#{verdict := failed, reason := <<"there is no version raft of the protocol">>}, run(#{version => raft})).

storage_that_cannot_be_made_fails_the_run_test() ->
    scratch:within(fun(Folder) ->
                           File = filename:join(Folder, "file"),
                           ok = file:write_file(File, <<>>),
                           #{verdict := Verdict, reason := Reason} = run(#{}, #{storage => File}),
                           ?assertEqual(failed, Verdict),
                           ?assertNotEqual(nomatch, binary:match(Reason, <<"not a directory">>))
                   end).

runs_beside_each_other_do_not_hear_each_other_test_() ->
    {timeout, 60, fun() ->
        Me = self(),
        Run = fun(N) -> Drop = case N rem 3 of 0 -> 100; _ -> 0 end,
                        spawn_link(fun() -> Me ! {N, Drop, paxy_local:run(trial(#{drop => Drop, time_limit => 5000}), N, #{})} end)
              end,
        _ = [Run(N) || N <- lists:seq(1, 24)],
        [receive {N, Drop, #{verdict := Verdict}} ->
                 ?assertEqual(case Drop of 100 -> undecided; 0 -> agreed end, Verdict)
         end || N <- lists:seq(1, 24)]
    end}.

broken_promises_are_caught_with_a_trace_test_() ->
    {timeout, 120, fun() ->
        Trial = trial(#{proposers => 5, acceptors => 3, delay => 150, version => stale_promises}),
        #{decisions := Decisions, trace := Trace} = first_violation(Trial, 1),
        Values = lists:usort([Value || {_, Value, _, _} <- Decisions]),
        ?assert(length(Values) > 1),
        ?assertEqual(Trace, lists:keysort(1, Trace)),
        [?assert(lists:keymember(Value, 1, [Message || {_, _, _, decided, none, Message} <- Trace])) || Value <- Values],
        every_message_was_sent_before_it_was_received(Trace)
    end}.

%% 7 to 20 % of these runs violate, so 100 without one are a mistake.
first_violation(Trial, Run) when Run =< 100 ->
    case outcomes(Trial, lists:seq(Run, Run + 9)) of
        [] -> first_violation(Trial, Run + 10);
        [Violation | _] -> Violation
    end.

outcomes(Trial, Runs) ->
    Me = self(),
    _ = [spawn_link(fun() -> Me ! {outcome, paxy_local:run(Trial, Run, #{})} end) || Run <- Runs],
    [Outcome || _ <- Runs, #{verdict := violation} = Outcome <- [receive {outcome, One} -> One end]].

every_message_was_sent_before_it_was_received(Trace) ->
    lists:foldl(fun({_, _, Actor, send, Peer, Message}, Sent) -> Sent#{{Actor, Peer, Message} => sent};
                   ({_, _, Actor, 'receive', Peer, Message}, Sent) ->
                        ?assert(is_map_key({Peer, Actor, Message}, Sent)
                                orelse is_map_key({Peer, acceptors, Message}, Sent)),
                        Sent;
                   (_, Sent) -> Sent
                end, #{}, Trace).

sound_versions_never_violate_test_() ->
    {timeout, 120, fun() ->
        [?assertEqual([], outcomes(random_trial(Seed), lists:seq(1, 5))) || Seed <- lists:seq(1, 30)]
    end}.

%% Many quick configurations, the same ones every time.
random_trial(Seed) ->
    rand:seed(exsss, Seed),
    Pick = fun(List) -> lists:nth(rand:uniform(length(List)), List) end,
    trial(#{proposers => Pick([2, 3, 4, 5]), acceptors => Pick([1, 2, 3, 4, 5]), drop => Pick([0, 5, 30]), delay => Pick([0, 3, 15]),
            timeout => Pick([4, 10, 20]), backoff => Pick([0, 1, 5]), version => Pick([1, 2]), duplicate => Pick([0, 50]),
            sleep => Pick([[0], [0, 5, 1]]), time_limit => 400, seed => Seed,
            faults => Pick([[], [{crash, 5, 10, 1}], [{cut, 3, 10}], [{stop, 4, 10, acceptors}]])}).

wait_until(Condition) -> wait_until(Condition, 6000).
wait_until(Condition, Left) when Left > 0 ->
    case Condition() of
        true -> ok;
        false -> timer:sleep(10), wait_until(Condition, Left - 1)
    end.
