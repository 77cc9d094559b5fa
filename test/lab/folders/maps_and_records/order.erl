-module(order).
-export([null/0, first/1, goe/2, inc/1]).

null() -> {0, 0}.
first(Name) -> {1, Name}.
goe(One, Other) -> One >= Other.
inc({N, Name}) -> {N + 1, Name}.
