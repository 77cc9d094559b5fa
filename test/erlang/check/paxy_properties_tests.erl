-module(paxy_properties_tests).
-include_lib("eunit/include/eunit.hrl").

lost(Trace) ->
    [Name || {Name, false, _} <- paxy_properties:of_trace([{1, 1, Actor, Kind, none, Message}
                                                           || {Actor, Kind, Message} <- Trace], [red, blue], 3)].

nothing_is_lost_where_nothing_happened_test() -> ?assertEqual([], lost([])).

two_decisions_lose_agreement_test() ->
    ?assertEqual([agreement], lost([{fry, decided, {red, 0}}, {bender, decided, {blue, 1}}])).

a_value_of_nobody_loses_validity_test() ->
    ?assertEqual([validity], lost([{fry, decided, {green, 0}}])).

a_promise_below_another_is_not_kept_test() ->
    ?assertEqual([promises_kept], lost([{homer, send, {promise, homer, {1, fry}, null, none}},
                                        {homer, send, {vote, homer, {0, fry}}}])).

two_values_of_a_ballot_are_told_test() ->
    ?assertEqual([one_value_a_ballot], lost([{fry, send, {accept, {0, fry}, red}}, {fry, send, {accept, {0, fry}, blue}}])).

majorities_for_two_values_are_told_before_anybody_decides_test() ->
    Votes = fun(Names, Ballot, Value) ->
                    lists:append([[{Name, 'receive', {accept, Ballot, Value}}, {Name, send, {vote, Name, Ballot}}] || Name <- Names])
            end,
    ?assertEqual([one_chosen], lost(Votes([homer, marge], {0, fry}, red) ++ Votes([bart, marge], {1, leela}, blue))),
    ?assertEqual([], lost(Votes([homer], {0, fry}, red) ++ Votes([bart, marge], {1, leela}, blue))).
