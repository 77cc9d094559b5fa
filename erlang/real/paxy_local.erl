%%% One run on this node, in real time.
-module(paxy_local).

-export([run/3, start/7, start/8]).

%% Executes one run of a trial and judges it; paxy_run:cancel/1 on the calling
%% process ends it early.
-spec run(paxy_trial:trial(), pos_integer(), paxy_run:options()) -> paxy_outcome:outcome().
run(Trial, Run, Options) ->
    paxy_run:run(Trial, Run, Options, #{acceptor => [node()], proposer => [node()]}).

%% The classic entry points: a run whose lines are printed here.
-spec start(pos_integer(), pos_integer(), 0..100, non_neg_integer(), pos_integer(),
            non_neg_integer(), pos_integer() | atom()) -> paxy_judge:verdict().
start(Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version) ->
    start([0], Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version).

-spec start([non_neg_integer()], pos_integer(), pos_integer(), 0..100, non_neg_integer(),
            pos_integer(), non_neg_integer(), pos_integer() | atom()) -> paxy_judge:verdict().
start(Sleep, Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version) ->
    paxy_classic:start(fun run/3, [Sleep, Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version]).
