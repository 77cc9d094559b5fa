%% A small acceptor without sense, as random_proposer: it answers, stores, waits
%% for timers of its own or is silent.
-module(random_acceptor).
-behaviour(paxy_core).
-export([init/1, handle/2, recover/2]).

init(#{name := Name, rules := Rules}) ->
    #{name => Name, rules => Rules, at => 0, asked_by => none}.

recover(Config, none) -> init(Config);
recover(Config, {stored, At}) -> (init(Config))#{at := At}.

handle(Event, #{rules := #{seed := Seed}, name := Name, at := At, asked_by := Before} = State0) ->
    Draw = fun(What, Max) -> erlang:phash2({Seed, What, acceptor, At, Event}, Max) end,
    Next = Draw(next, 3),
    From = case Event of
               {ask, Proposer, _} -> Proposer;
               _ -> Before
           end,
    Answer = [{send, From, {answer, Name, Draw(content, 2)}} || From =/= none],
    Effects = case Draw(act, 8) of
                  0 -> [];
                  1 -> [{timer, later, 1} || element(1, Event) =:= ask];
                  2 -> [{store, Next} | Answer];
                  3 -> Answer ++ [{store, Next}];
                  _ -> Answer
              end,
    {State0#{at := Next, asked_by := From}, Effects}.
