-module(paxy_lab_sim_tests).

-include_lib("eunit/include/eunit.hrl").

%% The verdicts of so many runs, each once.
verdicts(Name, Changes, Runs) ->
    Trial = lab_version:trial(Name, Changes),
    lists:usort([V || Run <- lists:seq(1, Runs), #{verdict := V} <- [paxy_sim:run(Trial, Run, #{})]]).

folders_without_a_fault_agree_in_virtual_time_test_() ->
    [{Name, {timeout, 60, ?_assertEqual([agreed], verdicts(Name, #{}, 10))}}
     || Name <- ["classic", "vote_is_no_promise", "by_seed", "delays", "five_arguments", "named_replies", "odd_shapes",
                "takes_any_message", "own_windows"]].

folders_that_break_agreement_are_found_test_() ->
    [{Name, {timeout, 60, ?_assertEqual([violation], verdicts(Name, #{}, 10))}}
     || Name <- ["adopts_no_vote", "nil_is_greatest", "refusal_is_vote"]].

folders_that_never_decide_stay_undecided_test_() ->
    [{Name, {timeout, 60, ?_assertEqual([undecided], verdicts(Name, #{time_limit => 5000}, 3))}}
     || Name <- ["never_votes", "counts_old_refusals", "pattern_never_matches"]].

a_crash_names_file_line_and_exception_test() ->
    #{verdict := failed, reason := Reason} =
        paxy_sim:run(lab_version:trial("retry_with_wrong_argument", #{drop => 40}), 1, #{}),
    ?assertMatch({match, _}, re:run(Reason, "crashed at [a-z]+\\.erl:[0-9]+: function_clause")).

the_same_seed_gives_the_same_run_in_every_detail_test() ->
    Trial = lab_version:trial("delays", #{duplicate => 20}),
    Run = fun() -> maps:remove(started_at, paxy_sim:run(Trial, 3, #{trace => true})) end,
    ?assertEqual(Run(), Run()).

an_acceptor_that_crashes_begins_again_with_what_it_stored_test() ->
    Trial = lab_version:trial("classic", #{faults => [{crash, 2, 3, 1}], drop => 0}),
    #{verdict := agreed, trace := Trace} = paxy_sim:run(Trial, 1, #{trace => true}),
    Homer = [Kind || {_, _, homer, Kind, _, _} <- Trace],
    ?assert(lists:member(crash, Homer)),
    ?assert(lists:member(recover, Homer)),
    ?assert(lists:member(send, lists:dropwhile(fun(Kind) -> Kind =/= recover end, Homer))).

events_of_a_trace_name_the_line_that_did_them_test() ->
    #{trace := Trace} = paxy_sim:run(lab_version:trial("classic", #{}), 1, #{trace => true}),
    Places = [{File, Line} || {_, _, fry, send, _, {'$at', File, Line, _}} <- Trace],
    ?assertMatch([{"proposer.erl", _} | _], Places),
    %% What takes a message is the clause of the receive; a time-out has the line of its receive.
    Taken = lists:usort([{kind(M), File, Line} || {_, _, homer, 'receive', _, {'$at', File, Line, M}} <- Trace]),
    ?assertEqual([{accept, "acceptor.erl", 30}, {prepare, "acceptor.erl", 18}], Taken),
    Silent = lab_version:trial("classic", #{drop => 100, time_limit => 5000}),
    #{trace := Waits} = paxy_sim:run(Silent, 1, #{trace => true}),
    ?assertMatch([{"proposer.erl", _} | _], [{File, Line} || {_, _, fry, timer, _, {'$at', File, Line, {wait, _, _}}} <- Waits]).

kind(Message) -> element(1, Message).

a_proposer_sleeps_as_the_trial_says_test() ->
    #{verdict := agreed, decisions := Decisions} =
        paxy_sim:run(lab_version:trial("classic", #{proposers => 1, sleep => [500], delay => 0, drop => 0}), 1, #{}),
    [{fry, _, _, Elapsed}] = Decisions,
    ?assert(Elapsed >= 500 andalso Elapsed < 520).

the_json_of_an_event_names_its_place_and_actors_test() ->
    #{trace := Trace} = paxy_sim:run(lab_version:trial("classic", #{}), 1, #{trace => true}),
    [Event | _] = [paxy_wire:event(Event, #{fry => {proposer, 1}}) || {_, _, fry, send, _, _} = Event <- Trace],
    ?assertMatch(#{message := {prepare, fry, {1, fry}}, role := proposer, index := 1}, Event),
    ?assertMatch({match, _}, re:run(map_get(where, Event), "^proposer.erl:[0-9]+$")).

%% Without a trace its replies and stored votes take short ways.
a_run_of_a_folder_is_the_same_with_and_without_a_trace_test_() ->
    Loads = [#{}, #{delay => 0}, #{delay => 40, duplicate => 20}, #{request_delay => 30, request_drop => 10}, #{drop => 30},
             #{faults => [{crash, 5, 30, 1}, {crash, 20, 5, 2}, {cut, 30, 20}]},
             #{faults => [{unlink, 5, 30, 1, 1, both}, {slow, 10, 40, 2, 2, 15}]}],
    [{Name, {timeout, 300, fun() -> [same(lab_version:trial(Name, Load), Run) || Load <- Loads, Run <- lists:seq(1, 5)] end}}
     || Name <- ["classic", "delays", "maps_and_records", "refusal_is_vote", "restart_dies", "own_windows"]].

same(Trial, Run) ->
    [Long, Short] = [maps:without([trace, started_at], paxy_sim:run(Trial, Run, #{trace => Trace})) || Trace <- [true, false]],
    ?assertEqual(Long, Short, {Trial, Run}).

%% A start that draws nothing is taken once for all runs.
a_start_that_was_rehearsed_is_the_same_step_test_() ->
    [{Name, fun() -> rehearsed_alike(lab_version:trial(Name, #{})) end}
     || Name <- ["classic", "by_seed", "delays", "named_replies", "own_windows", "maps_and_records"]].

rehearsed_alike(#{version := Name} = Trial) ->
    {ok, Folder} = paxy_version:find(Name),
    {ok, Version} = paxy_lab_converted:version(Folder, Trial),
    Actors = [paxy_lab_actor:init(Config)
              || Roster <- [paxy_roster:acceptors(Trial, Version), paxy_roster:proposers(Trial, Version)],
                 {_, Config, _} <- maps:values(Roster)],
    [begin
         Start = fun(Actor) -> paxy_lab_actor:handle(start, paxy_lab_actor:draw_from(77, Actor)) end,
         ?assertEqual(Start(Lab), Start(paxy_lab_actor:rehearsed(Lab)))
     end || Lab <- Actors],
    ?assertNotEqual(Actors, lists:map(fun paxy_lab_actor:rehearsed/1, Actors)).

a_start_that_draws_differs_from_run_to_run_test() ->
    scratch:within(fun(Folder) ->
        [{ok, _} = file:copy(File, filename:join(Folder, filename:basename(File)))
         || File <- filelib:wildcard("test/lab/folders/classic/*.erl")],
        Proposer = filename:join(Folder, "proposer.erl"),
        {ok, Code} = file:read_file(Proposer),
        Drawing = binary:replace(Code, <<"timer:sleep(Sleep)">>, <<"timer:sleep(rand:uniform(1000))">>),
        ?assertNotEqual(Code, Drawing),
        ok = file:write_file(Proposer, Drawing),
        Trial = (lab_version:trial("classic", #{}))#{version := lab_version:of_folder("draws_at_start", Folder)},
        Starts = [hd([At || {_, At, fry, send, _, _} <- Trace])
                  || Run <- lists:seq(1, 10), #{trace := Trace} <- [paxy_sim:run(Trial, Run, #{trace => true})]],
        ?assert(length(lists:usort(Starts)) > 5)
    end).

%% The folder classic with other texts in some files, in runs of one trial.
changed(Name, Runs, Edits) ->
    {ok, Folder} = paxy_storage:make(default),
    try
        Sources = filelib:wildcard("test/lab/folders/classic/*.erl"),
        _ = [{ok, _} = file:copy(File, filename:join(Folder, filename:basename(File))) || File <- Sources],
        _ = [edit(filename:join(Folder, File), Old, New) || {File, Old, New} <- Edits],
        Trial = maps:put(version, lab_version:of_folder(Name, Folder), lab_version:trial("classic", #{})),
        [paxy_sim:run(Trial, Run, #{}) || Run <- lists:seq(1, Runs)]
    after
        file:del_dir_r(Folder)
    end.

edit(File, Old, New) ->
    {ok, Text} = file:read_file(File),
    ?assertNotEqual(nomatch, string:find(Text, Old)),
    ok = file:write_file(File, string:replace(Text, Old, New)).

%% On a node its looks take time, too.
a_process_that_looks_for_messages_without_a_wait_lets_time_pass_test_() ->
    {timeout, 60, ?_assertMatch([#{verdict := agreed}, #{verdict := agreed}], changed("looking", 2, [{"acceptor.erl", "            pers:close(Name),\n            ok\n    end.", "            pers:close(Name),\n            ok\n    after 0 ->\n            acceptor(Name, Promised, Voted, Value, Panel)\n    end."}]))}.

names_of_acceptors_may_be_taken_apart_test_() ->
    {timeout, 60, ?_assertMatch([#{verdict := agreed}, #{verdict := agreed}], changed("apart", 2, [{"proposer.erl", "send(Name, Message) ->\n    Name !", "send({Name, Node}, Message) ->\n    {Name, Node} !"}]))}.
