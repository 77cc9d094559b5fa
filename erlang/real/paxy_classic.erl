%%% The classic way to start a run by hand: eight arguments, and the run's lines
%%% on this node's output.
-module(paxy_classic).

-export([start/2]).

-define(TIME_LIMIT_MS, 30000).

-type run() :: fun((paxy_trial:trial(), pos_integer(), paxy_run:options()) -> paxy_outcome:outcome()).

%% The arguments are the sleep list, numProposers, numAcceptors, drop, delay,
%% propTimeout, propBackoff and moduleVersion.
-spec start(run(), Arguments :: [term()]) -> paxy_judge:verdict().
start(Run, [Sleep, Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version]) ->
    Trial = (paxy_trial:defaults())#{sleep => Sleep, proposers => Proposers, acceptors => Acceptors,
                                     drop => Drop, delay => Delay, timeout => Timeout,
                                     backoff => Backoff, version => Version,
                                     time_limit => ?TIME_LIMIT_MS, seed => rand:uniform(1 bsl 53)},
    Print = fun(_Node, Line) -> io:put_chars([Line, $\n]) end,
    #{verdict := Verdict} = Run(Trial, 1, #{output => Print}),
    Verdict.
