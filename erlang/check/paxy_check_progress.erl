%%% Progress: from any state of the acceptors, one more proposer with a ballot
%%% above all others, without loss and without rivals, decides in one round.
%%% Its messages arrive at once. The replies come in every order, those of
%%% the first phase also after those of the second; of more than 4 acceptors
%%% in every order that takes them from the two ends of their line. Equal
%%% replies of one acceptor on their way count once; those of several acceptors
%%% may be equal, too, where replies do not name their sender. An acceptor's timer may fire at any time,
%%% the proposer's only when nothing else can happen: its deadline is long.
%%%
%%% "Decides" means: whatever has happened, a decision can still follow. So a
%%% reply that waits for an acceptor's timer is no fault, and a system that
%%% runs in circles without ever deciding is one.
-module(paxy_check_progress).

-export([proposer/1, decides/2]).
-export_type([proposer/0]).

-define(EVERY_ORDER_MAX, 4).
-define(SITUATIONS_MAX, 1_000_000).

-record(rescue, {name :: paxy_core:name(),
                 actor :: paxy_check_actor:actor(),
                 acts :: [paxy_check_actor:act()],
                 names :: [paxy_core:name()]}).
-opaque proposer() :: none | #rescue{}.

%% An actor as it is now, with the number by which this process knows it (met/2): to
%% compare and to look up numbers costs a fraction of what whole actors cost.
-type met() :: {pos_integer(), paxy_check_actor:actor()}.

%% The proposer, the acceptors by name, and the replies to the proposer.
-record(scene, {actor :: met(),
                cast :: [{paxy_core:name(), met()}],
                replies = [] :: ordsets:ordset({From :: paxy_core:name(), paxy_core:message()})}).

