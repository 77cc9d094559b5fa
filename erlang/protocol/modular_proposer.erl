%%% The proposer ("Paxos Made Simple", 2.2), as a pure core. The versions of
%%% the protocol differ in the rules that are read here:
%%%   sorry     ignored    wait for the deadline (version 1)
%%%             counted    abort once a quorum has become impossible (version 2)
%%%   promises  this_round | any_round (`stale_promises', broken)
%%%   votes     this_round | any_round (`stale_votes', broken)
%%%   ballots   forgotten  a proposer never comes back from a crash
%%%             stored     it stores its ballot, and comes back with a higher one
%%%             reused     it comes back with its first ballot (`ballot_reuse', broken)
%%% The wait for a quorum ends as the trial's `deadline' says:
%%%   phase     one deadline for each phase
%%%   silence   it starts again with every promise and refusal in phase 1, with
%%%             every vote and refusal in phase 2, of any round and phase, as
%%%             `receive ... after' does in the classic code
-module(modular_proposer).
-behaviour(paxy_core).

-export([init/1, recover/2, handle/2, fields/1]).

-define(BACKOFF_MS_MAX, 60000).

-record(proposer, {ballot :: order:ballot(),
                   phase = idle :: idle | prepare | accept | backoff | done,
                   own :: term(),                %% the value it would propose
                   value :: term(),              %% the value of this round
                   voted = null :: order:ballot(), %% the highest vote among the promises
                   replied = [] :: [atom()],     %% distinct acceptors that granted this phase
                   granted = 0 :: non_neg_integer(),
                   refused = [] :: [atom()],     %% distinct acceptors that refused it
                   quorum :: pos_integer(),
                   refusals_max :: non_neg_integer(), %% more, and no quorum is possible
                   timeout_ms :: pos_integer(),
                   deadline :: silence | phase,
                   backoff_ms :: non_neg_integer(),
                   rounds_max :: pos_integer(),
                   sorry :: ignored | counted,
                   promises :: this_round | any_round,
                   votes :: this_round | any_round,
                   ballots :: forgotten | stored | reused}).

-spec init(paxy_core:proposer_config()) -> #proposer{}.
init(#{name := Name, value := Value, acceptors := Acceptors, timeout_ms := Timeout,
       backoff_ms := Backoff, rounds_max := RoundsMax, rules := Rules} = Config) ->
    Quorum = Acceptors div 2 + 1,
    #proposer{ballot = order:first(maps:get(ballot_name, Config, Name)), own = Value, value = Value,
              quorum = Quorum, refusals_max = Acceptors - Quorum,
              timeout_ms = Timeout, deadline = maps:get(deadline, Config, silence), backoff_ms = Backoff, rounds_max = RoundsMax,
              sorry = maps:get(sorry, Rules, counted),
              promises = maps:get(promises, Rules, this_round),
              votes = maps:get(votes, Rules, this_round),
              ballots = maps:get(ballots, Rules, forgotten)}.

%% After a crash, only its stored ballot counts.
-spec recover(paxy_core:proposer_config(), none | {stored, order:ballot()}) -> #proposer{}.
recover(Config, none) -> init(Config);
recover(Config, {stored, Ballot}) -> (init(Config))#proposer{ballot = order:next(Ballot)}.

-spec handle(paxy_core:event(), #proposer{}) -> {#proposer{}, [paxy_core:effect()]}.
handle({promise, Acceptor, Ballot, Voted, Value}, #proposer{phase = prepare} = State)
  when Ballot =:= State#proposer.ballot; State#proposer.promises =:= any_round ->
    promise(Acceptor, Voted, Value, State);
handle({vote, Acceptor, Ballot}, #proposer{phase = accept} = State)
  when Ballot =:= State#proposer.ballot; State#proposer.votes =:= any_round ->
    vote(Acceptor, State);
handle({sorry, Acceptor, Phase, Ballot}, #proposer{phase = Phase, ballot = Ballot,
                                                   sorry = counted} = State) ->
    sorry(Acceptor, State);
handle({timer, {Phase, Ballot}}, #proposer{phase = Phase, ballot = Ballot} = State) ->
    expired(Phase, State);
handle(start, #proposer{phase = idle, ballot = Ballot, rounds_max = Max} = State) ->
    case order:round(Ballot) of
        Round when Round >= Max -> {State#proposer{phase = done}, [{gave_up, Round}]};
        _ -> prepare(State)
    end;
handle({promise, _, _, _, _}, #proposer{phase = prepare} = State) ->
    wait(State);
handle({vote, _, _}, #proposer{phase = accept} = State) ->
    wait(State);
handle({sorry, _, _, _}, #proposer{phase = Phase} = State) when Phase =:= prepare; Phase =:= accept ->
    wait(State);
handle(_, State) ->
    {State, []}.

-spec fields(#proposer{}) -> [{atom(), term()}].
fields(#proposer{phase = idle, own = Own}) ->
    [{phase, idle}, {value, Own}];
fields(#proposer{ballot = Ballot, phase = Phase, value = Value, granted = Granted, quorum = Quorum, refused = Refused}) ->
    [{phase, Phase}, {ballot, Ballot}, {value, Value}]
        ++ [{granted, {Granted, Quorum}} || lists:member(Phase, [prepare, accept])]
        ++ [{refused, length(Refused)} || Refused =/= []].

%% Phase 1a.
prepare(#proposer{ballot = Ballot, own = Own} = State0) ->
    State = State0#proposer{phase = prepare, value = Own, voted = order:null(),
                            replied = [], granted = 0, refused = []},
    {State, stored(State, [{broadcast, {prepare, Ballot}}, deadline(State)])}.

%% The ballot is stored before it is sent.
stored(#proposer{ballots = stored, ballot = Ballot}, Effects) -> [{store, Ballot} | Effects];
stored(_, Effects) -> Effects.

%% The highest vote among the promises of a quorum determines the value to propose.
promise(Acceptor, Voted, Value, #proposer{voted = Highest} = State0) ->
    State = case order:gr(Voted, Highest) of
                true -> State0#proposer{voted = Voted, value = Value};
                false -> State0
            end,
    grant(Acceptor, State, fun accept/1).

vote(Acceptor, State) ->
    grant(Acceptor, State, fun decide/1).

%% Counts one more distinct acceptor; a quorum ends the phase.
grant(Acceptor, #proposer{replied = Replied, granted = Granted, quorum = Quorum} = State, Next) ->
    case lists:member(Acceptor, Replied) of
        true -> wait(State);
        false when Granted + 1 >= Quorum -> Next(State);
        false -> wait(State#proposer{replied = [Acceptor | Replied], granted = Granted + 1})
    end.

%% Phase 2a.
accept(#proposer{ballot = Ballot, value = Value} = State0) ->
    State = State0#proposer{phase = accept, replied = [], granted = 0, refused = []},
    {State, [{broadcast, {accept, Ballot, Value}}, deadline(State)]}.

decide(#proposer{ballot = Ballot, value = Value} = State) ->
    {State#proposer{phase = done}, [{decided, Value, order:round(Ballot)}]}.

sorry(Acceptor, #proposer{refused = Refused, refusals_max = Max} = State) ->
    case lists:member(Acceptor, Refused) of
        true -> wait(State);
        false when length(Refused) >= Max -> abort(State);
        false -> wait(State#proposer{refused = [Acceptor | Refused]})
    end.

expired(backoff, State) -> next_round(State);
expired(_Phase, State) -> abort(State).

%% The round is lost: wait; the longest wait doubles after each abort.
abort(#proposer{backoff_ms = 0} = State) ->
    next_round(State);
abort(#proposer{ballot = Ballot, backoff_ms = Backoff} = State) ->
    {State#proposer{phase = backoff, backoff_ms = min(2 * Backoff, ?BACKOFF_MS_MAX)},
     [{timer, {backoff, Ballot}, {uniform, Backoff}}]}.

next_round(#proposer{ballot = Ballot, rounds_max = Max} = State) ->
    case order:round(Ballot) + 1 of
        Round when Round >= Max -> {State#proposer{phase = done}, [{gave_up, Round}]};
        _ -> prepare(State#proposer{ballot = order:next(Ballot)})
    end.

%% A reply has come, and the phase is not over.
wait(#proposer{deadline = phase} = State) -> {State, []};
wait(#proposer{deadline = silence} = State) -> {State, [deadline(State)]}.

deadline(#proposer{phase = Phase, ballot = Ballot, timeout_ms = Timeout}) ->
    {timer, {Phase, Ballot}, Timeout}.
