-module(paxy_lab_trace_tests).

-include_lib("eunit/include/eunit.hrl").

noted(Us, Actor, Kind, Peer, Message) -> noted(Us, Actor, Kind, Peer, Message, []).
noted(Us, Actor, Kind, Peer, Message, Ms) -> {noted, Us, Actor, Kind, Peer, Message, none, Ms}.

joined(Notes) ->
    [{Clock, Actor, Kind, Peer, Message} || {Clock, _, Actor, Kind, Peer, Message} <- paxy_lab_trace:joined(Notes)].

what_is_taken_names_who_sent_it_test() ->
    ?assertEqual([{1, fry, send, homer, hi}, {2, homer, 'receive', fry, hi}],
                 joined([noted(20, homer, 'receive', none, hi), noted(10, fry, send, homer, hi, [0])])).

clocks_of_two_hosts_that_differ_do_not_receive_before_sending_test() ->
    ?assertMatch([{1, fry, send, homer, hi}, {2, homer, 'receive', fry, hi}, {3, homer, send, fry, ho}, {4, fry, 'receive', homer, ho}],
                 joined([noted(5, homer, 'receive', none, hi), noted(6, homer, send, fry, ho, [0]),
                         noted(100, fry, send, homer, hi, [0]), noted(110, fry, 'receive', none, ho)])).

messages_between_processes_of_one_actor_are_left_out_test() ->
    ?assertEqual([], joined([noted(1, homer, 'receive', none, {get, key})])).

a_message_that_nobody_took_is_received_when_it_arrived_test() ->
    Sent = [noted(1, homer, send, fry, {vote, 1}, [3]), noted(9000, homer, timer, none, none)],
    ?assert(lists:member({2, fry, 'receive', homer, {vote, 1}}, joined(Sent))),
    %% Where somebody crashed, nobody knows.
    ?assertNot(lists:member(fry, [Actor || {_, Actor, 'receive', _, _} <- joined(Sent ++ [noted(2, fry, crash, none, none)])])).

of_equal_messages_the_one_that_arrived_first_is_taken_test() ->
    Notes = [noted(1, homer, send, fry, {vote, 1}, [30]), noted(2, marge, send, fry, {vote, 1}, [10]),
             noted(10100, fry, 'receive', none, {vote, 1}), noted(30100, fry, 'receive', none, {vote, 1})],
    ?assertEqual([marge, homer], [Peer || {_, _, fry, 'receive', Peer, _} <- lists:keysort(2, paxy_lab_trace:joined(Notes))]).

clocks_without_a_first_one_still_give_every_event_test() ->
    Notes = [noted(1, homer, 'receive', none, hi), noted(2, homer, send, fry, ho, [0]),
             noted(3, fry, 'receive', none, ho), noted(4, fry, send, homer, hi, [0])],
    ?assertEqual(4, length(joined(Notes))).
