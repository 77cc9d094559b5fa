%%% What redirected calls mean in virtual time (paxy_lab_calls): chance.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_chance).
-include("paxy_lab_actor.hrl").

-export([uniform/1, uniform/2, seed/1, seed/2, seed/3, seed/4, normal/1, random_bytes/2, make_ref/1,
         next_ref/0, numbered_ref/1, unique_integer/1, unique_integer/2]).

-type place() :: paxy_lab_place:place().

-spec uniform(place()) -> float().
uniform(Place) -> uniform(16#1000000, Place) / 16#1000001.

-spec uniform(term(), place()) -> pos_integer().
uniform(Max, _) when is_integer(Max), Max >= 1 ->
    case paxy_lab_step:lab() of
        #lab{draws = {script, [Value | Left], Taken}} = Lab ->
            paxy_lab_step:become(Lab#lab{draws = {script, Left, [{Value, Max} | Taken]}}),
            Value;
        #lab{draws = {script, [], Taken}} = Lab ->
            paxy_lab_step:become(Lab#lab{draws = {script, [], [{1, Max} | Taken]}}),
            1;
        #lab{draws = Stream0} = Lab when Max =< 16#4000000 ->
            {Value, Stream} = paxy_random:uniform(Max, Stream0),
            paxy_lab_step:become(Lab#lab{draws = Stream}),
            Value;
        #lab{draws = Stream0} = Lab ->
            {High, Stream1} = paxy_random:uniform(16#4000000, Stream0),
            {Low, Stream} = paxy_random:uniform(16#4000000, Stream1),
            paxy_lab_step:become(Lab#lab{draws = Stream}),
            ((High - 1) * 16#4000000 + Low - 1) rem Max + 1
    end;
uniform(Max, _) -> erlang:error(function_clause, [Max]).

%% The seed of a run is the run's own.
-spec seed(place()) -> ok.
seed(_) -> ok.
-spec seed(term(), place()) -> ok.
seed(_, _) -> ok.
-spec seed(term(), term(), place()) -> ok.
seed(_, _, _) -> ok.
-spec seed(term(), term(), term(), place()) -> ok.
seed(_, _, _, _) -> ok.

-spec normal(place()) -> float().
normal(Place) -> math:sqrt(-2 * math:log(uniform(Place))) * math:cos(2 * math:pi() * uniform(Place)).

%% Where every schedule is tried two are enough to see whether they count.
-spec random_bytes(term(), place()) -> binary().
random_bytes(Count, Place) when is_integer(Count), Count >= 0, Count =< 1024 ->
    case paxy_lab_step:lab() of
        #lab{every = true} -> binary:copy(<<(uniform(2, Place) - 1)>>, Count);
        _ -> << <<(uniform(256, Place) - 1)>> || _ <- lists:seq(1, Count) >>
    end;
random_bytes(Count, _) -> erlang:error(badarg, [Count]).

-spec make_ref(place()) -> reference().
make_ref(_) -> next_ref().

%% The next reference of the actor.
-spec next_ref() -> reference().
next_ref() ->
    #lab{refs = Refs} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{refs = Refs + 1}),
    numbered_ref(Refs).

%% The reference of this number.
-spec numbered_ref(non_neg_integer()) -> reference().
numbered_ref(Refs) ->
    #lab{role = Role, number = Number} = paxy_lab_step:lab(),
    Side = case Role of acceptor -> 1; proposer -> 0 end,
    erlang:list_to_ref("#Ref<0." ++ integer_to_list(2 * Number + Side) ++ "." ++ integer_to_list(Refs div 100_000)
                       ++ "." ++ integer_to_list(Refs rem 100_000) ++ ">").

-spec unique_integer(place()) -> integer().
unique_integer(_) ->
    #lab{refs = Refs} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{refs = Refs + 1}),
    Refs + 1.

-spec unique_integer(list(), place()) -> integer().
unique_integer(_, Place) -> unique_integer(Place).
