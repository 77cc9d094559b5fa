-module(paxy_lab_checked_tests).

-include_lib("eunit/include/eunit.hrl").

check(Name, Bounds) ->
    {ok, Outcome} = paxy_check:run(maps:merge(#{proposers => 2, acceptors => 3, rounds => 1, duplicates => 0, crashes => 0,
                                                version => lab_version:of_folder(Name)}, Bounds), #{}),
    Outcome.

a_folder_without_a_fault_is_safe_under_every_schedule_test_() ->
    [{Name, {timeout, 120, ?_assertMatch(#{ending := complete}, check(Name, #{}))}}
     || Name <- ["classic", "vote_is_no_promise", "by_seed", "named_replies"]].

a_fault_of_safety_is_found_with_its_schedule_test_() ->
    [{Name, {timeout, 120, fun() ->
                                   #{ending := violation, reason := Reason, schedule := [_ | _]} = check(Name, #{}),
                                   ?assertMatch({match, _}, re:run(Reason, "were decided"))
                           end}}
     || Name <- ["refusal_is_vote"]].

acceptors_of_a_folder_are_exchanged_only_where_that_was_verified_test_() ->
    {timeout, 120, fun exchanged/0}.

exchanged() ->
    Version = lab_version:of_folder("classic"),
    Bounds = #{proposers => 2, acceptors => 3, rounds => 1, duplicates => 0, crashes => 0, version => Version},
    {ok, #{states := Fewer}} = paxy_check:run(Bounds, #{}),
    {ok, #{states := All}} = paxy_check:run(Bounds, #{reductions => [loss, live, merge]}),
    ?assert(All > 2 * Fewer).

each_step_of_a_schedule_names_the_line_of_code_test_() ->
    {timeout, 120, fun lines/0}.

lines() ->
    #{trace := Trace} = check("refusal_is_vote", #{}),
    Moves = [{Kind, M} || {_, _, _, Kind, _, M} <- Trace, lists:member(Kind, [send, 'receive'])],
    ?assert(length(Moves) > 6),
    ?assertEqual([], [Move || {_, M} = Move <- Moves, not lists:member(element(1, M), ['$at'])]),
    [?assertMatch({'$at', File, Line, _} when Line > 0 andalso (File =:= "acceptor.erl" orelse File =:= "proposer.erl"), M)
     || {_, M} <- Moves].

%% A reply that a timer sends is a message on its way, and its reference is nothing that counts.
replies_by_timers_have_no_end_of_states_test_() ->
    {timeout, 120, fun() ->
                           #{ending := complete, states := States} = check("takes_any_message", #{}),
                           #{states := Direct} = check("own_windows", #{}),
                           ?assert(States < 2 * Direct)
                   end}.

a_process_that_dies_when_it_comes_back_is_told_with_its_line_test_() ->
    {timeout, 120, fun() ->
        Bounds = #{proposers => 2, acceptors => 3, rounds => 1, crashes => 1, duplicates => 0,
                   version => lab_version:of_folder("restart_dies")},
        {ok, #{ending := violation, flaw := crash, reason := Reason, schedule := Words}} = paxy_check:run(Bounds, #{}),
        ?assertMatch({match, _}, re:run(Reason, "^acceptor [a-z]+ crashed at acceptor\\.erl:10: badmatch")),
        ?assertMatch({ok, #{verdict := violation, flaw := crash, reason := Reason}}, paxy_check:show(Bounds, Words))
    end}.

%% What it could draw is counted before any of it is tried.
draws_with_too_many_values_are_refused_at_once_test() ->
    Idle = paxy_lab_actor:draw_from({script, [], [{1, 1000}, {1, 1000}]}, idle()),
    Step = fun([]) -> {Idle, []} end,
    ?assertThrow({unsupported, "a step of the code draws among too many values" ++ _}, paxy_lab_choices:one(Step)).

idle() -> paxy_lab_actor:init(#{name => homer, rules => #{}}).

%% A process of its own for each reply ends when it has sent it: its number is free again.
helpers_that_end_have_no_end_of_states_test_() ->
    {timeout, 120, fun() ->
                           #{ending := complete, states := Direct} = check("classic", #{}),
                           Sends = {"0 -> Proposer ! Message", "0 -> spawn(fun() -> Proposer ! Message end)"},
                           ?assertMatch(#{ending := complete, states := Direct}, check_changed("helpers", Sends))
                   end}.

check_changed(Name, {Old, New}) ->
    {ok, Folder} = paxy_storage:make(default),
    try
        Sources = filelib:wildcard("test/lab/folders/classic/*.erl"),
        _ = [{ok, _} = file:copy(File, filename:join(Folder, filename:basename(File))) || File <- Sources],
        Acceptor = filename:join(Folder, "acceptor.erl"),
        {ok, Text} = file:read_file(Acceptor),
        ?assertNotEqual(nomatch, string:find(Text, Old)),
        ok = file:write_file(Acceptor, string:replace(Text, Old, New)),
        check("classic", #{version => lab_version:of_folder(Name, Folder)})
    after
        file:del_dir_r(Folder)
    end.
