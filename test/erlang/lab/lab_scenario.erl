%%% Runs the actors of a folder against each other in a random order, each step
%%% with the code converted and interpreted.
-module(lab_scenario).

-export([play/4]).

-define(PROPOSERS, 2).
-define(ACCEPTORS, 3).
-define(STEPS, 400).

%% Plays with a seed; Rules of the one, Rules of the other. Both must ask for
%% the same effects at every step. How many steps it took, and of what effects.
play(Seed, One, Other, Kinds) ->
    State = rand:seed_s(exsss, Seed),
    Actors = maps:from_list([{Name, {begin_(Config, One), begin_(Config, Other)}} || {Name, Config} <- cast()]),
    Begin = [{Name, start} || {Name, _} <- cast()],
    step(Begin, Actors, State, 0, Kinds).

cast() ->
    [{Name, #{name => Name}} || Name <- paxy_trial:acceptors(#{acceptors => ?ACCEPTORS})]
        ++ [{Name, #{name => Name, value => Value, acceptors => ?ACCEPTORS, rounds_max => 20, sleep_ms => 1}}
            || {Name, Value, _} <- paxy_trial:proposers(#{proposers => ?PROPOSERS, sleep => []})].

begin_(#{name := Name} = Config, Converted) ->
    Core = paxy_lab_actor:init(Config#{rules => #{lab => Converted}}),
    paxy_lab_actor:draw_from(paxy_random:key(atom_to_binary(Name)), Core).

step([], _, _, Steps, Kinds) -> {Steps, Kinds};
step(_, _, _, ?STEPS, Kinds) -> {?STEPS, Kinds};
step(Pending, Actors, Random0, Steps, Kinds) ->
    {N, Random1} = rand:uniform_s(length(Pending), Random0),
    {Lot, Random} = rand:uniform_s(10, Random1),
    {Name, Event} = Chosen = lists:nth(N, Pending),
    Left = case Lot of
               1 -> Pending;                      %% it will come once more
               _ -> lists:delete(Chosen, Pending)
           end,
    case Lot =:= 2 andalso is_tuple(Event) andalso element(1, Event) =/= timer of
        true -> step(Left, Actors, Random, Steps + 1, Kinds);  %% it is lost
        false ->
            {One0, Other0} = map_get(Name, Actors),
            paxy_lab_step:set_now(Steps * 7),
            {One, Effects} = paxy_lab_actor:handle(Event, One0),
            {Other, Same} = paxy_lab_actor:handle(Event, Other0),
            comparable(Effects) =:= comparable(Same) orelse error({differ, Name, Event, Effects, Same}),
            step(Left ++ lists:append([pending(Name, Effect) || Effect <- Effects]), Actors#{Name := {One, Other}},
                 Random, Steps + 1, lists:usort([element(1, E) || E <- Effects] ++ Kinds))
    end.

%% Stacks and funs differ, words for people do not count.
comparable(Effects) -> [case E of {failed, _} -> failed; _ -> E end || E <- Effects].

pending(_, {send, To, Message, _}) -> [{To, Message}];
pending(Name, {later, Tag, _}) -> [{Name, {timer, Tag}}];
pending(Name, {timer, Tag, _}) -> [{Name, {timer, Tag}}];
pending(_, _) -> [].
