-module(paxy_lines_tests).
-include_lib("eunit/include/eunit.hrl").

%% The lines of some effects of fry, 242 ms after the start.
told(Effects) ->
    {News, _} = lists:mapfoldl(fun paxy_lines:news/2, paxy_lines:narrator(aloud), Effects),
    [paxy_lines:line(fry, 242, One) || One <- lists:append(News)].

a_round_that_decides_is_told_in_the_classic_lines_test() ->
    ?assertEqual([<<"[Proposer fry] Phase 1: round {2,fry}">>,
                  <<"[Proposer fry] Phase 2: round {2,fry} proposal {255,0,0}">>,
                  <<"[Proposer fry] DECIDED {255,0,0} in round {2,fry} after 242 ms">>],
                 told([{broadcast, {prepare, {2, fry}}}, {timer, {prepare, {2, fry}}, 100},
                       {broadcast, {accept, {2, fry}, {255, 0, 0}}}, {timer, {accept, {2, fry}}, 100},
                       {decided, {255, 0, 0}, 2}])).

an_aborted_round_is_told_once_test() ->
    ?assertEqual([<<"[Proposer fry] Phase 1: round {0,fry}">>, <<"[Proposer fry] aborted round {0,fry}">>,
                  <<"[Proposer fry] Phase 1: round {1,fry}">>],
                 told([{broadcast, {prepare, {0, fry}}}, {timer, {backoff, {0, fry}}, {uniform, 10}},
                       {broadcast, {prepare, {1, fry}}}])).

without_a_backoff_the_next_round_tells_of_the_abort_test() ->
    ?assertEqual([<<"[Proposer fry] Phase 1: round {0,fry}">>, <<"[Proposer fry] aborted round {0,fry}">>,
                  <<"[Proposer fry] Phase 1: round {1,fry}">>, <<"[Proposer fry] aborted round {1,fry}">>,
                  <<"[Proposer fry] gave up before round 2">>],
                 told([{broadcast, {prepare, {0, fry}}}, {broadcast, {prepare, {1, fry}}}, {gave_up, 2}])).

a_silent_narrator_tells_nothing_test() ->
    ?assertEqual({[], silent}, paxy_lines:news({decided, {255, 0, 0}, 2}, paxy_lines:narrator(silent))).
