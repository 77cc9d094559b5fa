%% A core that does what a test tells it.
-module(broken_core).
-behaviour(paxy_core).
-export([init/1, handle/2]).

init(_) -> s.

handle({crash}, s) -> error(oops);
handle({return, Returned}, s) -> Returned;
handle({timer, Tag}, s) -> {s, [{send, fry, {timer, Tag}}]}.
