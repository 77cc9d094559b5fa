%%% The way to a state that the search has seen. States remember no more than
%%% their depth; so the way is looked for backwards, level by level, among
%%% those from which it can be reached, and walked forwards again without
%%% exchanging acceptors, to name the steps.
-module(paxy_check_path).

-export([first/2, find/5]).
-export_type([path/0]).

-include("paxy_check_model.hrl").

-type path() :: [paxy_check_state:label()].

-spec first(#model{}, paxy_check_column:columns()) -> paxy_check_state:key().
first(#model{symmetry = Symmetry} = Model, Columns) ->
    paxy_check_state:key(paxy_check_state:initial(Model, Columns), Symmetry).

-spec find(paxy_check_state:key(), Depth :: non_neg_integer(), #model{}, paxy_check_column:columns(),
           ets:table()) -> path().
find(Key, Depth, Model, Columns, Seen) ->
    Owner = self(),
    %% In a process of its own, since columns are remembered by process.
    {Pid, Monitor} = spawn_monitor(fun() -> Owner ! {self(), look(Key, Depth, Model, Columns, Seen)} end),
    receive
        {Pid, Path} -> demonitor(Monitor, [flush]), Path;
        {'DOWN', Monitor, process, Pid, Reason} -> exit(Reason)
    end.

look(Key, Depth, Model, Columns, Seen) ->
    Keys = backwards(Depth, [Key], Model, Columns, Seen),
    forwards(tl(Keys), paxy_check_state:initial(Model, Columns), Model, Columns).

backwards(0, Keys, _, _, _) ->
    Keys;
backwards(Depth, [Key | _] = Keys, Model, Columns, Seen) ->
    Level = ets:select(Seen, [{{'$1', Depth - 1}, [], ['$1']}], 1000),
    backwards(Depth - 1, [before(Level, Key, Model, Columns) | Keys], Model, Columns, Seen).

before({Candidates, More}, Key, Model, Columns) ->
    Leads = fun(Candidate) ->
                    lists:member(Key, paxy_check_state:followers(paxy_check_state:open(Candidate, Model), Model, Columns))
            end,
    case lists:search(Leads, Candidates) of
        {value, Before} -> Before;
        false -> before(ets:select(More), Key, Model, Columns)
    end.

forwards([], _, _, _) ->
    [];
forwards([Key | Keys], State, #model{symmetry = Symmetry} = Model, Columns) ->
    Moves = paxy_check_state:moves(State, Model, Columns),
    {value, {Label, Next}} = lists:search(fun({_, Reached}) -> paxy_check_state:key(Reached, Symmetry) =:= Key end, Moves),
    [Label | forwards(Keys, Next, Model, Columns)].
