%% A proposer that does not keep to the rules: its name says what it does.
-module(noisy_core).
-behaviour(paxy_core).
-export([init/1, handle/2]).

init(#{name := Name}) -> Name.

handle(start, fry) ->
    print_lines(5000),
    {fry, [{decided, {255, 0, 0}, 0}]};
handle(start, amy) ->
    print_lines(900),
    {amy, []};
handle(start, bender) ->
    error(bite_my_shiny);
handle(start, leela) ->
    forever();
handle(_, Name) ->
    {Name, []}.

print_lines(Count) ->
    [io:format("line ~w~n", [N]) || N <- lists:seq(1, Count)].

forever() -> forever().
