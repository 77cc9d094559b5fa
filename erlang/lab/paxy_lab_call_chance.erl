%%% What redirected calls mean in the processes of a folder on real nodes (paxy_lab_calls):
%%% chance.
-module(paxy_lab_call_chance).
-include("paxy_lab_context.hrl").

-export([uniform/0, uniform/1, seed/0, seed/1, seed/2, seed/3, normal/0, random_bytes/1, make_ref/0,
         unique_integer/0, unique_integer/1]).
-compile({no_auto_import, [make_ref/0]}).

-spec uniform() -> float().
uniform() -> uniform(16#1000000) / 16#1000001.

-spec uniform(pos_integer()) -> pos_integer().
uniform(Max) when is_integer(Max), Max >= 1, Max =< 16#4000000 ->
    #context{stream = Stream0} = Context = paxy_lab_call:context(),
    {Value, Stream} = paxy_random:uniform(Max, Stream0),
    _ = erlang:put(?CONTEXT, Context#context{stream = Stream}),
    Value;
uniform(Max) when is_integer(Max), Max >= 1 ->
    ((uniform(16#4000000) - 1) * 16#4000000 + uniform(16#4000000) - 1) rem Max + 1;
uniform(Max) ->
    error(function_clause, [Max]).

%% The draws of a run depend on the run's own seed.
-spec seed() -> ok.
seed() -> ok.
-spec seed(term()) -> ok.
seed(_) -> ok.
-spec seed(term(), term()) -> ok.
seed(_, _) -> ok.
-spec seed(term(), term(), term()) -> ok.
seed(_, _, _) -> ok.

-spec normal() -> float().
normal() -> math:sqrt(-2 * math:log(uniform())) * math:cos(2 * math:pi() * uniform()).

%% Seeds of old code are made of these.
-spec random_bytes(non_neg_integer()) -> binary().
random_bytes(Count) when is_integer(Count), Count >= 0, Count =< 1024 ->
    << <<(uniform(256) - 1)>> || _ <- lists:seq(1, Count) >>;
random_bytes(Count) ->
    error(badarg, [Count]).

-spec make_ref() -> reference().
make_ref() -> erlang:make_ref().
-spec unique_integer() -> integer().
unique_integer() -> erlang:unique_integer().
-spec unique_integer([positive | monotonic]) -> integer().
unique_integer(Modifiers) -> erlang:unique_integer(Modifiers).
