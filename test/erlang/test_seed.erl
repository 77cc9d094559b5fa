%% The seed of every draw of a test: the same each time in `npm test',
%% PAXY_SEED=N for others (test/seed.ts).
-module(test_seed).

-export([seed/0, begin_draws/0]).

-define(FIXED_SEED, 1).

%% @doc The seed; EUnit shows it where the test fails.
-spec seed() -> non_neg_integer().
seed() ->
    Seed = case os:getenv("PAXY_SEED", "") of
               "" -> ?FIXED_SEED;
               Text -> list_to_integer(Text)
           end,
    io:format("PAXY_SEED=~b~n", [Seed]),
    Seed.

%% @doc Seeds rand of this process; returns the seed.
-spec begin_draws() -> non_neg_integer().
begin_draws() ->
    Seed = seed(),
    _ = rand:seed(exsss, Seed),
    Seed.
