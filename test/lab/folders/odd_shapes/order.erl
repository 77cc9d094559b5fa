-module(order).
-export([null/1, first/1, gr/2, goe/2, inc/1]).

%% A round is a number and the name of its proposer.
null(Name) ->
    {0, Name}.

first(Name) ->
    {1, Name}.

gr({N1, I1}, {N2, I2}) ->
    if
        N1 > N2 -> true;
        (N1 == N2) and (I1 > I2) -> true;
        true -> false
    end.

goe({N1, I1}, {N2, I2}) ->
    if
        N1 > N2 -> true;
        (N1 == N2) and (I1 >= I2) -> true;
        true -> false
    end.

inc({N, Name}) ->
    {N + 1, Name}.
