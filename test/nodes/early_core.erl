%%% A wrong proposer: all but leela decide their own value at once, and leela
%%% never does; so a run violates at its start and lasts to its time limit.
-module(early_core).
-behaviour(paxy_core).

-export([init/1, handle/2]).

init(#{name := Name, value := Value}) ->
    {Name, Value}.

handle(start, {Name, Value} = State) when Name =/= leela ->
    {State, [{decided, Value, 0}]};
handle(_, State) ->
    {State, []}.
