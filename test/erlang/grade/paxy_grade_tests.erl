-module(paxy_grade_tests).

-include_lib("eunit/include/eunit.hrl").

reported(Name, Order) ->
    Me = self(),
    ok = paxy_grade:runs(Order#{trials => [lab_version:trial(Name, #{})]}, fun(Report) -> Me ! {reported, Report} end),
    flush().

flush() ->
    receive {reported, Report} -> [Report | flush()] after 0 -> [] end.

a_run_to_show_comes_with_its_events_test_() ->
    {timeout, 60, fun() ->
                          Reports = reported("refusal_is_vote", #{count => 20, ms => 30000}),
                          #{t := tried, load := 1, runs := 20, counts := #{violation := Count}, unbacked := Unbacked,
                            first := #{run := Run, verdict := violation}} = lists:last(Reports),
                          ?assert(Count > 0 andalso Unbacked > 0),
                          Again = paxy_sim:run(lab_version:trial("refusal_is_vote", #{}), Run, #{trace => true}),
                          ?assertEqual(maps:get(trace, Again), [Event || {event, _, Event} <- Reports])
                  end}.

a_folder_without_a_fault_has_no_run_to_show_test_() ->
    {timeout, 60, ?_assertMatch([#{runs := 20, counts := #{agreed := 20}, unbacked := 0} = Tried] when not is_map_key(first, Tried),
                                reported("classic", #{count => 20, ms => 30000}))}.

time_that_is_over_ends_the_runs_test_() ->
    {timeout, 60, fun() ->
                          [#{runs := Runs, causes := _}] = reported("classic", #{count => 1000000, ms => 500}),
                          ?assert(Runs < 1000000)
                  end}.
