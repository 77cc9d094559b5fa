-module(paxy_faults_tests).
-include_lib("eunit/include/eunit.hrl").

schedule(Faults) -> paxy_faults:schedule(Faults, [homer, marge]).

no_faults_are_no_actions_test() ->
    ?assertEqual([], schedule([])).

a_crash_takes_one_acceptor_away_and_brings_it_back_test() ->
    ?assertEqual([{10, {leave, crash, [marge]}}, {15, {return, [marge]}}], schedule([{crash, 10, 5, 2}])).

a_crash_of_an_acceptor_that_is_not_there_is_nothing_test() ->
    ?assertEqual([], schedule([{crash, 10, 5, 3}])).

a_stop_takes_all_acceptors_away_together_test() ->
    ?assertEqual([{10, {leave, stop, [homer, marge]}}, {30, {return, [homer, marge]}}],
                 schedule([{stop, 10, 20, acceptors}])).

trial(Faults, Version) ->
    #{faults => Faults, version => Version, proposers => 2, acceptors => 1, sleep => [0]}.

a_proposer_comes_back_where_its_version_says_so_test() ->
    Faults = [{restart, 10, 5, 2}],
    ?assertEqual([{10, {fall, [bender]}}, {15, {rise, [bender]}}], paxy_faults:schedule(trial(Faults, stores_ballot))),
    ?assertEqual([{10, {fall, [bender]}}], paxy_faults:schedule(trial(Faults, 2))),
    ?assertEqual([{12, stop_proposers}, {10, {fall, [bender]}}],
                 lists:reverse(paxy_faults:schedule(trial([{stop, 12, 1, proposers} | Faults], stores_ballot)))).

stopped_proposers_do_not_come_back_test() ->
    ?assertEqual([{10, stop_proposers}], schedule([{stop, 10, 20, proposers}])).

an_acceptor_is_away_until_the_last_of_its_faults_is_over_test() ->
    ?assertEqual([{0, {leave, crash, [homer]}}, {50, {leave, stop, [marge]}},
                  {150, {return, [homer, marge]}}],
                 schedule([{crash, 0, 100, 1}, {stop, 50, 100, acceptors}])).

cuts_that_overlap_are_one_test() ->
    ?assertEqual([{0, {network, cut}}, {30, {network, heal}}, {40, {network, cut}}, {50, {network, heal}}],
                 schedule([{cut, 40, 10}, {cut, 10, 20}, {cut, 0, 20}])).

partitions_that_overlap_are_one_and_end_by_themselves_test() ->
    ?assertEqual([{0, {partition, 30}}, {40, {partition, 10}}],
                 schedule([{partition, 40, 10}, {partition, 10, 20}, {partition, 0, 20}])),
    ?assertEqual([{proposer, {tell, {network, parted}}}, {acceptor, {tell, {network, parted}}}],
                 paxy_faults:instructions({partition, 30}, [fry])).

of_two_duplications_the_later_one_counts_while_it_lasts_test() ->
    ?assertEqual([{At, {network, {duplicate, Percent}}} || {At, Percent} <- [{0, 50}, {10, 80}, {20, 50}, {30, off}]],
                 schedule([{duplicate, 0, 30, 50}, {duplicate, 10, 10, 80}])).

links(Faults) -> paxy_faults:schedule((trial(Faults, 2))#{acceptors := 2}).

a_lost_link_is_lost_in_the_ways_that_its_fault_says_test() ->
    [?assertEqual([{10, {network, {links, maps:from_keys(Ways, lost)}}}, {15, {network, {links, #{}}}}],
                  links([{unlink, 10, 5, 2, 1, Lost}]))
     || {Lost, Ways} <- [{requests, [{bender, homer}]}, {replies, [{homer, bender}]}, {both, [{bender, homer}, {homer, bender}]}]].

of_faults_of_one_link_a_loss_counts_and_else_the_slowest_test() ->
    Links = fun(One, Other) -> {network, {links, #{{fry, marge} => One, {marge, fry} => Other}}} end,
    ?assertEqual([{0, Links(20, 20)}, {10, Links(80, 80)}, {20, Links(80, lost)}, {30, Links(20, 20)}, {40, {network, {links, #{}}}}],
                 links([{slow, 10, 20, 1, 2, 80}, {unlink, 20, 10, 1, 2, replies}, {slow, 0, 40, 1, 2, 20}])).

actions_are_in_the_order_of_time_test() ->
    Times = [At || {At, _} <- schedule([{cut, 40, 10}, {crash, 5, 100, 1}, {duplicate, 1, 42, 3}, {stop, 60, 1, proposers}])],
    ?assertEqual(lists:sort(Times), Times).

every_action_has_a_mark_for_people_test() ->
    Actions = [A || {_, A} <- schedule([{cut, 40, 10}, {crash, 5, 9, 1}, {stop, 30, 9, acceptors},
                                        {stop, 60, 1, proposers}, {duplicate, 1, 42, 3}, {partition, 5, 5}])],
    [?assertNotEqual(<<>>, iolist_to_binary(paxy_faults:mark(Action))) || Action <- Actions].

the_mark_of_links_names_both_ends_and_their_fate_test() ->
    ?assertEqual([<<"fry -> homer: messages take 80 ms more; homer -> fry: messages are lost">>, <<"all links are as usual again">>],
                 [iolist_to_binary(paxy_faults:mark({network, {links, Links}}))
                  || Links <- [#{{fry, homer} => 80, {homer, fry} => lost}, #{}]]).

those_that_leave_are_told_and_the_others_stop_sending_to_them_test() ->
    ?assertEqual([{acceptor, {leave, crash, [homer]}}, {proposer, {tell, {peers, #{homer => away}}}}],
                 paxy_faults:instructions({leave, crash, [homer]}, [fry])),
    ?assertEqual([{proposer, {leave, stop, all}}, {acceptor, {tell, {peers, #{fry => away}}}}],
                 paxy_faults:instructions(stop_proposers, [fry])).

both_sides_learn_of_a_change_of_the_network_test() ->
    [?assertEqual([{proposer, {tell, Action}}, {acceptor, {tell, Action}}], paxy_faults:instructions(Action, [fry]))
     || Action <- [{network, cut}, {network, {duplicate, 20}}, {network, {links, #{{fry, homer} => lost}}}]].
