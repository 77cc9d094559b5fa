%% A small proposer without sense: what it does is drawn from a seed (rule
%% `seed'), its state and the event. It sends at most twice, so that the states
%% of a system of such cores are finite. Rule `names' says whether it looks at
%% the names of acceptors.
-module(random_proposer).
-behaviour(paxy_core).
-export([init/1, handle/2, recover/2]).

init(#{name := Name, value := Value, rules := Rules}) ->
    #{name => Name, value => Value, rules => Rules, at => 0, left => 2}.

%% Its messages stay few, whatever it forgets: crashes are.
recover(Config, none) -> init(Config);
recover(Config, {stored, At}) -> (init(Config))#{at := At}.

handle(Event, #{rules := #{seed := Seed, names := Names}, name := Name, at := At, left := Left} = State) ->
    Seen = case {Event, Names} of
               {{answer, _, Content}, blind} -> {answer, Content};
               _ -> Event
           end,
    Draw = fun(What, Max) -> erlang:phash2({Seed, What, Name, At, Seen}, Max) end,
    {Sent, Effects} = act(Seen, At, Draw(act, 8), Draw(content, 2), Left, State),
    Next = Draw(next, 4),
    {State#{at := Next, left := Left - Sent}, stored(Draw(store, 4), Next, Effects, State)}.

%% Before or after what it sends, where its version lets it store.
stored(0, Next, Effects, #{rules := #{comes_back := true}}) -> [{store, Next} | Effects];
stored(1, Next, Effects, #{rules := #{comes_back := true}}) -> Effects ++ [{store, Next}];
stored(_, _, Effects, _) -> Effects.

%% It decides after some answers only, so that what it has heard matters.
act(start, _, Act, Content, _, #{name := Name}) ->
    {1, [{broadcast, {ask, Name, Content}} | [{timer, again, 1} || Act < 3]]};
act({answer, _}, At, _, Content, _, #{value := Value}) when At =:= 3 ->
    {0, [{decided, value(Content, Value), 0}]};
act({answer, _, _}, At, _, Content, _, #{value := Value}) when At =:= 3 ->
    {0, [{decided, value(Content, Value), 0}]};
act(_, _, Act, Content, Left, #{name := Name}) when Act < 3, Left > 0 ->
    {1, [{broadcast, {ask, Name, Content}}, {timer, again, 1}]};
act(_, _, 4, Content, Left, #{name := Name}) when Left > 0 ->
    {1, [{send, homer, {ask, Name, Content}}]};
act(_, _, 5, _, _, _) -> {0, [{timer, once, 1}]};
act(_, _, _, _, _, _) -> {0, []}.

value(0, Own) -> Own;
value(1, _) -> {255, 0, 0}.
