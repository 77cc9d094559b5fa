%%% A column: an acceptor's state and the messages on their way between it and
%%% all proposers. A whole state of the system is its proposers and its
%%% columns. There are few columns, so they are numbered, and each worker
%%% computes the successors of a column once and remembers them.
-module(paxy_check_column).

-export([new/1, number/2, moves/3, state/3, advance/6, settle/6, key/2]).
-export_type([columns/0, id/0, moves/0, own_label/0]).

-include("paxy_check_model.hrl").

%% What fits key/2.
-define(COLUMNS_MAX, 1 bsl 20 - 1).

-type id() :: pos_integer().
-type column() :: {Class :: pos_integer(), State :: pos_integer(), [paxy_check_local:message()]}.
-type columns() :: #{numbers := ets:table(), columns := ets:table(), count := atomics:atomics_ref(),
                     max := pos_integer()}.

%% The changes of a column by itself, with their cost of the bounds; and the messages that
%% may reach each proposer, with the remaining column.
-type own_label() :: {request, paxy_check_local:message(), Crash :: non_neg_integer()}
                   | {tick, Crash :: non_neg_integer()} | crash
                   | {lose, paxy_check_local:message()}.
-type moves() :: {Own :: [{own_label(), Duplicates :: 0 | 1, Crashes :: 0 | 1, id()}],
                  Replies :: [{Proposer :: pos_integer(), paxy_check_local:message(), id()}]}.

