-module(paxy_witness_tests).
-include_lib("eunit/include/eunit.hrl").

seen(Events) ->
    paxy_witness:seen([{1, 1, Actor, Kind, none, Message} || {Actor, Kind, Message} <- Events], #{fry => red, leela => blue}).

nothing_is_seen_where_nothing_happened_test() -> ?assertEqual([], seen([])).

each_event_of_interest_is_seen_where_it_happens_and_nowhere_else_test() ->
    Prepare = fun(Name, Round) -> {Name, send, {prepare, {Round, Name}}} end,
    Vote = fun(Name, Ballot) -> {Name, send, {vote, Name, Ballot}} end,
    Cases = [{['second-round'], [Prepare(fry, 0), Prepare(fry, 1)]},
             {[refusal], [{fry, 'receive', {sorry, homer, prepare, {0, fry}}}]},
             {['rival-ballots'], [{homer, send, {promise, homer, {0, fry}, null, none}}, {homer, send, {promise, homer, {0, leela}, null, none}}]},
             {['second-round', 'stale-promise'], [Prepare(fry, 1), {fry, 'receive', {promise, homer, {0, fry}, null, none}}]},
             {['second-round', 'stale-vote'], [Prepare(fry, 1), {fry, 'receive', {vote, homer, {0, fry}}}]},
             {['adopted-value'], [{fry, send, {accept, {0, fry}, blue}}]},
             {['split-vote'], [{fry, send, {accept, {0, fry}, red}}, {leela, send, {accept, {0, leela}, blue}},
                               Vote(homer, {0, fry}), Vote(marge, {0, leela})]},
             {['lost-vote'], [{homer, lost, {vote, homer, {0, fry}}}]},
             {['crash-after-vote'], [Vote(homer, {0, fry}), {homer, crash, none}]},
             {['proposer-back'], [{fry, crash, none}, {fry, recover, none}]},
             {[], [Prepare(fry, 0), {fry, 'receive', {promise, homer, {0, fry}, null, none}}, {homer, crash, none}, {homer, recover, none},
                   {fry, send, {accept, {0, fry}, red}}, Vote(homer, {0, fry}), Vote(marge, {0, fry})]}],
    [?assertEqual({Seen, Events}, {seen(Events), Events}) || {Seen, Events} <- Cases],
    ?assertEqual(lists:sort(paxy_witness:names()), lists:usort(lists:append([Seen || {Seen, _} <- Cases]))).

simulated_runs_are_counted_one_by_one_test() ->
    Trial = (paxy_trial:defaults())#{sleep => [0], proposers => 3, acceptors => 5, drop => 5, delay => 100, timeout => 100,
                                     backoff => 50, version => 2, time_limit => 30000, seed => 1},
    Names = paxy_witness:names(),
    Counts = paxy_witness:count(Trial, [{1, 7}, {11, 13}], Names),
    Values = maps:from_list([{Name, Value} || {Name, Value, _} <- paxy_trial:proposers(Trial)]),
    Seen = [paxy_witness:seen(maps:get(trace, paxy_sim:run(Trial, Run, #{trace => true})), Values) || Run <- lists:seq(1, 7) ++ lists:seq(11, 23)],
    ?assertEqual(maps:from_list([{Name, length([One || One <- Seen, lists:member(Name, One)])} || Name <- Names]), Counts),
    ?assert(map_get(refusal, Counts) > 0).
