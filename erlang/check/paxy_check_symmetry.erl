%%% Reduction: acceptors are interchangeable.
%%%
%%% Why it is sound. If exchanging two acceptors, everywhere, maps the system
%%% onto itself (the initial states onto themselves and every step onto a step
%%% with the same effects, exchanged), it maps every schedule onto a schedule;
%%% agreement, validity and progress do not name acceptors, so a violation is
%%% mapped onto a violation, and of states that differ by such exchanges one
%%% is enough. That the exchange does map the system onto itself is not
%%% assumed but verified here, step by step, on the tables of paxy_check_local;
%%% a core that looks at acceptors' names fails it and is checked without.
-module(paxy_check_symmetry).

-export([find/2]).
-export_type([symmetry/0]).

-type blocks() :: tuple(). %% a number for each block of a proposer
%% `swaps': for each of the acceptors 1..N-1 and each proposer, the block that
%% takes the place of a block when that acceptor and the next are exchanged.
%% `orbits': for each proposer and block, the least of the blocks that exchanges
%% of acceptors can lead to.
%% `colours': for each proposer, block and acceptor, a number that is the same
%% for acceptors that the block treats alike.
-type symmetry() :: #{swaps := tuple(), colours := tuple(), orbits := tuple()}.

%% The tables of the acceptors and (merged into blocks) of the proposers, in order.
-spec find([paxy_check_bisimulation:table()], [{Initial :: pos_integer(), paxy_check_bisimulation:table()}]) ->
          {ok, symmetry()} | asymmetric.
find([_], _) ->
    asymmetric;
find([First | Others] = Acceptors, Proposers) ->
    Count = length(Acceptors),
    try
        [Table =:= First orelse throw(asymmetric) || Table <- Others],
        Swaps = list_to_tuple([list_to_tuple([exchange(Number, Initial, Table) || {Initial, Table} <- Proposers])
                               || Number <- lists:seq(1, Count - 1)]),
        Sizes = [{I, map_size(Table)} || {I, {_, Table}} <- lists:enumerate(Proposers)],
        {ok, #{swaps => Swaps, colours => list_to_tuple([colours(I, Count, Size, Swaps) || {I, Size} <- Sizes]),
               orbits => list_to_tuple([least(I, lists:seq(1, Count - 1), Size, Swaps) || {I, Size} <- Sizes])}}
    catch
        throw:asymmetric -> asymmetric
    end.

%% The blocks when acceptors Number and Number + 1 are exchanged.
-spec exchange(pos_integer(), pos_integer(), paxy_check_bisimulation:table()) -> blocks().
exchange(Number, Initial, Table) ->
    Image = follow([{Initial, Initial}], #{}, Number, Table),
    map_size(Image) =:= map_size(Table) orelse throw(asymmetric),
    list_to_tuple([map_get(Block, Image) || Block <- lists:seq(1, map_size(Table))]).

follow([], Image, _, _) ->
    Image;
follow([{Block, Other} | Rest], Image, Number, Table) ->
    case Image of
        #{Block := Other} -> follow(Rest, Image, Number, Table);
        #{Block := _} -> throw(asymmetric);
        #{} -> follow(pairs(map_get(Block, Table), map_get(Other, Table), Number) ++ Rest,
                      Image#{Block => Other}, Number, Table)
    end.

%% The blocks that must be each other's image, since steps are.
pairs(Steps, OtherSteps, Number) when map_size(Steps) =:= map_size(OtherSteps) ->
    [case OtherSteps of
         #{Exchanged := [{Crash, OtherNext, OtherPosts}]} ->
             exchanged_posts(Number, Posts) =:= OtherPosts orelse throw(asymmetric),
             {Next, OtherNext};
         #{} -> throw(asymmetric)
     end || {Event, [{Crash, Next, Posts}]} <- maps:to_list(Steps), Exchanged <- [exchanged(Number, Event)]];
pairs(_, _, _) ->
    throw(asymmetric).

exchanged(_, tick) -> tick;
exchanged(Number, {crash, Event, Effects}) -> {crash, exchanged(Number, Event), Effects};
exchanged(Number, {Message, Number}) -> {Message, Number + 1};
exchanged(Number, {Message, Acceptor}) when Acceptor =:= Number + 1 -> {Message, Number};
exchanged(_, Event) -> Event.

exchanged_posts(Number, Posts) ->
    setelement(Number + 1, setelement(Number, Posts, element(Number + 1, Posts)), element(Number, Posts)).

%% An acceptor's colour: bring it to the front by exchanges, then take the least
%% block that exchanges of the others can lead to.
colours(Proposer, Count, Blocks, Swaps) ->
    Least = least(Proposer, lists:seq(2, Count - 1), Blocks, Swaps),
    list_to_tuple([list_to_tuple([element(to_front(Acceptor, Block, Proposer, Swaps), Least)
                                  || Acceptor <- lists:seq(1, Count)])
                   || Block <- lists:seq(1, Blocks)]).

to_front(1, Block, _, _) -> Block;
to_front(Acceptor, Block, Proposer, Swaps) ->
    to_front(Acceptor - 1, swapped(Acceptor - 1, Proposer, Block, Swaps), Proposer, Swaps).

swapped(Number, Proposer, Block, Swaps) ->
    element(Block, element(Proposer, element(Number, Swaps))).

%% For each block, the least of those that these exchanges can lead to.
least(Proposer, Numbers, Blocks, Swaps) ->
    spread(list_to_tuple(lists:seq(1, Blocks)), Proposer, Numbers, Swaps).

spread(Least, Proposer, Numbers, Swaps) ->
    Spread = list_to_tuple([lists:min([element(Block, Least)
                                       | [element(swapped(Number, Proposer, Block, Swaps), Least) || Number <- Numbers]])
                            || Block <- lists:seq(1, tuple_size(Least))]),
    case Spread of
        Least -> Least;
        _ -> spread(Spread, Proposer, Numbers, Swaps)
    end.
