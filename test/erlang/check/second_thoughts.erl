%% A proposer that decides once more after it has decided: the other value.
-module(second_thoughts).
-behaviour(paxy_core).
-export([init/1, handle/2]).

init(Config) -> modular_proposer:init(Config).

handle({timer, again}, Core) -> {Core, [{decided, {0, 255, 0}, 0}]};
handle(Event, Core0) ->
    {Core, Effects} = modular_proposer:handle(Event, Core0),
    {Core, lists:append([case Effect of
                             {decided, _, _} -> [Effect, Effect, {timer, again, 40}];
                             _ -> [Effect]
                         end || Effect <- Effects])}.
