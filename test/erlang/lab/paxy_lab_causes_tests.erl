-module(paxy_lab_causes_tests).

-include_lib("eunit/include/eunit.hrl").

causes(Name, Changes) ->
    Trial = lab_version:trial(Name, maps:merge(#{time_limit => 8000}, Changes)),
    #{trace := Trace, verdict := Verdict} = paxy_sim:run(Trial, 1, #{trace => true}),
    {Verdict, paxy_lab_causes:named(Trace, maps:get(acceptors, Trial))}.

every_fault_of_liveness_is_named_test_() ->
    [{Name, {timeout, 60, ?_assertEqual({undecided, [Cause]}, causes(Name, #{}))}} || {Name, Cause} <- faults()].

faults() ->
    [{"never_votes", <<"no acceptor ever votes">>},
     {"counts_old_refusals", <<"every round is aborted by refusals of other rounds">>},
     {"short_timeout", <<"the time-out is shorter than the delays">>},
     {"pattern_never_matches", <<"every vote stays unread">>}].

the_reason_of_an_undecided_run_says_the_cause_in_virtual_time_and_in_real_test_() ->
    [{Name, {timeout, 60, fun() -> reasons(Name, <<"the time limit came first: ", Cause/binary>>) end}}
     || {Name, Cause} <- faults()].

reasons(Name, Reason) ->
    Trial = lab_version:trial(Name, #{time_limit => 3000}),
    ?assertMatch(#{verdict := undecided, reason := Reason}, paxy_sim:run(Trial, 1, #{})),
    ?assert(says(Reason, Trial, lists:seq(1, 20))).

%% On a busy machine proposers abort each other's rounds, and what lost most rounds of a
%% run in real time may be that: another run is asked.
says(_, _, []) ->
    false;
says(Reason, Trial, [Run | Runs]) ->
    #{verdict := undecided, reason := Said} = paxy_local:run(Trial, Run, #{}),
    string:prefix(Said, Reason) =/= nomatch orelse says(Reason, Trial, Runs).

a_folder_that_decides_has_no_cause_test() ->
    ?assertEqual({agreed, []}, causes("classic", #{})).

an_acceptor_that_stays_away_is_named_test() ->
    {_, Causes} = causes("classic", #{acceptors => 1, faults => [{crash, 0, 60000, 1}], time_limit => 5000}),
    ?assert(lists:member(<<"a process is gone: homer">>, Causes)).

%% What an acceptor does in a round: it is asked, and sends a promise; it is asked to vote, and answers.
round_of(Proposer, Round, Answer) ->
    [{1, 0, Proposer, send, homer, {prepare, Proposer, Round}}, {2, 0, homer, 'receive', Proposer, {prepare, Proposer, Round}},
     {3, 0, homer, send, Proposer, {promise, Round, {0, na}, na}},
     {4, 0, Proposer, send, homer, {accept, Proposer, Round, red}},
     {4, 0, homer, 'receive', Proposer, {accept, Proposer, Round, red}}, {5, 0, homer, send, Proposer, Answer}].

an_acceptor_that_refuses_the_round_that_it_promised_is_named_test() ->
    Refused = <<"acceptors refuse to vote in the round that they promised">>,
    Rounds = [{1, fry}, {1, leela}, {2, fry}],
    [?assertEqual([Refused], paxy_lab_causes:named(lists:append([round_of(fry, R, Answer(R)) || R <- Rounds]), 1))
     || Answer <- [fun(R) -> {sorry, {accept, R}} end, fun(_) -> {sorry, {0, na}} end]].

votes_that_name_the_acceptor_before_the_round_are_read_test() ->
    Unread = fun(Round) -> {vote, homer, Round} end,
    Taken = fun(Round) -> [{6, 0, fry, 'receive', homer, Unread(Round)}] end,
    Trace = lists:append([round_of(fry, {N, fry}, Unread({N, fry})) ++ Taken({N, fry}) || N <- [1, 2, 3]]),
    ?assertEqual([<<"every vote stays unread">>], paxy_lab_causes:named(Trace, 1)).

an_acceptor_that_promised_a_higher_round_may_refuse_test() ->
    Trace = [{3, 0, homer, send, fry, {promise, {1, fry}, {0, na}, na}}, {3, 0, homer, send, leela, {promise, {1, leela}, {0, na}, na}},
             {4, 0, homer, 'receive', fry, {accept, fry, {1, fry}, red}}, {5, 0, homer, send, fry, {sorry, {accept, {1, fry}}}}],
    ?assertEqual([], paxy_lab_causes:named(Trace, 1)).