%% For the given number of columns; a further one throws `too_wide'.
-spec new(pos_integer()) -> columns().
new(Max) ->
    Options = [public, set, {read_concurrency, true}],
    #{numbers => ets:new(numbers, Options), columns => ets:new(columns, Options),
      count => atomics:new(1, []), max => min(Max, ?COLUMNS_MAX)}.

%% The same number for the same column, whichever worker asks first.
-spec number(column(), columns()) -> id().
number(Column, #{numbers := Numbers, columns := Columns, count := Count, max := Max}) ->
    case ets:lookup(Numbers, Column) of
        [{_, Number}] -> Number;
        [] ->
            Number = fresh(Count, Max),
            true = ets:insert(Columns, {Number, Column}),
            case ets:insert_new(Numbers, {Column, Number}) of
                true -> Number;
                false -> ets:lookup_element(Numbers, Column, 2)
            end
    end.

%% Numbers may be left out, never given twice.
fresh(Count, Max) ->
    case atomics:add_get(Count, 1, 1) of
        Number when Number =< Max -> Number;
        _ -> throw(too_wide)
    end.

-spec describe(id(), columns()) -> column().
describe(Id, #{columns := Columns}) ->
    ets:lookup_element(Columns, Id, 2).

%% The integer under which a worker remembers something about a column; `Others' (below
%% 2^36) names the thing. The process dictionary hashes an integer by its lowest bits, so
%% these are spread. Two pairs never share a key: the upper bits are Others, and for equal
%% Others the lower bits are the column's number, exclusive-or one constant. (No function
%% that finds what is missing is passed on: to make one costs more than most look-ups.)
-spec key(id(), non_neg_integer()) -> non_neg_integer().
key(Id, Others) ->
    Spread = ((Others * 16#9E3779B1) bsr 12) band 16#FFFFF,
    Others bsl 20 bor (Id bxor Spread).

remember(Key, Value) ->
    put(Key, Value),
    Value.

%% The acceptor's state.
-spec state(id(), #model{}, columns()) -> pos_integer().
state(Id, _, Columns) ->
    Key = key(Id, 0),
    case get(Key) of
        undefined -> remember(Key, element(2, describe(Id, Columns)));
        State -> State
    end.

-spec moves(id(), #model{}, columns()) -> moves().
moves(Id, Model, Columns) ->
    Key = key(Id, 1),
    case get(Key) of
        undefined -> remember(Key, find_moves(describe(Id, Columns), Id, Model, Columns));
        Moves -> Moves
    end.

find_moves({_, _, Messages} = Column, Id, #model{addressees = Addressees} = Model, Columns) ->
    {Requests, Replies} = lists:partition(fun(M) -> element(M, Addressees) =:= acceptor end,
                                          lists:usort(Messages)),
    Own = lists:append([deliver(Request, Column, Model) || Request <- Requests])
        ++ by_itself(Column, Model) ++ losses(Column, Model),
    {[{Label, D, C, Next} || {Label, D, C, Changed} <- Own, Next <- [number(Changed, Columns)], Next =/= Id],
     [{element(M, Addressees), M, number(without(M, Column), Columns)} || M <- Replies]}.

%% The request arrives, for good or to arrive once more.
deliver(Request, {Class, State, Messages} = Column, #model{bounds = #{duplicates := Duplicates}} = Model) ->
    {_, _, Left} = without(Request, Column),
    Ways = [{0, Left} | [{1, Messages} || Duplicates > 0]],
    [{{request, Request, Crash}, D, min(Crash, 1), {Class, Next, lists:merge(Rest, Replies)}}
     || {Crash, Next, {Replies}} <- outcomes(Request, State, Class, Model), {D, Rest} <- Ways].

outcomes(Event, State, Class, #model{acceptors = Acceptors, reductions = Reductions}) ->
    case map_get(State, element(Class, Acceptors)) of
        #{Event := Outcomes} -> Outcomes;
        #{} -> [{0, State, {[]}} || not lists:member(loss, Reductions)]
    end.

by_itself({Class, State, Messages}, #model{acceptors = Acceptors}) ->
    Steps = map_get(State, element(Class, Acceptors)),
    [{{tick, Crash}, 0, min(Crash, 1), {Class, Next, lists:merge(Messages, Replies)}}
     || {Crash, Next, {Replies}} <- maps:get(tick, Steps, [])]
        ++ [{crash, 0, 1, {Class, Next, Messages}} || {_, Next, _} <- maps:get(crash, Steps, [])].

losses({_, _, Messages} = Column, #model{reductions = Reductions}) ->
    [{{lose, Message}, 0, 0, without(Message, Column)}
     || not lists:member(loss, Reductions), Message <- lists:usort(Messages)].

without(Message, {Class, State, Messages}) ->
    {Class, State, lists:delete(Message, Messages)}.

%% The column of an acceptor after a proposer has sent its posts and come to a block: with
%% the posts, and without dead messages. The last argument is the number of remaining
%% crashes.
-spec advance(id(), pos_integer(), Posts :: pos_integer(),
              {Acceptor :: pos_integer(), LiveSet :: pos_integer(), CrashesLeft :: non_neg_integer()},
              #model{}, columns()) -> id().
advance(Id, _, 1, {_, 1, _}, _, _) ->
    Id;
advance(Id, Proposer, Posts, {Acceptor, LiveSet, Left}, Model, Columns) ->
    Others = ((((LiveSet bsl 4 bor Proposer) bsl 12 bor Posts) bsl 4 bor Acceptor) bsl Model#model.crash_bits bor Left)
        bsl 2 bor 2,
    Key = key(Id, Others),
    case get(Key) of
        undefined ->
            {Class, State, Messages} = describe(Id, Columns),
            Sent = element(Acceptor, element(Posts, Model#model.posts)),
            Column = {Class, State, lists:merge(Messages, Sent)},
            remember(Key, number(alive(Column, Proposer, LiveSet, Left, Model), Columns));
        Advanced -> Advanced
    end.

%% The column after its acceptor has changed, without messages that died by it.
-spec settle(id(), [pos_integer()], Acceptor :: pos_integer(), CrashesLeft :: non_neg_integer(), #model{}, columns()) -> id().
settle(Id, Blocks, Acceptor, Left, #model{alive = Alive} = Model, Columns) ->
    settle(Id, Blocks, 1, Acceptor, Left, Alive, Model, Columns).

settle(Id, [], _, _, _, _, _, _) ->
    Id;
settle(Id, [Block | Blocks], Proposer, Acceptor, Left, Alive, Model, Columns) ->
    LiveSet = element(Acceptor, element(Block, element(Proposer, Alive))),
    Settled = advance(Id, Proposer, 1, {Acceptor, LiveSet, Left}, Model, Columns),
    settle(Settled, Blocks, Proposer + 1, Acceptor, Left, Alive, Model, Columns).

alive(Column, _, 1, _, _) ->
    Column;
alive({Class, State, Messages}, Proposer, LiveSet, Left,
      #model{live_sets = Sets, uses = Uses, addressees = Addressees}) ->
    Live = element(LiveSet, element(Proposer, Sets)),
    Use = map_get(State, element(Left + 1, element(Class, Uses))),
    {Class, State, [M || M <- Messages, matters(M, element(M, Addressees), Proposer, Live, Use)]}.

matters(Message, Proposer, Proposer, Live, _) -> is_map_key(Message, Live);
matters(Message, acceptor, Proposer, Live, Use) ->
    case Use of
        #{Message := never} -> false;
        #{Message := {only, Proposer, Replies}} -> lists:any(fun(Reply) -> is_map_key(Reply, Live) end, Replies);
        #{} -> true
    end;
matters(_, _, _, _, _) -> true.
