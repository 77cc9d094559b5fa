%% Cores that are not the built-in ones: right, wrong and broken.
-module(paxy_check_cores_tests).
-include_lib("eunit/include/eunit.hrl").

bounds(Version) ->
    #{proposers => 2, acceptors => 2, rounds => 1, version => Version, duplicates => 0, crashes => 0}.

check(Bounds) -> check(Bounds, #{}).

check(Bounds, Options) ->
    {ok, Outcome} = paxy_check:run(Bounds, Options),
    Outcome.

acceptor(Fault) ->
    #{proposer => modular_proposer, acceptor => faulty_core, rules => #{fault => Fault}, durable => [acceptor]}.

%% Acceptors.

an_acceptor_that_answers_when_its_own_timer_fires_is_right_test_() ->
    {timeout, 120, [?_assertMatch(#{ending := complete}, check(bounds(timer_acceptor))),
                    ?_assertMatch(#{ending := complete},
                                  check((bounds(timer_acceptor))#{acceptors := 1, crashes := 1}))]}.

a_crash_inside_a_timers_step_is_explored_test_() ->
    {timeout, 120, fun() ->
        Bounds = (bounds(hasty_timer_acceptor))#{acceptors := 1, crashes := 1},
        #{ending := violation, schedule := Words} = check(Bounds, #{sample_ms => 0, widen => false}),
        ?assert(lists:member(<<"homer!1">>, Words)),
        ?assertMatch({ok, #{verdict := violation}}, paxy_check:show(Bounds, Words))
    end}.

an_acceptor_that_is_silent_and_crashes_is_checked_test() ->
    Bounds = (bounds(acceptor(silent)))#{crashes => 1},
    ?assertMatch(#{ending := complete}, check(Bounds, #{progress => false})),
    ?assertMatch(#{ending := violation, schedule := [], reason := <<"from here, one more", _/binary>>}, check(Bounds)).

%% Proposers.

a_second_decision_of_one_proposer_for_another_value_is_a_violation_test() ->
    #{ending := violation, trace := Trace} = check((bounds(second_thoughts))#{proposers := 1, acceptors := 1}),
    ?assertEqual([{255, 0, 0}, {255, 0, 0}, {0, 255, 0}], [Value || {_, _, fry, decided, _, {Value, _}} <- Trace]).

a_proposer_of_a_users_is_explored_while_it_backs_off_test() ->
    {ok, #{proposers := [Usual | _]}} = paxy_check_system:new(bounds(2)),
    {ok, #{proposers := [Users | _]}} = paxy_check_system:new(bounds(second_thoughts)),
    Backoff = fun(Actor0) ->
                      {Actor, _} = paxy_check_actor:act(tick, Actor0),
                      {After, _} = paxy_check_actor:act(tick, Actor),
                      paxy_check_actor:waits(After)
              end,
    ?assertEqual(none, Backoff(Usual)),
    ?assertMatch({timer, {backoff, {0, fry}}}, Backoff(Users)).

%% What lets the checker leave it out for the built-in one.
the_built_in_proposer_ignores_everything_while_it_backs_off_test_() ->
    [fun() ->
         Version = #{proposer => waiting_proposer, acceptor => modular_acceptor, rules => Rules, durable => [acceptor]},
         {ok, System} = paxy_check_system:new((bounds(Version))#{rounds := 2}),
         {ok, #{steps := Steps, actors := Actors}} = paxy_check_local:explore(System),
         Waiting = [{Who, State} || {{{proposer, _} = Who, State}, Actor} <- maps:to_list(Actors),
                                    {timer, {backoff, _}} <- [paxy_check_actor:waits(Actor)]],
         ?assertNotEqual([], Waiting),
         [?assertEqual([tick], maps:keys(map_get(State, map_get(Who, Steps)))) || {Who, State} <- Waiting]
     end || Rules <- [#{sorry => counted}, #{sorry => ignored}]].

%% Faults: one sentence each, and an error.

faults_test_() ->
    [{atom_to_list(Fault), ?_assertMatch({match, _}, re:run(fault(acceptor(Fault)), Sentence))}
     || {Fault, Sentence} <- [{init_raises, "^acceptor homer crashed in faulty_core:init \\(line [0-9]+\\): oops$"},
                              {raises, "^acceptor [a-z]+ crashed in faulty_core:handle \\(line [0-9]+\\): oops$"},
                              {throws, "{throw,oops}"},
                              {exits, "{exit,oops}"},
                              {returns, "returned nothing, which is not {State, Effects}$"},
                              {dances, "returned {dance,wild}, which is not a valid effect for an acceptor"},
                              {decides, "returned {decided,.* is not a valid effect for an acceptor"},
                              {stranger, "nobody is not one of the run's proposers$"}]].

fault(Version) ->
    {error, Sentence} = paxy_check:run(bounds(Version), #{}),
    unicode:characters_to_binary(Sentence).

a_step_that_does_not_return_ends_the_check_test_() ->
    [{timeout, 30, fun() ->
          {error, Sentence} = paxy_check:run(bounds(acceptor(Fault)), #{call_ms_max => 1000}),
          ?assertMatch({match, _}, re:run(unicode:characters_to_binary(Sentence),
                                          "faulty_core:handle .* has not returned after 1 s"))
      end} || Fault <- [loops, sleeps]].

a_core_without_an_end_of_states_meets_the_bound_on_memory_test_() ->
    [{timeout, 120, fun() ->
          Max = erlang:memory(total) + 100_000_000,
          ?assertMatch(#{ending := memory_max, phase := tables},
                       check(bounds(acceptor(Fault)), #{memory_max => Max}))
      end} || Fault <- [grows, explodes]].

it_stops_at_once_wherever_it_is_test() ->
    self() ! stop,
    {Microseconds, Outcome} = timer:tc(fun() -> check(bounds(acceptor(grows))) end),
    ?assertMatch(#{ending := stopped}, Outcome),
    ?assert(Microseconds < 2_000_000).
