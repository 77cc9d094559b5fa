%%% The system as the search sees it: tables of numbers, made from the cores once, with
%%% the requested reductions.
-module(paxy_check_model).

-export([new/3, bound_max/0, reductions/0, message/2, key_bits/1, key_bytes/1, columns_max/1, moves_max/1, widened/1, crashes/1]).
-export_type([model/0, reduction/0]).

-include("paxy_check_model.hrl").

-define(BOUND_MAX, 15).
-define(BLOCKS_MAX, 1 bsl 16 - 1).
-define(LIVE_SETS_MAX, 1 bsl 14 - 1).
-define(POSTS_MAX, 1 bsl 12 - 1).
-define(COLUMN_BITS_MAX, 20).
%% More columns than these bits count are common.
-define(COLUMN_BITS_USUAL, 11).
-define(WORD_BITS, 58).

-type model() :: #model{}.
%% `loss': an undelivered message is a lost one, and delivering what changes
%% nothing is losing it; neither needs a step (paxy_check_search).
-type reduction() :: loss | live | merge | symmetry.

%% How many proposers, acceptors, duplicates or crashes can be checked at most.
-spec bound_max() -> pos_integer().
bound_max() -> ?BOUND_MAX.

-spec reductions() -> [reduction()].
reductions() -> [loss, live, merge, symmetry].

%% Report is called with the number of actors' own states found so far.
-spec new(paxy_check_system:system(), [reduction()], fun((non_neg_integer()) -> term())) ->
          {ok, model()} | {error, Reason :: iodata()}.
new(#{bounds := Bounds} = System, Reductions, Report) ->
    case lists:all(fun(Field) -> map_get(Field, Bounds) =< ?BOUND_MAX end,
                   [proposers, acceptors, duplicates, crashes]) of
        true ->
            case paxy_check_local:explore(System, Report) of
                {ok, Local} -> fitting(build(System, Local, Reductions));
                {error, _} = Error -> Error
            end;
        false ->
            {error, io_lib:format("the checker takes at most ~w proposers, acceptors, duplicates and crashes",
                                  [?BOUND_MAX])}
    end.

%% A system whose numbers do not fit the fields of a key is refused.
fitting(#model{ticks = Ticks, posts = Posts, live_sets = Sets} = Model) ->
    Fits = lists:all(fun(Blocks) -> tuple_size(Blocks) =< ?BLOCKS_MAX end, tuple_to_list(Ticks))
        andalso lists:all(fun(Live) -> tuple_size(Live) =< ?LIVE_SETS_MAX end, tuple_to_list(Sets))
        andalso tuple_size(Posts) =< ?POSTS_MAX,
    case Fits of
        true -> {ok, laid_out(Model)};
        false -> {error, "an actor has too many states of its own to be checked"}
    end.

%% Keys of one word where columns are likely to fit them.
laid_out(#model{bounds = #{acceptors := A, crashes := Crashes}, ticks = Ticks} = Model0) ->
    Blocks = lists:max([tuple_size(Of) || Of <- tuple_to_list(Ticks)]),
    Model = Model0#model{crash_bits = bits(Crashes), block_bits = bits(Blocks), column_bits = 0},
    case min(?COLUMN_BITS_MAX, (?WORD_BITS - key_bits(Model)) div A) of
        Bits when Bits >= ?COLUMN_BITS_USUAL -> sized(Model, Bits);
        _ -> sized(Model, ?COLUMN_BITS_USUAL + 2)
    end.

sized(Model0, Bits) ->
    Model = Model0#model{column_bits = Bits},
    Model#model{key_bytes = (key_bits(Model) + 7) div 8}.

bits(0) -> 0;
bits(Number) -> 1 + bits(Number bsr 1).

%% How many bits the key of a state has (paxy_check_state:key/2).
-spec key_bits(model()) -> pos_integer().
key_bits(#model{bounds = #{proposers := P, acceptors := A, duplicates := D}, crash_bits = C, block_bits = B,
                column_bits = Column}) ->
    bits(D) + C + P * B + A * Column.

-spec key_bytes(model()) -> pos_integer().
key_bytes(#model{key_bytes = Bytes}) -> Bytes.

%% How many columns have a number that fits a key.
-spec columns_max(model()) -> pos_integer().
columns_max(#model{column_bits = Bits}) -> 1 bsl Bits - 1.

%% The same model with room for more columns.
-spec widened(model()) -> {ok, model()} | {error, Reason :: iodata()}.
widened(#model{column_bits = ?COLUMN_BITS_MAX}) ->
    {error, "the system has too many messages on their way at once to be checked"};
widened(#model{column_bits = Bits} = Model) ->
    {ok, sized(Model, min(?COLUMN_BITS_MAX, Bits + 3))}.

%% How many crashes its bounds allow.
-spec crashes(model()) -> non_neg_integer().
crashes(#model{bounds = #{crashes := Crashes}}) -> Crashes.

%% An estimate of the most steps of a state.
-spec moves_max(model()) -> pos_integer().
moves_max(#model{bounds = #{proposers := P, acceptors := A}}) -> P + 8 * A.

%% The receiver of a message, and its content with the acceptor unnamed.
-spec message(paxy_check_local:message(), model()) -> {acceptor | pos_integer(), term()}.
message(Number, #model{messages = Messages}) -> map_get(Number, Messages).

build(#{bounds := #{proposers := P, acceptors := A, crashes := Crashes} = Bounds, proposed := Proposed}, Local, Reductions) ->
    #{messages := Messages, initial := Initial, actors := Actors} = Local,
    Proposers = [proposer(I, Local, lists:member(merge, Reductions)) || I <- lists:seq(1, P)],
    Acceptors = [acceptor(K, Local) || K <- lists:seq(1, A)],
    Addressees = list_to_tuple([element(1, map_get(M, Messages)) || M <- lists:seq(1, map_size(Messages))]),
    {PostNumbers, Posts} = posts(Local, Proposers),
    Symmetry = symmetry(lists:member(symmetry, Reductions), Acceptors, Proposers),
    Live = [live(Table, A, lists:member(live, Reductions)) || {_, Table, _} <- Proposers],
    #model{crash_bits = 0, block_bits = 1, column_bits = 1, key_bytes = 1, bounds = Bounds, proposed = Proposed, reductions = Reductions, symmetry = Symmetry,
           ticks = each(Proposers, fun(Steps, _) -> tick(Steps, PostNumbers) end),
           replies = each(Proposers, fun(Steps, _) -> replies(Steps, PostNumbers) end),
           breaks = each(Proposers, fun(Steps, _) -> breaks(Steps, PostNumbers) end),
           decisions = each(Proposers, fun(_, Decision) -> Decision end),
           alive = list_to_tuple([Alive || {Alive, _} <- Live]),
           live_sets = list_to_tuple([Sets || {_, Sets} <- Live]),
           posts = Posts, addressees = Addressees, messages = Messages,
           acceptors = list_to_tuple(Acceptors),
           uses = list_to_tuple([paxy_check_inflight:requests(Table, fun(M) -> element(M, Addressees) end, Crashes)
                                 || Table <- Acceptors]),
           cores = list_to_tuple([maps:from_list([{State, Actor} || {{{acceptor, N}, State}, Actor} <- maps:to_list(Actors),
                                                                    N =:= K])
                                  || K <- lists:seq(1, A)]),
           initial = {[Block || {Block, _, _} <- Proposers],
                      [{class(K, Symmetry), map_get({acceptor, K}, Initial)} || K <- lists:seq(1, A)]}}.

class(K, asymmetric) -> K;
class(_, _) -> 1.

%% A proposer's initial block, the steps of its blocks, and their decisions.
proposer(Number, #{steps := Steps, actors := Actors, initial := Initial}, Merged) ->
    Who = {proposer, Number},
    Own = maps:get(Who, Steps, #{}),
    Decisions = maps:from_list([{State, paxy_check_actor:decided(Actor)}
                                || {{Someone, State}, Actor} <- maps:to_list(Actors), Someone =:= Who]),
    Blocks = case Merged of
                 true -> paxy_check_bisimulation:blocks(Decisions, Own);
                 false -> maps:map(fun(State, _) -> State end, Decisions)
             end,
    {map_get(map_get(Who, Initial), Blocks), merged(Blocks, Own),
     maps:from_list([{Block, map_get(State, Decisions)} || {State, Block} <- maps:to_list(Blocks)])}.

merged(Blocks, Steps) ->
    maps:from_list([{Block, merged_steps(Block, maps:get(State, Steps, #{}), Blocks)}
                    || {State, Block} <- maps:to_list(Blocks)]).

merged_steps(Block, Steps, Blocks) ->
    maps:from_list([{Event, [{Crash, Next, Posts}]}
                    || {Event, [{Crash, State, Posts}]} <- maps:to_list(Steps),
                       Next <- [map_get(State, Blocks)],
                       Next =/= Block orelse not silent(Posts)]).

silent(Posts) -> lists:all(fun(List) -> List =:= [] end, tuple_to_list(Posts)).

%% An acceptor's steps, with the replies that join its own column.
acceptor(Number, #{steps := Steps, actors := Actors}) ->
    Who = {acceptor, Number},
    Own = maps:get(Who, Steps, #{}),
    maps:from_list([{State, maps:map(fun(_, Outcomes) -> [{Crashes, Next, {element(Number, Posts)}}
                                                          || {Crashes, Next, Posts} <- Outcomes]
                                     end, maps:get(State, Own, #{}))}
                    || {{Someone, State}, _} <- maps:to_list(Actors), Someone =:= Who]).

%% Posts are numbered; 1 is none at all.
posts(#{silence := Silence}, Proposers) ->
    All = lists:usort([Posts || {_, Table, _} <- Proposers, Steps <- maps:values(Table),
                                [{_, _, Posts}] <- maps:values(Steps)]) -- [Silence],
    {maps:from_list(lists:zip([Silence | All], lists:seq(1, length(All) + 1))), list_to_tuple([Silence | All])}.

symmetry(false, _, _) ->
    asymmetric;
symmetry(true, Acceptors, Proposers) ->
    case paxy_check_symmetry:find(Acceptors, [{Initial, Table} || {Initial, Table, _} <- Proposers]) of
        {ok, Symmetry} -> Symmetry;
        asymmetric -> asymmetric
    end.

each(Proposers, Fun) ->
    list_to_tuple([list_to_tuple([Fun(map_get(Block, Table), map_get(Block, Decisions))
                                  || Block <- lists:seq(1, map_size(Table))])
                   || {_, Table, Decisions} <- Proposers]).

tick(#{tick := [{0, Next, Posts}]}, Numbers) -> {Next, map_get(Posts, Numbers)};
tick(#{}, _) -> none.

replies(Steps, Numbers) ->
    maps:from_list([{Message bsl 10 bor Acceptor, {Next, map_get(Posts, Numbers)}}
                    || {{Message, Acceptor}, [{0, Next, Posts}]} <- maps:to_list(Steps)]).

%% The result of a crash of the proposer in a block: by itself, or within a step.
breaks(Steps, Numbers) ->
    All = [{Event, Next, map_get(Posts, Numbers)} || {Event, [{Crash, Next, Posts}]} <- maps:to_list(Steps), Crash > 0],
    {lists:append([case Event of
                       crash -> [{crash, Next, Posts}];
                       {crash, tick, Effects} -> [{{tick, Effects}, Next, Posts}];
                       _ -> []
                   end || {Event, Next, Posts} <- All]),
     maps:groups_from_list(fun({Key, _}) -> Key end, fun({_, Break}) -> Break end,
                           [{Message bsl 10 bor Acceptor, {Effects, Next, Posts}}
                            || {{crash, {Message, Acceptor}, Effects}, Next, Posts} <- All])}.

%% For each block and acceptor, the number of the set of its live messages.
live(Table, A, false) ->
    {list_to_tuple([list_to_tuple(lists:duplicate(A, 1)) || _ <- lists:seq(1, map_size(Table))]), {all}};
live(Table, A, true) ->
    Alive = paxy_check_inflight:proposer(Table),
    Set = fun(Block, K) -> lists:sort([M || {M, Acceptor} <- map_get(Block, Alive), Acceptor =:= K]) end,
    Sets = lists:usort([Set(Block, K) || Block <- maps:keys(Table), K <- lists:seq(1, A)]),
    Numbers = maps:from_list(lists:zip(Sets, lists:seq(2, length(Sets) + 1))),
    {list_to_tuple([list_to_tuple([map_get(Set(Block, K), Numbers) || K <- lists:seq(1, A)])
                    || Block <- lists:seq(1, map_size(Table))]),
     list_to_tuple([all | [maps:from_list([{M, true} || M <- Messages]) || Messages <- Sets]])}.
