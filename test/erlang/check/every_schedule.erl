%% Every schedule of a system without any reduction and without anything else
%% of the search: states are terms, a message in flight is in a list. Only the
%% actors are those of the checker.
-module(every_schedule).
-export([search/2]).

%% Agreement and validity alone; a violation comes with the fewest steps.
search(#{proposers := Proposers, acceptors := Acceptors, proposer_names := P, acceptor_names := A,
         bounds := #{crashes := Crashes, duplicates := Duplicates}, proposed := Proposed}, StatesMax) ->
    Actors = maps:from_list(lists:zip(P, Proposers) ++ lists:zip(A, Acceptors)),
    levels([{Actors, [], Crashes, Duplicates}], #{}, 0, {P, A, Proposed}, StatesMax).

levels([], Seen, _, _, _) -> {complete, map_size(Seen)};
levels(_, Seen, _, _, Max) when map_size(Seen) > Max -> too_many;
levels(Level, Seen0, Depth, {P, _, Proposed} = System, Max) ->
    case [State || State <- Level, not safe(State, P, Proposed)] of
        [_ | _] -> {violation, Depth};
        [] ->
            {Next, Seen} = lists:foldl(fun(State, {Found, Seen1}) ->
                                               case is_map_key(key(State), Seen1) of
                                                   true -> {Found, Seen1};
                                                   false -> {[State | Found], Seen1#{key(State) => true}}
                                               end
                                       end, {[], Seen0}, lists:append([followers(State, System) || State <- Level])),
            levels(Next, Seen, Depth + 1, System, Max)
    end.

key({Actors, Flying, Crashes, Duplicates}) ->
    {[{Name, paxy_check_actor:essence(Actor)} || {Name, Actor} <- lists:sort(maps:to_list(Actors))],
     Flying, Crashes, Duplicates}.

safe({Actors, _, _, _}, P, Proposed) ->
    paxy_judge:safety(Proposed, lists:append([paxy_check_actor:decided(map_get(Name, Actors)) || Name <- P])) =:= safe.

followers({Actors, Flying, Crashes, Duplicates} = State, {P, A, _} = System) ->
    Arrivals = [then(To, {message, Message}, Left, D, State, System)
                || {To, Message} = Letter <- lists:usort(Flying),
                   {Left, D} <- [{Flying -- [Letter], Duplicates} | [{Flying, Duplicates - 1} || Duplicates > 0]]],
    Ticks = [then(Name, tick, Flying, Duplicates, State, System)
             || {Name, Actor} <- maps:to_list(Actors), paxy_check_actor:waits(Actor) =/= none],
    Restarts = [{Actors#{Name := paxy_check_actor:crash(map_get(Name, Actors))}, Flying, Crashes - 1, Duplicates}
                || Crashes > 0, Name <- P ++ A, paxy_check_actor:recovers(map_get(Name, Actors))],
    lists:append(Arrivals ++ Ticks) ++ Restarts.

then(Name, Event, Flying, Duplicates, {Actors, _, Crashes, _}, System) ->
    Actor0 = map_get(Name, Actors),
    {Whole, Acts} = paxy_check_actor:act(Event, Actor0),
    Broken = [{Actor, Sent, Crashes - 1} || Crashes > 0, paxy_check_actor:recovers(Actor0),
                                            {_, Actor, Sent} <- paxy_check_actor:interrupted(Event, Actor0)],
    [{Actors#{Name := Actor}, sent(Sent, Flying, System), Left, Duplicates}
     || {Actor, Sent, Left} <- [{Whole, Acts, Crashes} | Broken]].

sent(Acts, Flying, {_, A, _}) ->
    lists:sort(lists:append([case To of everyone -> [{Name, M} || Name <- A]; _ -> [{To, M}] end
                             || {To, M} <- paxy_check_actor:posts(Acts)]) ++ Flying).
