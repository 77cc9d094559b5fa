-module(order).
-export([null/1, goe/2, gr/2, inc/1]).

null(Id) -> {0, Id}.

%% Greater or equal, and greater.
goe({N1, I1}, {N2, I2}) ->
    if N1 > N2 -> true;
       (N1 == N2) and (I1 >= I2) -> true;
       true -> false
    end.

gr({N1, I1}, {N2, I2}) ->
    if N1 > N2 -> true;
       (N1 == N2) and (I1 > I2) -> true;
       true -> false
    end.

inc({N, Id}) -> {N + 1, Id}.
