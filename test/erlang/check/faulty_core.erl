%% An acceptor with the fault that its rules say.
-module(faulty_core).
-behaviour(paxy_core).
-export([init/1, handle/2, recover/2]).

init(#{rules := #{fault := init_raises}}) -> error(oops);
init(#{rules := #{fault := Fault}}) -> {Fault, 0}.

recover(Config, _) -> init(Config).

handle(_, {silent, _} = State) -> {State, []};
handle(_, {raises, _}) -> error(oops);
handle(_, {throws, _}) -> throw(oops);
handle(_, {exits, _}) -> exit(oops);
handle(_, {returns, _}) -> nothing;
handle(_, {dances, _} = State) -> {State, [{dance, wild}]};
handle(_, {decides, _} = State) -> {State, [{decided, {255, 0, 0}, 0}]};
handle(_, {stranger, _} = State) -> {State, [{send, nobody, {hello}}]};
handle(_, {loops, _} = State) -> loop(State);
handle(_, {sleeps, _} = State) -> timer:sleep(infinity), {State, []};
handle(_, {grows, N}) -> {{grows, N + 1}, []};
handle(_, {explodes, _}) -> {{explodes, lists:seq(1, 1_000_000_000)}, []}.

loop(State) -> loop(State).
