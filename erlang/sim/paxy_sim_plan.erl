%%% The part of a trial that all its simulated runs share, computed once.
-module(paxy_sim_plan).

-export([prepare/1, new/1, is_folder/1]).
-export_type([plan/0, member/0, occasion/0]).

%% An actor as it is before a run.
-type member() :: {paxy_core:name(), module(),
                   paxy_core:proposer_config() | paxy_core:acceptor_config(), paxy_effect:permit(),
                   paxy_core:state()}.

%% An event that no actor causes.
-type occasion() :: {start, paxy_core:name()} | {fault, paxy_faults:action()}.

-type plan() :: #{trial := paxy_trial:trial(),
                  key := paxy_random:key(),
                  network := paxy_network:network(),
                  proposed := [paxy_core:value()],
                  proposers := [member()],
                  acceptors := [member()],
                  occasions := [{AtMs :: non_neg_integer(), occasion()}]}.

%% Prepares the code of a folder, once on a node, because it takes a while.
-spec prepare(paxy_trial:trial()) -> ok.
prepare(#{version := Name} = Trial) ->
    _ = case paxy_version:find(Name) of
            {ok, #{runner := lab} = Folder} -> paxy_lab_converted:version(Folder, Trial);
            _ -> none
        end,
    ok.

%% The reason of an error is for people.
-spec new(paxy_trial:trial()) -> {ok, plan()} | {error, Reason :: iodata()}.
new(#{version := Name} = Trial) ->
    case paxy_version:find(Name) of
        {ok, #{runner := lab} = Folder} ->
            case paxy_lab_converted:version(Folder, Trial) of
                {ok, Version} -> {ok, of_folder(plan(Trial, Version))};
                {error, Reason} -> {error, Reason}
            end;
        {ok, Version} ->
            try {ok, plan(Trial, Version)}
            catch throw:{fault, _, _, _, _} = Fault -> {error, paxy_step:text(Fault)}
            end;
        {error, unknown_version} ->
            {error, paxy_version:unknown(Name)}
    end.

plan(Trial, Version) ->
    Proposers = paxy_trial:proposers(Trial),
    Acceptors = paxy_trial:acceptors(Trial),
    #{trial => Trial,
      key => paxy_trial:key(Trial),
      network => paxy_network:new(Trial),
      proposed => [Value || {_, Value, _} <- Proposers],
      proposers => members([Name || {Name, _, _} <- Proposers], paxy_roster:proposers(Trial, Version)),
      acceptors => members(Acceptors, paxy_roster:acceptors(Trial, Version)),
      occasions => [{Sleep, {start, Name}} || {Name, _, Sleep} <- Proposers]
                   ++ [{AtMs, {fault, Action}} || {AtMs, Action} <- paxy_faults:schedule(Trial)]}.

%% A folder's acceptors begin with a step of their own, before the proposers.
%% These all begin at once, and sleep themselves.
of_folder(#{occasions := Occasions, proposers := Proposers, acceptors := Acceptors} = Plan) ->
    Rehearsed = fun({Name, Module, Config, Permit, Core}) -> {Name, Module, Config, Permit, paxy_lab_actor:rehearsed(Core)} end,
    Plan#{proposers := lists:map(Rehearsed, Proposers), acceptors := lists:map(Rehearsed, Acceptors),
          occasions := [{0, {start, Name}} || {Name, _, _, _, _} <- Acceptors]
                       ++ [{case Occasion of {start, _} -> 0; _ -> AtMs end, Occasion} || {AtMs, Occasion} <- Occasions]}.

%% Do the modules of a folder play?
-spec is_folder(plan()) -> boolean().
is_folder(#{proposers := [{_, Module, _, _, _} | _]}) -> Module =:= paxy_lab_actor.

members(Names, Roster) ->
    [{Name, Module, Config, Permit, begins(paxy_step:init(Module, Config, Permit))}
     || Name <- Names, {Module, Config, Permit} <- [map_get(Name, Roster)]].

begins({ok, Core}) -> Core;
begins(Fault) -> throw(Fault).
