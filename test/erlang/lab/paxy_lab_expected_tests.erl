%%% Every folder of test/lab/folders is what lab_expected says it is; what takes
%%% long is a part of npm run soak.
-module(paxy_lab_expected_tests).

-include_lib("eunit/include/eunit.hrl").

-export([long/0]).

-define(RUNS, 40).

every_folder_has_an_expectation_test() ->
    {ok, Names} = file:list_dir("test/lab/folders"),
    ?assertEqual(lists:sort(Names), lists:sort([Name || {Name, _} <- lab_expected:folders()])).

a_fault_of_safety_is_found_under_every_schedule_test_() ->
    [{Name, {timeout, 300, ?_assertEqual(violation, lab_expected:checked(Name))}}
     || {Name, {safety, _, _, _}} <- lab_expected:folders(), not lists:member(Name, lab_expected:slow())].

a_folder_without_a_fault_is_safe_under_every_schedule_test_() ->
    [{Name, {timeout, 300, ?_assertEqual(complete, lab_expected:checked(Name))}}
     || {Name, none} <- lab_expected:folders(), not lists:member(Name, lab_expected:slow())].

%% A load under which it shows now and then has more runs.
a_fault_of_safety_is_found_in_virtual_time_where_it_can_happen_there_test_() ->
    [{Name, {timeout, 120, ?_assert(lists:member(violation, lab_expected:simulated(Name, Load, 3 * ?RUNS)))}}
     || {Name, {safety, _, _, Loads}} <- lab_expected:folders(), Load <- Loads].

a_folder_without_a_fault_is_never_accused_in_virtual_time_test_() ->
    [{Name ++ ", " ++ atom_to_list(Load),
      {timeout, 120, ?_assertEqual([], lab_expected:simulated(Name, Load, ?RUNS div 4) -- [agreed, undecided])}}
     || {Name, none} <- lab_expected:folders(), Load <- [calm, contended, lossy, late]].

a_fault_of_liveness_is_named_test_() ->
    [{Name, {timeout, 60, ?_assertEqual({undecided, <<"the time limit came first: ", Cause/binary>>}, lab_expected:undecided(Name))}}
     || {Name, {liveness, Cause}} <- lab_expected:folders()].

a_process_that_dies_fails_a_run_test_() ->
    [{Name, {timeout, 60, ?_assert(lists:member(failed, lab_expected:simulated(Name, Load, ?RUNS)))}}
     || {Name, {crash, Load}} <- lab_expected:folders()].

%% For npm run soak: each folder that is left out above, with what its check ended with and should have.
-spec long() -> [{string(), atom(), atom()}].
long() ->
    [{Name, lab_expected:checked(Name), case Fault of none -> complete; _ -> violation end}
     || {Name, Fault} <- lab_expected:folders(), lists:member(Name, lab_expected:slow())].
