%%% The contract of cores, from one table: on nodes, in virtual time and under
%%% every schedule a core gets the same verdict, for the same reason in the same
%%% words.
-module(paxy_contract_tests).
-include_lib("eunit/include/eunit.hrl").

trial(Changes) ->
    maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 1, acceptors => 1, drop => 0, delay => 0,
                                        timeout => 50, backoff => 0, time_limit => 300, seed => 1},
               Changes).

%% Each case: a sentence, the role, the core's own lines, changes to the trial, verdict and reason.
cases() ->
    sound() ++ broken() ++ crashing() ++ returning() ++ deciding().

sound() ->
    [{"an acceptor that ignores lower ballots without a word", acceptor,
      [{handle, "handle(Event, S0) when S0 =/= none -> {S, Effects} = classic(Event, S0),\n"
                "    {S, [E || E <- Effects, not (element(1, E) =:= send andalso element(1, element(3, E)) =:= sorry)]}"}],
      #{proposers => 2, acceptors => 3}, agreed, ""},
     {"an acceptor that replies when its own timer fires", acceptor,
      [{init, "{idle, modular_acceptor:init(Config)}"}, {recover, "{idle, modular_acceptor:recover(Config, Stored)}"},
       {handle, "handle({timer, Event}, {idle, S0}) -> {S, Effects} = classic(Event, S0), {{idle, S}, Effects};\n"
                "handle(Event, State) -> {State, [{timer, Event, 1}]}"}],
      #{}, agreed, ""},
     {"an acceptor that sends twice", acceptor,
      [{handle, "handle(Event, State) when State =/= none -> {S, Effects} = classic(Event, State), {S, Effects ++ [lists:last(Effects)]}"}],
      #{acceptors => 3}, agreed, ""}].

broken() ->
    [broken_case(Sentence, Role, Effects, Reason)
     || {Sentence, Role, Effects, Reason} <-
            [{"an effect that does not exist", acceptor, "[{dance}]",
              "returned {dance}, which is not a valid effect for an acceptor (valid: store, send, timer)"},
             {"an acceptor that broadcasts", acceptor, "[{broadcast, {hi}}]",
              "returned {broadcast,{hi}}, which is not a valid effect for an acceptor (valid: store, send, timer)"},
             {"an acceptor that decides", acceptor, "[{decided, red, 0}]",
              "returned {decided,red,0}, which is not a valid effect for an acceptor (valid: store, send, timer)"},
             {"a proposer that stores", proposer, "[{store, it}]",
              "returned {store,it}, which is not a valid effect for a proposer (valid: send, timer, broadcast, decided, gave_up)"},
             {"a message to nobody", acceptor, "[{send, nobody, {hi}}]",
              "returned {send,nobody,{hi}}, but nobody is not one of the run's proposers"},
             {"a message to its own side", proposer, "[{send, fry, {hi}}]",
              "returned {send,fry,{hi}}, but fry is not one of the run's acceptors"},
             {"a message that is not a tuple", acceptor, "[{send, fry, hi}]",
              "returned {send,fry,hi}, but a message is a tuple that begins with its kind, as {prepare, Ballot} does"},
             {"a message without a kind", proposer, "[{broadcast, {}}]",
              "returned {broadcast,{}}, but a message is a tuple that begins with its kind, as {prepare, Ballot} does"},
             {"a wait below 0", proposer, "[{timer, t, -5}]",
              "returned {timer,t,-5}, but a timer takes a whole number of ms from 0 to 4294967295, "
              "or {uniform, Max} with Max from 1 to 67108864"},
             {"a draw from nothing", acceptor, "[{timer, t, {uniform, 0}}]",
              "returned {timer,t,{uniform,0}}, but a timer takes a whole number of ms from 0 to 4294967295, "
              "or {uniform, Max} with Max from 1 to 67108864"},
             {"a decision in no round", proposer, "[{decided, red, minus_one}]",
              "returned {decided,red,minus_one}, but a round is a whole number from 0 to 9007199254740991"},
             {"giving up in no round", proposer, "[{gave_up, -1}]",
              "returned {gave_up,-1}, but a round is a whole number from 0 to 9007199254740991"},
             {"a decision for a fun", proposer, "[{decided, {fun erlang:halt/0}, 0}]",
              "returned {decided,{fun erlang:halt/0},0}, but a decided value must be plain data, "
              "without processes, references or funs"},
             {"effects after a valid one", acceptor, "[{store, it}, {dance}]",
              "returned {dance}, which is not a valid effect for an acceptor (valid: store, send, timer)"},
             {"a list without an end", acceptor, "[{store, it} | dance]",
              "returned effects that end in dance, which is not a list"}]]
        ++ [{"a step that returns no state", acceptor, [{handle, "handle(_, State) when State =/= none -> foo"}], #{}, failed,
             "acceptor homer: small:handle returned foo, which is not {State, Effects}"},
            {"a step whose effects are not a list", proposer, [{handle, "handle(_, State) when State =/= none -> {ok, none}"}], #{}, failed,
             "proposer fry: small:handle returned {ok,none}, which is not {State, Effects}"}].

broken_case(Sentence, Role, Effects, Reason) ->
    {Sentence, Role, [{handle, "handle(_, State) when State =/= none -> {State, " ++ Effects ++ "}"}], #{}, failed,
     who(Role) ++ ": small:handle " ++ Reason}.

who(acceptor) -> "acceptor homer";
who(proposer) -> "proposer fry".

crashing() ->
    [{"a proposer that cannot begin", proposer, [{init, "error(no)"}], #{}, failed, "proposer fry crashed in small:init"},
     {"an acceptor that cannot begin", acceptor, [{init, "throw(no)"}], #{}, failed, "acceptor homer crashed in small:init"},
     {"an error in a step", acceptor, [{handle, "handle(_, State) when State =/= none -> error(oops)"}], #{}, failed,
      "acceptor homer crashed in small:handle"},
     {"a throw in a step", proposer, [{handle, "handle(_, State) when State =/= none -> throw(oops)"}], #{}, failed,
      "proposer fry crashed in small:handle"},
     {"an exit in a step", acceptor, [{handle, "handle(_, State) when State =/= none -> exit(normal)"}], #{}, failed,
      "acceptor homer crashed in small:handle"},
     {"an acceptor that cannot come back", acceptor, [{recover, "error(forgotten)"}],
      #{faults => [{crash, 20, 20, 1}], sleep => [100]}, failed, "acceptor homer crashed in small:recover"}].

returning() ->
    Own = [{recover, "modular_proposer:recover(Config, Stored)"}],
    Away = "the time limit came first; proposer fry was away at the end",
    [{"a proposer that comes back", proposer, Own, #{faults => [{restart, 20, 20, 1}], sleep => [100]}, agreed, ""},
     {"a proposer that comes back before its sleep is over starts once", proposer,
      [{recover, "{back, modular_proposer:recover(Config, Stored)}"},
       {handle, "handle(start, {back, S}) -> {{begun, S}, [{timer, go, 150}]};\n"
                "handle(start, {begun, S}) -> {{begun, S}, [{decided, nothing, 0}]};\n"
                "handle({timer, go}, {begun, S}) -> classic(start, S)"}],
      #{faults => [{restart, 10, 20, 1}], sleep => [100]}, agreed, ""},
     {"a proposer that cannot come back", proposer, [{recover, "error(forgotten)"}],
      #{faults => [{restart, 20, 20, 1}], sleep => [100]}, failed, "proposer fry crashed in small:recover"},
     {"a proposer that is still away", proposer, Own, #{faults => [{restart, 20, 5000, 1}], sleep => [100]}, undecided, Away},
     {"a proposer whose core does not come back", proposer, [], #{faults => [{restart, 20, 20, 1}], sleep => [100]},
      undecided, Away}].

deciding() ->
    Twice = fun(Value) -> [{handle, "handle(start, State) -> {State, [{decided, {255,0,0}, 0}, " ++ Value ++ "]}"}] end,
    Later = fun(Value) -> [{handle, "handle(start, State) -> {State, [{decided, {255,0,0}, 0}, {timer, again, 20}]};\n"
                                    "handle({timer, again}, State) -> {State, [{decided, " ++ Value ++ ", 3}]}"}] end,
    [{"the same value decided twice", proposer, Twice("{decided, {255,0,0}, 7}"), #{}, agreed, ""},
     {"two values decided at once", proposer, Twice("{decided, {0,255,0}, 0}"), #{proposers => 2}, violation,
      "both {255,0,0} and {0,255,0} were decided"},
     {"another value decided later, while others still run", proposer, Later("{0,255,0}"),
      #{proposers => 2, sleep => [0, 100]}, violation, "both {255,0,0} and {0,255,0} were decided"},
     {"the same value decided later counts as one decision", proposer, Later("{255,0,0}"),
      #{proposers => 2, sleep => [0, 400]}, undecided, "the time limit came first"},
     {"a value that nobody proposed", proposer, [{handle, "handle(start, State) -> {State, [{decided, none, 0}]}"}], #{},
      violation, "none was decided, which nobody proposed"},
     {"a violation before a crash", proposer,
      [{handle, "handle(start, State) -> {State, [{decided, none, 0}, {timer, t, 20}]};\nhandle({timer, t}, _) -> error(late)"}],
      #{proposers => 2, sleep => [0, 400], crashes_later => <<"crashed in small:handle (line 7): late">>},
      violation, "none was decided, which nobody proposed"}].

every_engine_judges_alike_test_() ->
    [{Sentence, fun() -> judged_alike(Role, Lines, maps:merge(patience(Verdict), Changes), Verdict, Reason) end}
     || {Sentence, Role, Lines, Changes, Verdict, Reason} <- cases()].

%% A busy machine must not make a run undecided, or give it another round.
patience(undecided) -> #{};
patience(_) -> #{timeout => 1000, time_limit => 60_000}.

judged_alike(Role, Lines, Changes, Verdict, Reason) ->
    Trial = trial(Changes#{version => small_core:load(small, Role, Lines)}),
    {Real, _} = in_time:run(70, fun() -> {paxy_local:run(Trial, 1, #{}), none} end),
    Virtual = paxy_sim:run(Trial, 1, #{}),
    Checked = checked(Trial),
    small_core:unload(small),
    ?assertEqual(Verdict, maps:get(verdict, Real)),
    ?assertNotEqual(nomatch, string:prefix(maps:get(reason, Real), Reason)),
    Told = [verdict, reason, decision, rounds],
    ?assertEqual(maps:with(Told, Real), maps:with(Told, Virtual)),
    ?assertEqual(values(Real), values(Virtual)),
    ?assertEqual(as_checked(Real, Changes), Checked).

%% The checker has no clock, so an undecided run is one of its schedules. It
%% refuses a core that breaks the contract anywhere, whatever came before, and
%% may meet the fault in another actor first.
as_checked(#{verdict := failed, reason := Reason}, _) -> {error, nameless(Reason)};
as_checked(_, #{crashes_later := Reason}) -> {error, Reason};
as_checked(#{verdict := violation}, _) -> violation;
as_checked(_, _) -> complete.

checked(#{version := Version, proposers := Proposers, acceptors := Acceptors, faults := Faults}) ->
    Bounds = #{proposers => Proposers, acceptors => Acceptors, version => Version, rounds => 1, duplicates => 0,
               crashes => length(Faults)},
    case paxy_check:run(Bounds, #{sample_ms => 0, widen => false, progress => false}) of
        {ok, #{ending := Ending}} -> Ending;
        {error, Reason} -> {error, nameless(Reason)}
    end.

nameless(Reason) ->
    re:replace(Reason, "^(proposer|acceptor) [a-z]+:? ", "", [{return, binary}]).

values(#{decisions := Decisions}) -> lists:sort([{Name, Value, Round} || {Name, Value, Round, _} <- Decisions]).

%% Virtual time cannot pass by a step that does not return; real time does.
a_step_that_never_returns_test_() ->
    [{timeout, 30, {Does, fun() ->
          Trial = trial(#{version => small_core:load(small, Role, Lines)}),
          ?assertMatch(#{verdict := failed, reason := Reason}, paxy_sim:run(Trial, 1, #{})),
          {Ms, Real} = timer:tc(fun() -> paxy_local:run(Trial, 1, #{}) end),
          ?assertMatch(#{verdict := undecided, reason := <<"the time limit came first">>}, Real),
          ?assert(Ms < 60000000),
          small_core:unload(small)
      end}}
     || {Does, Role, Lines, Reason} <-
            [{"loops", acceptor, [{handle, "handle(Event, S) when S =/= none -> classic(Event, S), handle(Event, S)"}],
              <<"a step did not return: it was still busy in small:handle (line 7)">>},
             {"loops as it begins", proposer, [{init, "init(Config)"}],
              <<"a step did not return: it was still busy in small:init (line 5)">>},
             {"waits", proposer, [{handle, "handle(Event, S) when S =/= none -> timer:sleep(infinity), {Event, S}"}],
              <<"a step did not return: it waited in small:handle (line 6)">>}]].

%% It is judged by the values that its proposers proposed.
what_was_decided_before_a_step_that_never_returns_is_no_violation_test() ->
    Version = small_core:load(small, proposer, [{init, "maps:with([name, value], Config)"},
                                                {handle, "handle(start, #{name := fry, value := Value} = S) -> {S, [{decided, Value, 0}]};\n"
                                                         "handle(Event, S) -> handle(Event, S)"}]),
    Trial = trial(#{version => Version, proposers => 2, sleep => [0, 20]}),
    ?assertMatch(#{verdict := failed, decisions := [{fry, _, 0, 0}]}, paxy_sim:run(Trial, 1, #{})),
    small_core:unload(small).
