-module(paxy_lab_native_tests).

-include_lib("eunit/include/eunit.hrl").
-include("../../../erlang/lab/paxy_lab_context.hrl").

-define(FOLDERS, "test/lab/folders").

trial(Version, Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 2, acceptors => 3, drop => 0, delay => 0,
                                        timeout => 100, backoff => 10, version => Version, time_limit => 10000, seed => 1},
               Changes).

%% The outcome of a run of a folder, and its lines.
run(Name, Options, Changes) -> run(Name, ?FOLDERS ++ "/" ++ atom_to_list(Name), Options, Changes).

run(Name, Source, Options, Changes) ->
    {ok, Into} = paxy_storage:make(default),
    try
        {ok, _} = paxy_lab_package:write(Source, Options#{name => atom_to_binary(Name)}, Into),
        true = code:add_patha(Into),
        Me = self(),
        Outcome = paxy_local:run(trial(Name, Changes), 1, #{output => fun(_, Line) -> Me ! {line, Line} end}),
        {Outcome, lines()}
    after
        code:del_path(Into),
        Module = list_to_atom("paxy_lab_of_" ++ atom_to_list(Name)),
        code:purge(Module), code:delete(Module),
        file:del_dir_r(Into)
    end.

%% The same, of a run whose faults strike while its proposers sleep.
in_time(Name, Changes) -> in_time:run(400, fun() -> run(Name, #{}, Changes) end).

lines() ->
    receive {line, Line} -> [Line | lines()]
    after 0 -> []
    end.

a_folder_decides_and_its_lines_are_shown_test() ->
    {Outcome, Lines} = run(classic, #{}, #{}),
    ?assertMatch(#{verdict := agreed, decision := {value, _}, messages := Messages} when Messages >= 12, Outcome),
    ?assertMatch([_ | _], [Line || Line <- Lines, string:find(Line, "DECIDED") =/= nomatch]),
    ?assertMatch([_ | _], [Line || <<"[Acceptor homer] promised", _/binary>> = Line <- Lines]).

a_receive_of_anything_and_a_window_of_its_own_are_no_obstacle_test() ->
    [?assertMatch({#{verdict := agreed}, _}, run(Name, #{}, #{timeout => 3000})) || Name <- [takes_any_message, own_windows]].

losses_and_delays_act_from_outside_test() ->
    {Outcome, _} = run(classic, #{}, #{drop => 20, delay => 5, proposers => 3, acceptors => 5, timeout => 200, time_limit => 60000}),
    ?assertMatch(#{verdict := agreed, dropped := Dropped} when Dropped > 0, Outcome).

with_all_replies_lost_nothing_is_decided_test() ->
    {Outcome, _} = run(classic, #{}, #{drop => 100, time_limit => 300}),
    ?assertMatch(#{verdict := undecided}, Outcome).

an_acceptor_that_crashed_comes_back_with_what_it_stored_test() ->
    {Outcome, Lines} = in_time(classic, #{acceptors => 1, proposers => 1, sleep => [500], timeout => 20, faults => [{crash, 0, 1500, 1}]}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed, dropped := Dropped} when Elapsed >= 1490 andalso Dropped > 0, Outcome),
    ?assert(lists:member(<<"[Paxy] acceptor homer crashed">>, Lines)).

nothing_passes_during_a_cut_test() ->
    {Outcome, Lines} = in_time(classic, #{sleep => [500], timeout => 20, faults => [{cut, 0, 1500}]}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed, dropped := Dropped} when Elapsed >= 1490 andalso Dropped > 0, Outcome),
    ?assert(lists:member(<<"[Paxy] proposers and acceptors are cut off from each other">>, Lines)).

links_are_lost_one_way_or_slow_test() ->
    Faults = [{unlink, 0, 1500, 1, 1, replies}, {unlink, 0, 1500, 1, 2, requests}, {slow, 0, 1500, 1, 3, 50}],
    {Outcome, _} = in_time(classic, #{proposers => 1, sleep => [500], timeout => 20, faults => Faults}),
    ?assertMatch(#{verdict := agreed, elapsed := Elapsed, dropped := Dropped} when Elapsed >= 1490 andalso Dropped > 0, Outcome).

replies_arrive_twice_while_that_fault_lasts_test() ->
    {#{verdict := agreed}, Lines} = in_time(classic, #{sleep => [500], faults => [{duplicate, 0, 10000, 100}]}),
    ?assert(lists:member(<<"[Paxy] 100 % of the replies are doubled">>, Lines)).

no_process_and_no_message_of_a_run_is_left_test() ->
    Before = length(processes()),
    Known = process_info(self(), messages),  %% of other modules' tests
    _ = run(classic, #{}, #{}),
    ?assert(length(processes()) =< Before + 1),
    ?assertEqual(Known, process_info(self(), messages)).

%% A run of the classic folder with a file replaced.
changed(Name, Files, Changes) ->
    {ok, Folder} = paxy_storage:make(default),
    try
        _ = [{ok, _} = file:copy(filename:join([?FOLDERS, "classic", File]), filename:join(Folder, File))
             || File <- filelib:wildcard("*.erl", filename:join(?FOLDERS, "classic"))],
        maps:foreach(fun(File, Edit) ->
                             {ok, Text} = file:read_file(filename:join(Folder, File)),
                             ok = file:write_file(filename:join(Folder, File), Edit(Text))
                     end, Files),
        run(Name, Folder, #{}, Changes)
    after
        file:del_dir_r(Folder)
    end.

instead(Old, New) ->
    fun(Text) ->
            ?assertNotEqual(nomatch, string:find(Text, Old)),
            string:replace(Text, Old, New)
    end.

%% The process that waits there is not the actor; the one that it returns is.
a_start_function_that_waits_before_it_returns_is_no_obstacle_test() ->
    Waits = fun(Body) -> instead("    spawn(fun() -> " ++ Body ++ " end).",
                                 "    Pid = spawn(fun() -> " ++ Body ++ " end), timer:sleep(50), Pid.") end,
    Proposer = #{"proposer.erl" => Waits("init(Name, Proposal, Acceptors, Sleep, PanelId, Main)")},
    Acceptor = #{"acceptor.erl" => Waits("init(Name, PanelId)")},
    [?assertMatch({#{verdict := agreed}, _}, changed(waits, Files, #{sleep => [200]})) || Files <- [Proposer, Acceptor]].

a_process_that_crashes_fails_the_run_with_file_line_and_reason_test() ->
    {Outcome, _} = changed(crashing, #{"proposer.erl" => instead("timer:sleep(Sleep),", "timer:sleep(Sleep), Main = Name,")}, #{}),
    ?assertMatch(#{verdict := failed}, Outcome),
    Reason = map_get(reason, Outcome),
    ?assertMatch({match, _}, re:run(Reason, "^proposer (fry|bender) crashed at proposer.erl:11: badmatch: (fry|bender) is not")).

a_name_that_nobody_has_is_an_error_of_the_sender_test() ->
    {Outcome, _} = changed(unknown_name, #{"proposer.erl" => instead("Name ! Message.", "list_to_atom(atom_to_list(Name) ++ \"x\") ! Message.")}, #{}),
    ?assertMatch({match, _}, re:run(map_get(reason, Outcome), "crashed at proposer.erl:93: badarg: it sends to [a-z]+x, which no process has as its name")).

%% The quorum of one: any proposer decides what it likes.
two_values_are_a_violation_with_its_trace_test() ->
    Hasty = instead("(length(Acceptors) div 2) + 1", "0 * length(Acceptors)"),
    %% It stays until the acceptors have taken its messages: the run ends with the proposers.
    Stays = instead("    Main ! done,", "    timer:sleep(500), Main ! done,"),
    {Outcome, _} = changed(hasty, #{"proposer.erl" => fun(Text) -> Stays(Hasty(Text)) end}, #{}),
    ?assertMatch(#{verdict := violation, trace := [_ | _]}, Outcome),
    Trace = map_get(trace, Outcome),
    [{Sent, _} | _] = [{Clock, Line} || {Clock, _, fry, send, homer, {'$at', <<"proposer.erl">>, Line, {prepare, fry, {1, fry}}}} <- Trace],
    [{Taken, _} | _] = [{Clock, Line} || {Clock, _, homer, 'receive', fry, {'$at', <<"acceptor.erl">>, Line, {prepare, fry, {1, fry}}}} <- Trace],
    ?assert(Sent < Taken),
    ?assertMatch([_ | _], [Value || {_, _, fry, decided, none, {Value, 1}} <- Trace]).

a_printed_decision_that_differs_from_the_accepts_fails_the_run_test() ->
    {Outcome, _} = changed(boasting, #{"proposer.erl" => instead("[Name, Decision, LastRound, Elapsed]", "[Name, {1, 2, 3}, LastRound, Elapsed]")},
                           #{proposers => 1}),
    ?assertMatch(#{verdict := failed}, Outcome),
    ?assertNotEqual(nomatch, string:find(map_get(reason, Outcome), "proposer fry printed [fry,{1,2,3},")).

%% Which of the two values it decided nobody knows: the last accept alone is no evidence of a violation.
a_proposer_that_printed_another_value_than_it_asked_for_breaks_no_agreement_test() ->
    Boasts = instead("[Name, Decision, LastRound, Elapsed]", "[Name, {1, 2, 3}, LastRound, Elapsed]"),
    Own = instead("accept(Round, Value, Acceptors)", "accept(Round, Proposal, Acceptors)"),
    {Outcome, _} = changed(learning, #{"proposer.erl" => fun(Text) -> unicode:characters_to_binary(Own(unicode:characters_to_binary(Boasts(Text)))) end}, #{}),
    ?assertMatch(#{verdict := failed}, Outcome).

a_start_function_may_return_ok_and_the_process_test() ->
    Returned = instead("    spawn(fun() -> init(Name, PanelId) end).", "    {ok, spawn(fun() -> init(Name, PanelId) end)}."),
    {Outcome, _} = changed(returned, #{"acceptor.erl" => Returned}, #{}),
    ?assertMatch(#{verdict := agreed}, Outcome).

an_acceptor_may_register_itself_test() ->
    {Outcome, _} = changed(registered, #{"acceptor.erl" => instead("pers:open(Name),", "register(Name, self()), pers:open(Name),")}, #{}),
    ?assertMatch(#{verdict := agreed}, Outcome).

a_flood_of_memory_ends_the_process_and_not_the_node_test() ->
    {Outcome, _} = changed(greedy, #{"acceptor.erl" => instead("pers:open(Name),", "_ = length(lists:seq(1, 1 bsl 40)), pers:open(Name),")}, #{}),
    ?assertMatch(#{verdict := failed}, Outcome).

%% Each of its texts is shown or counted, however fast they are taken.
no_line_of_a_flood_vanishes_test_() ->
    {timeout, 60, fun() ->
        {Outcome, Lines} = changed(loud, #{"proposer.erl" => instead("timer:sleep(Sleep),", "[io:format(\"~w~n\", [I]) || I <- lists:seq(1, 20000)], timer:sleep(Sleep),")}, #{}),
        ?assertMatch(#{verdict := agreed}, Outcome),
        Shown = length([Line || Line <- Lines, {match, _} <- [re:run(Line, "^[0-9]+$")]]),
        Counted = [binary_to_integer(Count) || Line <- Lines,
                                               {match, [Count]} <- [re:run(Line, "^\\(([0-9]+) more ", [{capture, [1], binary}])]],
        Others = length(Lines) - Shown - length(Counted),
        ?assert(Shown + lists:sum(Counted) >= 20000 * 2),
        ?assert(Others < 100)
    end}.

%% Texts that nobody takes.
a_flood_of_lines_is_bounded_test() ->
    Figures = atomics:new(?FIGURES, []),
    {Printing, Monitor} = spawn_monitor(fun() ->
        put(?CONTEXT, #context{part = self(), actor = fry, role = proposer, aloud = true, figures = Figures}),
        [ok = paxy_lab_call_printing:format("~w~n", [I]) || I <- lists:seq(1, 5000)],
        exit(process_info(self(), message_queue_len))
    end),
    receive {'DOWN', Monitor, process, Printing, Kept} -> ?assertEqual({message_queue_len, 2000}, Kept) end,
    ?assertEqual(3000, atomics:get(Figures, ?UNPRINTED)).

a_run_that_is_cancelled_leaves_nothing_test() ->
    Before = length(processes()),
    Me = self(),
    {ok, Into} = paxy_storage:make(default),
    {ok, _} = paxy_lab_package:write(?FOLDERS ++ "/classic", #{name => <<"cancelled_one">>}, Into),
    true = code:add_patha(Into),
    Said = fun(_, Line) -> Me ! {line, Line} end,
    Runner = spawn(fun() -> Me ! {outcome, paxy_local:run(trial(cancelled_one, #{drop => 100}), 1, #{output => Said})} end),
    receive {line, _} -> ok end,
    ok = paxy_run:cancel(Runner),
    receive {outcome, Outcome} -> ?assertMatch(#{verdict := cancelled}, Outcome) end,
    code:del_path(Into),
    _ = file:del_dir_r(Into),
    _ = lines(),
    ?assert(length(processes()) =< Before + 2).

equal_seeds_draw_equal_waits_test() ->
    Draw = "timer:sleep(Sleep), io:format(\"drawn ~w~n\", [[rand:uniform(1000000) || _ <- [1, 2, 3]]]),",
    Drawn = fun() ->
                    {_, Lines} = changed(drawing, #{"proposer.erl" => instead("timer:sleep(Sleep),", Draw)}, #{proposers => 1}),
                    [Line || <<"drawn", _/binary>> = Line <- Lines]
            end,
    [_] = First = Drawn(),
    ?assertEqual(First, Drawn()).

%% What runs instead of the first step of an acceptor must not reach beyond the run.
nothing_reaches_beyond_a_run_test_() ->
    {timeout, 120,
     [{Title, {timeout, 60, fun() -> confined(Name, Code, Expected) end}}
      || {Title, Name, Code, Expected} <-
             [{"a send to a system process of another node is lost", rex_name,
               "{rex, node()} ! {self(), {call, erlang, halt, [], self()}}", agreed},
              {"a send to a system process of this node has no receiver", init_name, "init ! {stop, stop}", failed},
              {"a name of the system is not known", whereis_name, "undefined = whereis(code_server)", agreed},
              {"a new name is the run's own", register_name, "Name =/= homer orelse register(code_server, self())", agreed},
              {"a flood of atoms ends in an error", atom_flood,
               "[list_to_atom(\"flood_\" ++ integer_to_list(I)) || I <- lists:seq(1, 5000)]", failed},
              {"a flood of processes ends in an error", process_flood,
               "[spawn(fun() -> receive never -> ok end end) || _ <- lists:seq(1, 20000)]", failed},
              {"a term that would become immense when it is sent is not sent", shared_term,
               "Panel0 = lists:foldl(fun(_, T) -> [T | T] end, x, lists:seq(1, 60)), PanelId ! Panel0", failed},
              {"a number of great length is not made", great_number, "1 bsl (1 bsl 30)", failed},
              {"nor by multiplication", great_product,
               "lists:foldl(fun(_, N) -> N * N end, 3, lists:seq(1, 64))", failed},
              {"the process dictionary is the code's own", dictionary, "undefined = get('$paxy_lab'), undefined = put('$paxy_lab', 1)", agreed},
              {"a seed of the code is allowed and changes nothing", seeding, "rand:seed(exsplus, {1, 2, 3})", agreed}]]}.

confined(Name, Code, Expected) ->
    Atoms = erlang:system_info(atom_count),
    {Outcome, _} = changed(Name, #{"acceptor.erl" => instead("pers:open(Name),", Code ++ ", pers:open(Name),")},
                           #{proposers => 1, timeout => 5000, time_limit => 20000}),
    ?assertMatch(#{verdict := Expected}, Outcome),
    ?assert(erlang:system_info(atom_count) - Atoms < 2500),
    ?assert(is_pid(whereis(code_server)) andalso node(whereis(code_server)) =:= node()).
