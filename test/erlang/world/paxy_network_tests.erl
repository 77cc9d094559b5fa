-module(paxy_network_tests).
-include_lib("eunit/include/eunit.hrl").

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{proposers => 3, acceptors => 5, drop => 0, delay => 0, version => 2, seed => 1},
               Changes).

network(Changes) ->
    network(1, Changes).
network(Run, Changes) ->
    paxy_network:of_run(Run, paxy_network:new(trial(Changes))).

vote(Round) -> {vote, homer, {Round, fry}}.
promise(Round) -> {promise, homer, {Round, fry}, null, none}.
sorry(Round) -> {sorry, homer, accept, {Round, fry}}.

reply(Message, Network) -> element(1, paxy_network:send(reply, homer, fry, Message, Network)).
request(Message, Network) -> element(1, paxy_network:send(request, fry, homer, Message, Network)).

%% The fates of one kind of message, in rounds 0 to Count - 1.
replies(Count, Kind, Network) -> [reply(Kind(Round), Network) || Round <- lists:seq(0, Count - 1)].

a_perfect_network_delivers_at_once_test() ->
    ?assertEqual(lists:duplicate(10, [0]), replies(10, fun vote/1, network(#{}))),
    ?assertEqual([0], request({prepare, {0, fry}}, network(#{}))),
    ?assert(paxy_network:is_prompt(network(#{delay => 10}))).

drop_loses_about_its_share_of_replies_test() ->
    Lost = length([lost || [] <- replies(10000, fun vote/1, network(#{drop => 30}))]),
    ?assert(abs(Lost - 3000) < 250),
    ?assertEqual([[]], lists:usort(replies(100, fun vote/1, network(#{drop => 100})))).

a_scope_spares_the_other_kinds_test() ->
    Network = network(#{drop => 100, drop_scope => [promises, refusals]}),
    ?assertEqual([[0]], lists:usort(replies(50, fun vote/1, Network))),
    ?assertEqual([[]], lists:usort(replies(50, fun promise/1, Network))),
    ?assertEqual([[]], lists:usort(replies(50, fun sorry/1, Network))).

delays_are_whole_ms_from_1_to_delay_test() ->
    ?assertEqual([[Ms] || Ms <- lists:seq(1, 5)], lists:usort(replies(500, fun vote/1, network(#{delay => 5})))).

kinds_outside_the_scope_of_delays_arrive_at_once_test() ->
    Network = network(#{delay => 5, delay_scope => [votes]}),
    ?assertEqual([[0]], lists:usort(replies(50, fun promise/1, Network))),
    ?assertNot(lists:member([0], replies(50, fun vote/1, Network))).

a_doubled_reply_arrives_twice_each_with_its_own_delay_test() ->
    Doubled = replies(200, fun vote/1, network(#{delay => 5, duplicate => 100})),
    ?assert(lists:all(fun(Delays) -> length(Delays) =:= 2 end, Doubled)),
    ?assert(lists:any(fun([A, B]) -> A =/= B end, Doubled)).

duplication_can_be_switched_on_and_off_test() ->
    On = paxy_network:obey({duplicate, 100}, network(#{})),
    ?assertEqual([0, 0], reply(vote(0), On)),
    ?assertEqual([0], reply(vote(0), paxy_network:obey({duplicate, off}, On))),
    Usual = network(#{duplicate => 100}),
    ?assertEqual([0], reply(vote(0), paxy_network:obey({duplicate, 0}, Usual))),
    ?assertEqual([0, 0], reply(vote(0), paxy_network:obey({duplicate, off}, paxy_network:obey({duplicate, 0}, Usual)))).

requests_are_lost_late_and_doubled_too_test() ->
    Prepares = [request({prepare, {Round, fry}}, network(#{request_drop => 30, request_delay => 5,
                                                           request_duplicate => 20})) || Round <- lists:seq(1, 5000)],
    ?assert(abs(length([lost || [] <- Prepares]) - 1500) < 200),
    ?assert(abs(length([twice || [_, _] <- Prepares]) - 700) < 150),
    ?assertEqual(lists:seq(1, 5), lists:usort(lists:append(Prepares))),
    ?assertEqual([0], reply(vote(0), network(#{request_drop => 100}))).

%% Luck belongs to the message.

luck(Message, Network) -> reply(Message, Network).

noisy() -> #{drop => 20, delay => 1000}.

a_message_has_the_same_luck_whatever_was_sent_before_it_test() ->
    Network0 = network(noisy()),
    {_, Network} = paxy_network:send(reply, marge, bender, {vote, marge, {3, bender}}, Network0),
    ?assertEqual(replies(50, fun vote/1, Network0), replies(50, fun vote/1, Network)).

another_run_phase_acceptor_or_proposer_has_luck_of_its_own_test() ->
    Rounds = lists:seq(1, 50),
    Of = fun(From, To, Message) -> [element(1, paxy_network:send(reply, From, To, Message(Round), network(noisy())))
                                    || Round <- Rounds] end,
    All = [replies(50, fun vote/1, network(noisy())), replies(50, fun vote/1, network(2, noisy())),
           replies(50, fun promise/1, network(noisy())),
           Of(marge, fry, fun(Round) -> {vote, marge, {Round, fry}} end),
           Of(homer, bender, fun(Round) -> {vote, homer, {Round, bender}} end)],
    ?assertEqual(5, length(lists:usort(All))).

a_promise_and_a_refusal_of_one_request_share_their_luck_test() ->
    Network = network(noisy()),
    ?assertEqual([luck(vote(Round), Network) || Round <- lists:seq(1, 50)],
                 [luck(sorry(Round), Network) || Round <- lists:seq(1, 50)]).

the_answer_to_a_doubled_request_has_luck_of_its_own_test() ->
    Network = network((noisy())#{request_duplicate => 50}),
    Twice = [begin
                 {First, Network1} = paxy_network:send(reply, homer, fry, vote(Round), Network),
                 {First, reply(vote(Round), Network1)}
             end || Round <- lists:seq(1, 50)],
    ?assert(length([same || {Same, Same} <- Twice]) < 10).

%% Cuts and absences.

nothing_passes_a_cut_line_test() ->
    Cut = paxy_network:obey(cut, network(#{})),
    ?assertEqual({[], false}, {reply(vote(0), Cut), paxy_network:passes(fry, Cut)}),
    Whole = paxy_network:obey(heal, Cut),
    ?assertEqual({[0], true}, {reply(vote(0), Whole), paxy_network:passes(fry, Whole)}).

nothing_reaches_those_that_are_away_test() ->
    Away = paxy_network:obey({away, [homer, marge]}, network(#{})),
    ?assertEqual({[], false}, {request({prepare, {0, fry}}, Away), paxy_network:passes(homer, Away)}),
    ?assertEqual({[0], true}, {reply(vote(0), Away), paxy_network:passes(fry, Away)}),
    Back = paxy_network:obey({back, [homer]}, Away),
    ?assertEqual({[0], true}, {request({prepare, {0, fry}}, Back), paxy_network:passes(homer, Back)}),
    ?assertNot(paxy_network:passes(marge, Back)).

a_link_loses_or_delays_what_is_sent_one_way_and_no_other_test() ->
    Prepare = {prepare, {0, fry}},
    Lost = paxy_network:obey({links, #{{homer, fry} => lost}}, network(#{})),
    ?assertEqual({[], [0]}, {reply(vote(0), Lost), request(Prepare, Lost)}),
    ?assertEqual([0], element(1, paxy_network:send(reply, marge, fry, vote(0), Lost))),
    ?assert(paxy_network:passes(fry, Lost)),
    Slow = paxy_network:obey({links, #{{fry, homer} => 80}}, Lost),
    ?assertEqual({[0], [80]}, {reply(vote(0), Slow), request(Prepare, Slow)}),
    ?assertNot(paxy_network:is_prompt(Slow)),
    Usual = paxy_network:obey({links, #{}}, Slow),
    ?assertEqual({[0], [0], true}, {reply(vote(0), Usual), request(Prepare, Usual), paxy_network:is_prompt(Usual)}).

%% So a run with a slow link can be compared with the same one without it.
the_luck_of_a_message_on_a_slow_link_is_its_own_test() ->
    Usual = network((noisy())#{duplicate => 30}),
    Slow = paxy_network:obey({links, #{{homer, fry} => 80}}, Usual),
    ?assertEqual([[Ms + 80 || Ms <- Delays] || Delays <- replies(200, fun vote/1, Usual)], replies(200, fun vote/1, Slow)).

%% A run that is made smaller names the messages that are lost in it.
named_messages_are_lost_test() ->
    Lost = [{fry, homer, prepare, 0}],
    Trial = (paxy_trial:defaults())#{sleep => [0], proposers => 2, acceptors => 2, drop => 0, delay => 0, seed => 1,
                                     version => 2, lost => Lost},
    Network = paxy_network:new(Trial),
    ?assertNot(paxy_network:is_prompt(Network)),
    Sent = fun(To, Message) -> element(1, paxy_network:send(request, fry, To, Message, Network)) end,
    ?assertEqual([], Sent(homer, {prepare, {0, fry}})),
    ?assertEqual([0], Sent(homer, {prepare, {1, fry}})),
    ?assertEqual([0], Sent(marge, {prepare, {0, fry}})),
    ?assertEqual([0], Sent(homer, {accept, {0, fry}, red})).

a_message_is_identified_whatever_its_form_test() ->
    [?assertEqual({homer, fry, Kind, 3}, paxy_network:identity(homer, fry, Message))
     || {Kind, Message} <- [{promise, {promise, homer, {3, fry}, null, none}}, {promise, {promise, {3, fry}, {0, 0}, na}},
                            {sorry, {sorry, {prepare, {3, fry}}}}, {prepare, {prepare, self(), {3, fry}}}, {vote, {vote, {3, fry}}}]],
    ?assertEqual({a, b, hello, none}, paxy_network:identity(a, b, {hello, x})).

%% A folder's actor may have more than one process; on nodes the network sees the message alone.
a_message_to_another_process_has_the_luck_of_the_message_test() ->
    Enveloped = fun(Message) -> {'$process', self(), Message} end,
    [?assertEqual({Round, reply(vote(Round), network(noisy()))}, {Round, reply(Enveloped(vote(Round)), network(noisy()))})
     || Round <- lists:seq(1, 50)],
    Lost = network(#{lost => [paxy_network:identity(fry, homer, {prepare, {3, fry}})]}),
    ?assertEqual([], request(Enveloped({prepare, {3, fry}}), Lost)),
    ?assertEqual([0], request(Enveloped({prepare, {4, fry}}), Lost)).
