%%% What all simulated runs of a trial have in common, worked out once.
-module(paxy_sim_plan).

-export([new/1]).
-export_type([plan/0, member/0, occasion/0]).

%% An actor as it is before a run.
-type member() :: {paxy_core:name(), module(),
                   paxy_core:proposer_config() | paxy_core:acceptor_config(), paxy_core:state()}.

%% What happens to a run from outside.
-type occasion() :: {start, paxy_core:name()} | {fault, paxy_faults:action()}.

-type plan() :: #{trial := paxy_trial:trial(),
                  proposed := [paxy_core:value()],
                  proposers := [member()],
                  acceptors := [member()],
                  occasions := [{AtMs :: non_neg_integer(), occasion()}]}.

-spec new(paxy_trial:trial()) -> {ok, plan()} | {error, unknown_version}.
new(#{version := Name} = Trial) ->
    case paxy_version:find(Name) of
        {ok, Version} -> {ok, plan(Trial, Version)};
        {error, _} = Error -> Error
    end.

plan(#{faults := Faults} = Trial, Version) ->
    Proposers = paxy_trial:proposers(Trial),
    Acceptors = paxy_trial:acceptors(Trial),
    #{trial => Trial,
      proposed => [Value || {_, Value, _} <- Proposers],
      proposers => members([Name || {Name, _, _} <- Proposers], paxy_roster:proposers(Trial, Version)),
      acceptors => members(Acceptors, paxy_roster:acceptors(Trial, Version)),
      occasions => [{Sleep, {start, Name}} || {Name, _, Sleep} <- Proposers]
                   ++ [{AtMs, {fault, Action}} || {AtMs, Action} <- paxy_faults:schedule(Faults, Acceptors)]}.

members(Names, Cast) ->
    [{Name, Module, Config, Module:init(Config)} || Name <- Names, {Module, Config} <- [map_get(Name, Cast)]].
