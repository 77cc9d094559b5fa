%% A wrong one: it stores only after it has answered, and answers when its own
%% timer fires. A crash between the two effects of that step shows it.
-module(hasty_timer_acceptor).
-behaviour(paxy_core).
-export([init/1, handle/2, recover/2]).

init(Config) -> {modular_acceptor:init(Config), []}.

recover(Config, Stored) -> {modular_acceptor:recover(Config, Stored), []}.

handle({timer, answer}, {Core, Answers}) -> {{Core, []}, Answers};
handle(Event, {Core0, _}) ->
    {Core, Effects} = modular_acceptor:handle(Event, Core0),
    {{Core, lists:reverse(Effects)}, [{timer, answer, 5}]}.
