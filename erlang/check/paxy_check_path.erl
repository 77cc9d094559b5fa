%%% Finds the schedule that leads to a state. The search keeps its levels, so
%%% this goes backwards, level by level, among the states from
%%% which it can be reached, and walked forwards again without exchanging
%%% acceptors, to name the steps.
-module(paxy_check_path).

-export([first/2, find/5, along/3]).
-export_type([path/0]).

-include("paxy_check_model.hrl").

-type path() :: [paxy_check_state:label()].

-spec first(#model{}, paxy_check_column:columns()) -> paxy_check_state:key().
first(Model, Columns) ->
    paxy_check_state:key(paxy_check_state:initial(Model, Columns), Model).

%% `Before' are the levels above that of the key, the nearest first.
-spec find(paxy_check_state:key(), Before :: [[paxy_check_level:chunk()]], pos_integer(), #model{},
           paxy_check_column:columns()) -> path().
find(Key, Before, Bytes, Model, Columns) ->
    along(backwards(Before, [Key], Bytes, Model, Columns), Model, Columns).

%% The steps along these keys, which begin with the first.
-spec along([paxy_check_state:key(), ...], #model{}, paxy_check_column:columns()) -> path().
along([_ | Keys], Model, Columns) ->
    forwards(Keys, paxy_check_state:initial(Model, Columns), Model, Columns).

backwards([], Keys, _, _, _) ->
    Keys;
backwards([Level | Before], [Key | _] = Keys, Bytes, Model, Columns) ->
    backwards(Before, [before(Level, Key, Bytes, Model, Columns) | Keys], Bytes, Model, Columns).

before([Chunk | Chunks], Key, Bytes, Model, Columns) ->
    Leads = fun(Candidate) ->
                    lists:member(Key, paxy_check_state:followers(paxy_check_state:open(Candidate, Model), Model, Columns))
            end,
    case lists:search(Leads, paxy_check_level:keys(Chunk, Bytes)) of
        {value, Before} -> Before;
        false -> before(Chunks, Key, Bytes, Model, Columns)
    end.

forwards([], _, _, _) ->
    [];
forwards([Key | Keys], State, Model, Columns) ->
    Moves = paxy_check_state:moves(State, Model, Columns),
    {value, {Label, Next}} = lists:search(fun({_, Reached}) -> paxy_check_state:key(Reached, Model) =:= Key end, Moves),
    [Label | forwards(Keys, Next, Model, Columns)].
