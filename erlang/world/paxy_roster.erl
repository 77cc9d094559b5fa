%%% The actors of a run: for each name its core, the core's options, and its permitted
%%% effects.
-module(paxy_roster).

-export([acceptors/2, proposers/2, share/2]).
-export_type([roster/0, share/0]).

-type roster() :: #{paxy_core:name() =>
                      {module(), paxy_core:acceptor_config() | paxy_core:proposer_config(), paxy_effect:permit()}}.

%% The part of a side's actors that one of several nodes has: they take turns.
-type share() :: {Index :: pos_integer(), Of :: pos_integer()}.

-spec share([Actor], share()) -> [Actor].
share(Actors, {Index, Of}) ->
    [Actor || {Number, Actor} <- lists:enumerate(Actors), (Number - Index) rem Of =:= 0].

%% The acceptors of a trial.
-spec acceptors(paxy_trial:trial(), paxy_version:version()) -> roster().
acceptors(Trial, #{acceptor := Core, rules := Rules} = Version) ->
    Peers = maps:from_keys([Name || {Name, _, _} <- paxy_trial:proposers(Trial)], []),
    maps:from_list([{Name, {Core, #{name => Name, rules => Rules},
                            paxy_effect:permit(acceptor, Name, Version, Peers)}}
                    || Name <- paxy_trial:acceptors(Trial)]).

%% The proposers of a trial.
-spec proposers(paxy_trial:trial(), paxy_version:version()) -> roster().
proposers(#{acceptors := Acceptors, timeout := Timeout, deadline := Deadline, backoff := Backoff} = Trial,
          #{proposer := Core, rules := Rules} = Version) ->
    Peers = maps:from_keys(paxy_trial:acceptors(Trial), []),
    Common = #{acceptors => Acceptors, timeout_ms => Timeout, deadline => Deadline, backoff_ms => Backoff,
               rounds_max => paxy_trial:rounds_max(), rules => Rules},
    BallotNames = paxy_trial:ballot_names(Trial),
    maps:from_list([{Name, {Core, Common#{name => Name, ballot_name => map_get(Name, BallotNames), value => Value,
                                    sleep_ms => Sleep},
                            paxy_effect:permit(proposer, Name, Version, Peers)}}
                    || {Name, Value, Sleep} <- paxy_trial:proposers(Trial)]).
