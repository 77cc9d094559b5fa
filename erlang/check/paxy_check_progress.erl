%%% Progress: from any state of the acceptors, one more proposer with a ballot
%%% above all others, without loss and without rivals, decides in one round.
%%% What it sends arrives at once. The replies come in every order, those of
%%% the first phase also after those of the second; of more than 4 acceptors
%%% in every order that takes them from the two ends of their line.
-module(paxy_check_progress).

-export([proposer/1, decides/2]).
-export_type([proposer/0]).

-define(EVERY_ORDER_MAX, 4).

-record(rescue, {actor :: paxy_check_actor:actor(),
                 posts :: [paxy_check_actor:post()],
                 names :: [paxy_core:name()]}).
-opaque proposer() :: none | #rescue{}.

%% A proposer that nobody answered in any round of the bound, in the round
%% after it: what it sends there is above all that was sent before.
-spec proposer(paxy_check_system:system()) -> proposer().
proposer(#{bounds := #{proposers := Count, acceptors := Acceptors, rounds := Rounds} = Bounds,
           acceptor_names := Names, version := #{proposer := Module, rules := Rules}}) ->
    {Name, Value, _} = lists:last(paxy_trial:proposers(Bounds#{proposers => Count + 1, sleep => []})),
    Config = #{name => Name, value => Value, acceptors => Acceptors, timeout_ms => 1, backoff_ms => 0,
               rounds_max => Rounds + 1, rules => Rules},
    case last_round(paxy_check_actor:proposer(Module, Config), none, 10 * (Rounds + 1)) of
        none -> none;
        {Actor, Posts} -> #rescue{actor = Actor, posts = Posts, names = Names}
    end.

last_round(_, Last, 0) ->
    Last;
last_round(Actor0, Last, Steps) ->
    case paxy_check_actor:waits(Actor0) of
        none -> Last;
        _ ->
            case paxy_check_actor:tick(Actor0) of
                {Actor, []} -> last_round(Actor, Last, Steps - 1);
                {Actor, Posts} -> last_round(Actor, {Actor, Posts}, Steps - 1)
            end
    end.

%% Does it decide, whatever order the replies come in?
-spec decides(proposer(), [paxy_check_actor:actor()]) -> boolean().
decides(none, _) ->
    false;
decides(#rescue{actor = Actor, posts = Posts, names = Names}, Acceptors) ->
    {Cast, Replies} = arrive(Posts, lists:zip(Names, Acceptors)),
    try explore({Actor, Cast, lists:sort(Replies)}, #{}) of
        _ -> true
    catch
        throw:undecided -> false
    end.

%% All situations that can follow, each once.
explore({Actor, Cast, Replies}, Seen) ->
    Situation = {paxy_check_actor:essence(Actor), Replies,
                 [paxy_check_actor:essence(Acceptor) || {_, Acceptor} <- Cast]},
    case is_map_key(Situation, Seen) orelse paxy_check_actor:decision(Actor) of
        true -> Seen;
        {value, _} -> Seen;
        none when Replies =:= [] -> throw(undecided);
        none ->
            lists:foldl(fun(Reply, Others) ->
                                explore(next(Reply, Actor, Cast, lists:delete(Reply, Replies)), Others)
                        end, Seen#{Situation => true}, first(Replies, length(Cast)))
    end.

%% Which replies may come first.
first(Replies, Acceptors) when Acceptors =< ?EVERY_ORDER_MAX -> lists:usort(Replies);
first(Replies, _) -> lists:usort([hd(Replies), lists:last(Replies)]).

next(Reply, Actor0, Cast0, Left) ->
    {Actor, Posts} = paxy_check_actor:deliver(Reply, Actor0),
    {Cast, Replies} = arrive(Posts, Cast0),
    {Actor, Cast, lists:sort(Replies ++ Left)}.

%% The acceptors after all posts, and what they reply.
arrive(Posts, Cast) ->
    lists:foldl(fun(Post, {Before, Sent}) ->
                        lists:mapfoldl(fun(Member, Replies) -> post(Post, Member, Replies) end, Sent, Before)
                end, {Cast, []}, Posts).

post({To, Message}, {Name, Acceptor0}, Sent) when To =:= everyone; To =:= Name ->
    {Acceptor, Posted} = paxy_check_actor:deliver(Message, Acceptor0),
    {{Name, Acceptor}, [Reply || {_, Reply} <- Posted] ++ Sent};
post(_, Member, Sent) ->
    {Member, Sent}.
