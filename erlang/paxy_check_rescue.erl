%%% Progress: from any state of the acceptors, one more proposer with a ballot
%%% above all others, without loss and without rivals, decides in one round.
%%% Its requests all arrive, then the replies, in the order of the acceptors,
%%% in the reverse order, and in every rotation of both.
-module(paxy_check_rescue).

-export([proposer/1, decides/2]).
-export_type([proposer/0]).

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

%% Does it decide, whichever of the orders the replies come in?
-spec decides(proposer(), [paxy_check_actor:actor()]) -> boolean().
decides(none, _) ->
    false;
decides(#rescue{names = Names} = Rescue, Acceptors) ->
    Cast = lists:zip(Names, Acceptors),
    lists:all(fun(Order) -> decides_in(Order, Rescue) end, orders(Cast)).

orders(Cast) ->
    [Order || Line <- [Cast, lists:reverse(Cast)], Order <- rotations(Line, length(Line))].

rotations(_, 0) -> [];
rotations([First | Rest] = Line, N) -> [Line | rotations(Rest ++ [First], N - 1)].

decides_in(Acceptors, #rescue{actor = Actor, posts = Posts}) ->
    round_trip(Posts, Acceptors, Actor).

round_trip([], _, _) ->
    false;
round_trip(Posts, Acceptors0, Actor0) ->
    {Acceptors, Replies} = lists:mapfoldl(fun(Acceptor, Replies) -> receive_all(Posts, Acceptor, Replies) end,
                                          [], Acceptors0),
    {Actor, Next} = lists:foldl(fun(Reply, {A0, Sent}) ->
                                        {A, Posted} = paxy_check_actor:deliver(Reply, A0),
                                        {A, Sent ++ Posted}
                                end, {Actor0, []}, lists:append(lists:reverse(Replies))),
    case paxy_check_actor:decision(Actor) of
        {value, _} -> true;
        none -> round_trip(Next, Acceptors, Actor)
    end.

receive_all(Posts, {Name, Acceptor0}, Replies) ->
    {Acceptor, Answers} = lists:foldl(fun({To, Message}, {A0, Sent}) when To =:= everyone; To =:= Name ->
                                              {A, Posted} = paxy_check_actor:deliver(Message, A0),
                                              {A, Sent ++ [Reply || {_, Reply} <- Posted]};
                                         (_, Same) -> Same
                                      end, {Acceptor0, []}, Posts),
    {{Name, Acceptor}, [Answers | Replies]}.
