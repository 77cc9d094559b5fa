%%% Ballots and their order ("Paxos Made Simple", 2.2: proposal numbers are
%%% totally ordered, and no two proposers ever use the same one).
-module(order).

-export([null/0, first/1, next/1, round/1, proposer/1, gr/2, goe/2]).
-export_type([ballot/0, name/0]).

%% A proposer's name, with its place before it where places are to decide
%% which of equal rounds is the higher.
-type name() :: atom() | {Place :: pos_integer(), atom()}.
-type ballot() :: null | {Round :: non_neg_integer(), name()}.
%% `null' is lower than every ballot of a proposer.

%% The ballot that no proposer has, below all others.
-spec null() -> ballot().
null() -> null.

%% A proposer's ballot of round 0.
-spec first(name()) -> ballot().
first(Proposer) -> {0, Proposer}.

%% The same proposer's ballot of the following round.
-spec next({non_neg_integer(), name()}) -> ballot().
next({Round, Proposer}) -> {Round + 1, Proposer}.

-spec round({non_neg_integer(), name()}) -> non_neg_integer().
round({Round, _Proposer}) -> Round.

-spec proposer({non_neg_integer(), name()}) -> atom().
proposer({_Round, {_Place, Proposer}}) -> Proposer;
proposer({_Round, Proposer}) -> Proposer.

%% Is the first ballot greater than the second?
-spec gr(ballot(), ballot()) -> boolean().
gr(null, _) -> false;
gr(_, null) -> true;
gr({N1, P1}, {N2, P2}) -> N1 > N2 orelse (N1 =:= N2 andalso P1 > P2).

%% Is the first ballot greater than the second, or the same?
-spec goe(ballot(), ballot()) -> boolean().
goe(A, B) -> A =:= B orelse gr(A, B).
