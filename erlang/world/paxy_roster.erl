%%% Who takes part in a run, with the core of each and what it is told.
-module(paxy_roster).

-export([acceptors/2, proposers/2]).
-export_type([roster/0]).

-type roster() :: #{paxy_core:name() =>
                      {module(), paxy_core:acceptor_config() | paxy_core:proposer_config()}}.

-spec acceptors(paxy_trial:trial(), paxy_version:version()) -> roster().
acceptors(Trial, #{acceptor := Core, rules := Rules}) ->
    maps:from_list([{Name, {Core, #{name => Name, rules => Rules}}}
                    || Name <- paxy_trial:acceptors(Trial)]).

-spec proposers(paxy_trial:trial(), paxy_version:version()) -> roster().
proposers(#{acceptors := Acceptors, timeout := Timeout, backoff := Backoff} = Trial,
          #{proposer := Core, rules := Rules}) ->
    Common = #{acceptors => Acceptors, timeout_ms => Timeout, backoff_ms => Backoff,
               rounds_max => paxy_trial:rounds_max(), rules => Rules},
    maps:from_list([{Name, {Core, Common#{name => Name, value => Value}}}
                    || {Name, Value, _} <- paxy_trial:proposers(Trial)]).
