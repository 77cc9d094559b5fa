-module(paxy_epmd_tests).

-include_lib("eunit/include/eunit.hrl").

a_peer_that_was_told_of_is_known_by_its_name_test() ->
    ok = paxy_epmd:set_peers([{'paxy-acc@b.host', {10, 0, 0, 2}, 4711, call}]),
    ?assertEqual({port, 4711, 6}, paxy_epmd:port_please("paxy-acc", {127, 0, 0, 1})),
    ?assertEqual({port, 4711, 6}, paxy_epmd:port_please('paxy-acc', "127.0.0.1", 1000)).

nobody_else_is_known_test() ->
    ok = paxy_epmd:set_peers([]),
    ?assertEqual(noport, paxy_epmd:port_please("paxy-acc", {127, 0, 0, 1})),
    ?assertEqual({error, address}, paxy_epmd:names("127.0.0.1")).

a_peer_is_found_at_the_address_that_was_told_test() ->
    ok = paxy_epmd:set_peers([{'paxy-acc@b.host', {10, 0, 0, 2}, 4711, wait}]),
    ?assertEqual({ok, {10, 0, 0, 2}}, paxy_epmd:address_please("paxy-acc", "b.host", inet)).

every_other_address_is_the_loopback_test() ->
    ok = paxy_epmd:set_peers([]),
    ?assertEqual({ok, {127, 0, 0, 1}}, paxy_epmd:address_please("paxy-acc", "example.org", inet)).
