-module(paxy_network_tests).
-include_lib("eunit/include/eunit.hrl").

-define(VOTE, {vote, homer, {0, fry}}).
-define(PROMISE, {promise, homer, {0, fry}, null, none}).

network(Changes) ->
    Options = maps:merge(#{drop => 0, delay => 0, duplicate => 0, drop_scope => replies}, Changes),
    paxy_network:new(Options, paxy_random:stream("network")).

replies(Count, Message, Network) ->
    element(1, lists:mapfoldl(fun(_, N) -> paxy_network:reply(Message, N) end, Network, lists:seq(1, Count))).

a_perfect_network_delivers_at_once_test() ->
    ?assertEqual(lists:duplicate(10, [0]), replies(10, ?VOTE, network(#{}))).

drop_loses_about_its_share_of_replies_test() ->
    Lost = length([lost || [] <- replies(10000, ?VOTE, network(#{drop => 30}))]),
    ?assert(abs(Lost - 3000) < 250),
    ?assertEqual([[]], lists:usort(replies(100, ?VOTE, network(#{drop => 100})))).

drop_of_promises_alone_spares_votes_test() ->
    Network = network(#{drop => 100, drop_scope => promises}),
    ?assertEqual([[0]], lists:usort(replies(50, ?VOTE, Network))),
    ?assertEqual([[]], lists:usort(replies(50, ?PROMISE, Network))).

delays_are_whole_ms_from_1_to_delay_test() ->
    ?assertEqual([[Ms] || Ms <- lists:seq(1, 5)], lists:usort(replies(500, ?VOTE, network(#{delay => 5})))).

a_doubled_reply_arrives_twice_each_with_its_own_delay_test() ->
    Doubled = replies(200, ?VOTE, network(#{delay => 5, duplicate => 100})),
    ?assert(lists:all(fun(Delays) -> length(Delays) =:= 2 end, Doubled)),
    ?assert(lists:any(fun([A, B]) -> A =/= B end, Doubled)).

duplication_can_be_switched_on_and_off_test() ->
    On = paxy_network:duplicate(100, network(#{})),
    ?assertEqual([[0, 0]], replies(1, ?VOTE, On)),
    ?assertEqual([[0]], replies(1, ?VOTE, paxy_network:duplicate(0, On))).
