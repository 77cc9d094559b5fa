%%% Facts that both Erlang and the batch runner need. `npm run facts' writes them
%%% to src/core/facts.ts; a test fails while that file is stale.
-module(paxy_facts).

-export([facts/0, print/0]).

-spec facts() -> paxy_json:json().
facts() ->
    #{versions => paxy_version:names(),
      about_crashes => paxy_version:about_crashes(),
      engines => [#{name => paxy_remote, virtual => false, nodes => [run, acceptors, proposers]},
                  #{name => paxy_local, virtual => false, nodes => [run]},
                  #{name => paxy_sim, virtual => true, nodes => [run]}],
      verdicts => paxy_judge:verdicts(),
      faults => paxy_faults:kinds(),
      events => paxy_trace:kinds(),
      witnesses => paxy_witness:names(),
      proposers => named_proposers(),
      defaults => maps:without([hash, occurrence], paxy_trial:defaults()),
      limits => #{actors => paxy_trial:actors_max(),
                  rounds => paxy_trial:rounds_max(),
                  fault_ms => paxy_faults:ms_max(),
                  checked => paxy_check_model:bound_max()}}.

%% The proposers that have a name of their own; those after them are proposer_N.
named_proposers() ->
    All = paxy_trial:proposers(#{proposers => paxy_trial:actors_max(), sleep => []}),
    [Name || {Name, _, _} <- All, not lists:prefix("proposer_", atom_to_list(Name))].

%% Called by `erl -run'.
-spec print() -> no_return().
print() ->
    ok = io:put_chars([paxy_json:encode(facts()), $\n]),
    erlang:halt(0).
