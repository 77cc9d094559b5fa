%% A right acceptor that answers when its own timer fires.
-module(timer_acceptor).
-behaviour(paxy_core).
-export([init/1, handle/2, recover/2]).

init(Config) -> {modular_acceptor:init(Config), []}.

recover(Config, Stored) -> {modular_acceptor:recover(Config, Stored), []}.

handle({timer, answer}, {Core, Answers}) -> {{Core, []}, Answers};
handle(Event, {Core0, Answers}) ->
    {Core, Effects} = modular_acceptor:handle(Event, Core0),
    {{Core, lists:usort(Answers ++ [Send || {send, _, _} = Send <- Effects])},
     [Store || {store, _} = Store <- Effects] ++ [{timer, answer, 5}]}.
