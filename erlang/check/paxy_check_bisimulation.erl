%%% Reduction: merges states of a proposer that no schedule can distinguish.
%%%
%%% Why it is sound. Two states differ when only one has decided a value, or when some
%%% event makes them send different messages, or leads them to states that differ. States
%%% that do not differ (the coarsest bisimulation, found by refining a partition until
%%% nothing changes) answer every schedule alike: the messages in flight and the
%%% decisions, which are all that the checked properties look at, are the same whichever
%%% of the states stands for the others. For example, it merges states that differ only in
%%% the order of received promises.
-module(paxy_check_bisimulation).

-export([blocks/2]).
-export_type([table/0]).

%% What each state does, as in paxy_check_local.
-type table() :: #{pos_integer() => #{paxy_check_local:event() => [paxy_check_local:outcome()]}}.

%% The block of every state; `apart' separates states from the start.
-spec blocks(#{State :: pos_integer() => Apart :: term()}, table()) ->
          #{State :: pos_integer() => Block :: pos_integer()}.
blocks(Apart, Table) ->
    refine(numbered(Apart), Table).

refine(Blocks, Table) ->
    Finer = numbered(maps:map(fun(State, Block) -> {Block, answers(State, Block, Blocks, Table)} end, Blocks)),
    case count(Finer) =:= count(Blocks) of
        true -> Finer;
        false -> refine(Finer, Table)
    end.

%% The answers of a state to every event, up to the blocks known so far.
answers(State, Block, Blocks, Table) ->
    lists:sort([{Event, Answer}
                || {Event, Outcomes} <- maps:to_list(maps:get(State, Table, #{})),
                   Answer <- [[{Crashes, map_get(Next, Blocks), Posts} || {Crashes, Next, Posts} <- Outcomes]],
                   not quiet(Answer, Block)]).

%% Nothing is sent, and the state stays where it was.
quiet([{0, Block, Posts}], Block) -> lists:all(fun(List) -> List =:= [] end, tuple_to_list(Posts));
quiet(_, _) -> false.

%% Signatures as numbers from 1 on, in the order of the states.
numbered(Signatures) ->
    {Numbered, _} = lists:mapfoldl(fun({State, Signature}, Known) ->
                                           case Known of
                                               #{Signature := Number} -> {{State, Number}, Known};
                                               #{} -> Number = map_size(Known) + 1,
                                                      {{State, Number}, Known#{Signature => Number}}
                                           end
                                   end, #{}, lists:keysort(1, maps:to_list(Signatures))),
    maps:from_list(Numbered).

count(Blocks) ->
    lists:max(maps:values(Blocks)).
