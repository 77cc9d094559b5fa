-module(paxy_explore_tests).
-include_lib("eunit/include/eunit.hrl").

bounds(Proposers, Acceptors, Rounds, Version) ->
    #{proposers => Proposers, acceptors => Acceptors, rounds => Rounds, version => Version,
      duplicates => 0, crashes => 0}.

view(Bounds, Question) ->
    {ok, Session} = paxy_explore:start(Bounds),
    {ok, View} = paxy_explore:ask(Session, Question),
    View.

lost(#{properties := Properties}) -> [Name || {Name, false, _} <- Properties].

%% Every choice that is offered can be taken, in every way that is offered.
each_choice_can_be_taken_test_() ->
    {timeout, 120, fun() ->
        Seed = test_seed:seed(),
        {ok, Session} = paxy_explore:start(bounds(2, 3, 2, amnesia)),
        [begin
             {ok, #{words := Words, choices := Choices}} = paxy_explore:ask(Session, {on, [], random, Steps, Seed}),
             [?assertMatch({ok, _}, paxy_explore:ask(Session, {at, Words ++ [Word]}))
              || Choice <- Choices, Word <- ways(Choice)]
         end || Steps <- lists:seq(1, 25)]
    end}.

ways(#{word := Word, kind := Kind, effects := Effects}) ->
    [Word] ++ [<<Word/binary, Fate/binary>> || Fate <- [<<"-">>, <<"+">>], Kind =:= deliver]
        ++ [<<Word/binary, "!", (integer_to_binary(N))/binary>> || N <- lists:seq(1, Effects)].

%% This version's proposers store their ballot before they send it.
a_crash_within_a_start_is_offered_test() ->
    Bounds = bounds(1, 1, 1, stores_ballot),
    #{choices := Choices} = view(Bounds, {at, []}),
    ?assertMatch([2], [Effects || #{kind := start, word := <<"fry">>, effects := Effects} <- Choices]),
    ?assertMatch(#{words := [<<"fry!1">>]}, view(Bounds, {at, [<<"fry!1">>]})).

%% A session that went elsewhere shows what a new one shows.
going_back_is_going_there_again_test() ->
    {ok, Session} = paxy_explore:start(bounds(2, 3, 2, 2)),
    {ok, #{words := Words}} = paxy_explore:ask(Session, {on, [], random, 20, 7}),
    {Begin, _} = lists:split(9, Words),
    {ok, Back} = paxy_explore:ask(Session, {at, Begin}),
    ?assertEqual(view(bounds(2, 3, 2, 2), {at, Begin}), Back).

the_clock_leads_version_2_to_a_decision_test() ->
    #{actors := Actors, at := At} = View = view(bounds(1, 3, 2, 2), {on, [], clock, 1000, 1}),
    ?assertEqual([], lost(View)),
    ?assertMatch([[_]], [Decided || #{role := proposer, decided := Decided} <- Actors]),
    ?assert(At >= 4 andalso At =< 40).

%% What the checker finds is a violation here, too, after the last step and not before.
a_schedule_of_the_checker_loses_agreement_in_its_last_step_test_() ->
    {timeout, 60, fun() ->
        Bounds = bounds(2, 3, 2, stale_promises),
        {ok, #{ending := violation, schedule := Words}} = paxy_check:run(Bounds, #{}),
        ?assert(lists:member(agreement, lost(view(Bounds, {at, Words})))),
        ?assertNot(lists:member(agreement, lost(view(Bounds, {at, lists:droplast(Words)}))))
    end}.

a_run_of_the_simulator_can_be_followed_test() ->
    Trial = (paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 5, drop => 10, delay => 40,
                                     timeout => 50, backoff => 10, version => 2, time_limit => 30000, seed => 3},
    #{trace := Trace} = paxy_sim:run(Trial, 1, #{trace => true}),
    Events = [{Kind, Actor, Peer, iolist_to_binary(paxy_json:encode(Message))} || {_, _, Actor, Kind, Peer, Message} <- Trace],
    #{trace := Followed} = view((bounds(3, 5, 50, 2))#{backoff => true}, {follow, Events}),
    Seen = fun(Some) -> [{Actor, Kind, Peer, Message} || {_, _, Actor, Kind, Peer, Message} <- Some,
                                                         lists:member(Kind, ['receive', timer, decided])] end,
    ?assertEqual(Seen(Trace), Seen(Followed)).

what_is_not_possible_is_said_test() ->
    {ok, Session} = paxy_explore:start(bounds(2, 3, 2, 2)),
    ?assertEqual({error, <<"step 2 of the schedule, homer:9, is not possible there">>},
                 paxy_explore:ask(Session, {at, [<<"fry">>, <<"homer:9">>]})),
    ?assertMatch({ok, #{words := []}}, paxy_explore:ask(Session, {at, []})).

%% 5 proposers, 10 acceptors, after 200 steps: well below the 50 ms that a key may take.
a_large_system_answers_soon_test() ->
    {ok, Session} = paxy_explore:start(bounds(5, 10, 20, 2)),
    {ok, #{words := Words}} = paxy_explore:ask(Session, {on, [], random, 200, 1}),
    {ok, #{choices := [#{word := Word} | _]}} = paxy_explore:ask(Session, {at, Words}),
    {Us, {ok, _}} = timer:tc(fun() -> paxy_explore:ask(Session, {at, Words ++ [Word]}) end),
    io:format("~w us~n", [Us]),
    ?assert(Us < 500_000).