%% A proposer without answers in any round of the bound, in the round after it: its ballot
%% there is above all earlier ones.
-spec proposer(paxy_check_system:system()) -> proposer().
proposer(#{bounds := #{rounds := Rounds}, acceptor_names := Names} = System) ->
    {Name, Actor0} = paxy_check_system:one_more(System),
    case last_round(Actor0, none, 10 * (Rounds + 1)) of
        none -> none;
        {Actor, Acts} -> #rescue{name = Name, actor = Actor, acts = Acts, names = Names}
    end.

last_round(_, Last, 0) ->
    Last;
last_round(Actor0, Last, Steps) ->
    case paxy_check_actor:waits(Actor0) of
        none -> Last;
        _ ->
            {Actor, Acts} = paxy_check_actor:act(tick, Actor0),
            case paxy_check_actor:posts(Acts) of
                [] -> last_round(Actor, Last, Steps - 1);
                _ -> last_round(Actor, {Actor, Acts}, Steps - 1)
            end
    end.

%% Does it decide in every order of the replies? Not where an acceptor
%% of a folder crashed before, or one of its processes does on the way.
-spec decides(proposer(), [paxy_check_actor:actor()]) -> boolean() | {crashed, Reason :: binary()}.
decides(Rescue, Acceptors) ->
    case crashed(Acceptors) of
        none -> rescued(Rescue, Acceptors);
        Crashed -> Crashed
    end.

crashed(Actors) ->
    case [Reason || Actor <- Actors, Reason <- [paxy_check_actor:crashed(Actor)], Reason =/= none] of
        [] -> none;
        [Reason | _] -> {crashed, Reason}
    end.

rescued(none, _) ->
    false;
rescued(#rescue{actor = Actor, acts = Acts, names = Names, name = Name}, Acceptors) ->
    Cast = [{Member, met(Member, Acceptor)} || {Member, Acceptor} <- lists:zip(Names, Acceptors)],
    Scene = arrive(Acts, #scene{actor = met(Name, Actor), cast = Cast}, Name),
    try explore(Scene, Name, #{}) of
        {_, Seen} -> hopeless(Seen) =:= [] andalso remembered(Scene, Seen)
    catch
        throw:{undecided, #scene{actor = {_, Last}, cast = Left}} ->
            case crashed([Last | [Acceptor || {_, {_, Acceptor}} <- Left]]) of
                none -> false;
                Crashed -> Crashed
            end
    end.

%% The situations that can follow, each once, with the ones to which they lead; `true' for
%% a decision.
explore(#scene{actor = {_, Actor}} = Scene, Name, Seen) when map_size(Seen) < ?SITUATIONS_MAX ->
    Situation = situation(Scene),
    case Seen of
        #{Situation := {Known, _}} -> {Known, Seen};
        #{} ->
            case paxy_check_actor:decided(Actor) =/= [] orelse get({?MODULE, Situation}) =:= good of
                true -> {true, Seen};
                false -> explore_all(Situation, leading(followers(Scene, Name), Scene), Name, Seen)
            end
    end;
explore(_, _, _) ->
    throw({fault, "progress can't be checked: one more proposer meets too many situations"}).

leading([], Scene) -> throw({undecided, Scene});
leading(Followers, _) -> Followers.

explore_all(Situation, Followers, Name, Seen0) ->
    {Known, Seen} = lists:foldl(fun(Scene, {Known0, Seen1}) ->
                                        {Leads, Seen2} = explore(Scene, Name, Seen1),
                                        {Known0 orelse Leads, Seen2}
                                end, {false, Seen0#{Situation => {false, []}}}, Followers),
    Next = case Known of
               true -> [];
               false -> [situation(Scene) || Scene <- Followers]
           end,
    {Known, Seen#{Situation := {Known, Next}}}.

%% Nothing that can follow these situations is without hope. Once the acceptors have changed,
%% in the second phase, other acceptors lead to the same situations: those are explored once
%% in a process.
remembered(Scene, Seen) ->
    {_, _, First} = situation(Scene),
    _ = [put({?MODULE, Situation}, good) || {_, _, Cast} = Situation <- maps:keys(Seen), Cast =/= First],
    true.

%% The situations from which no decision can be reached.
hopeless(Seen) ->
    hopeless([{Situation, Next} || {Situation, {false, Next}} <- maps:to_list(Seen)], Seen).

hopeless(Doubtful, Seen) ->
    Leads = fun(Situation) -> element(1, map_get(Situation, Seen)) end,
    case lists:partition(fun({_, Next}) -> lists:any(Leads, Next) end, Doubtful) of
        {[], Left} -> Left;
        {Known, Left} -> hopeless(Left, lists:foldl(fun({S, _}, M) -> M#{S := {true, []}} end, Seen, Known))
    end.

situation(#scene{actor = {Number, _}, cast = Cast, replies = Replies}) ->
    {Number, lists:sort([Reply || {_, Reply} <- Replies]), [Acceptor || {_, {Acceptor, _}} <- Cast]}.

followers(#scene{actor = {_, Actor} = Met, cast = Cast, replies = Replies} = Scene, Name) ->
    Arrivals = [step(taken(Name, {message, Reply}, Met), Scene#scene{replies = Replies -- [One]}, Name)
                || {_, Reply} = One <- first(lists:ukeysort(2, Replies), length(Cast))],
    Ticks = [ticked(Member, Scene, Name)
             || {_, {_, Acceptor}} = Member <- Cast, paxy_check_actor:waits(Acceptor) =/= none],
    case {Arrivals, Ticks, paxy_check_actor:waits(Actor)} of
        {[], [], none} -> [];
        {[], [], _} -> [step(taken(Name, tick, Met), Scene, Name)];
        _ -> Arrivals ++ Ticks
    end.

%% The replies that may come first.
first(Replies, Acceptors) when Acceptors =< ?EVERY_ORDER_MAX; Replies =:= [] -> Replies;
first(Replies, _) -> lists:usort([hd(Replies), lists:last(Replies)]).

step({Actor, Acts}, Scene, Name) ->
    arrive(Acts, Scene#scene{actor = Actor}, Name).

ticked({Member, Acceptor0}, #scene{cast = Cast, replies = Replies} = Scene, Name) ->
    {Acceptor, Acts} = taken(Member, tick, Acceptor0),
    Scene#scene{cast = lists:keyreplace(Member, 1, Cast, {Member, Acceptor}),
                replies = ordsets:union(Replies, to(Name, Member, Acts))}.

to(Name, Member, Acts) ->
    ordsets:from_list([{Member, Reply} || {To, Reply} <- paxy_check_actor:posts(Acts), To =:= Name]).

%% The acceptors after all that was sent to them, and their replies.
arrive(Acts, Scene, Name) ->
    lists:foldl(fun(Post, #scene{cast = Cast0, replies = Replies0} = S) ->
                        {Cast, Replies} = lists:mapfoldl(fun(Member, R) -> post(Post, Member, R, Name) end,
                                                         Replies0, Cast0),
                        S#scene{cast = Cast, replies = Replies}
                end, Scene, paxy_check_actor:posts(Acts)).

post({To, Message}, {Member, Acceptor0}, Replies, Name) when To =:= everyone; To =:= Member ->
    {Acceptor, Acts} = taken(Member, {message, Message}, Acceptor0),
    {{Member, Acceptor}, ordsets:union(Replies, to(Name, Member, Acts))};
post(_, Member, Replies, _) ->
    {Member, Replies}.

%% An actor's step. The same states meet the same messages again and again, in
%% other company: each step is taken once in a process.
taken(Name, Event, {Number, Actor0}) ->
    Key = {?MODULE, Number, Event},
    case get(Key) of
        undefined ->
            {Actor, Acts} = paxy_check_actor:act(Event, Actor0),
            Step = {met(Name, Actor), Acts},
            put(Key, Step),
            Step;
        Step -> Step
    end.

%% Equal numbers are equal actors of one name.
met(Name, Actor) ->
    Key = {?MODULE, Name, paxy_check_actor:essence(Actor)},
    case get(Key) of
        undefined ->
            Met = {erlang:unique_integer([positive]), Actor},
            put(Key, Met),
            Met;
        Met -> Met
    end.
