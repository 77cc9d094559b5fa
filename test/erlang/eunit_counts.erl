%% Runs EUnit modules and leaves the two numbers that `npm test` adds up.
-module(eunit_counts).
-behaviour(eunit_listener).

-export([run/2]).
-define(SECONDS_MAX, 600).

-export([start/1, init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).

%% @doc Runs the tests of Modules, writes "Passed Failed" to File, and ends the node.
-spec run([module()], file:filename()) -> no_return().
run(Modules, File) ->
    case eunit:test([{atom_to_list(Module), tests(Module)} || Module <- Modules], [{report, {?MODULE, [{file, File}]}}]) of
        ok -> halt(0);
        _Error -> halt(1)
    end.

%% The tests of a module. EUnit gives a test 5 s where it says nothing else, which
%% is nothing on a busy machine: here it has minutes before it counts as hung.
tests(Module) ->
    [case lists:reverse(atom_to_list(Name)) of
         "_tset_" ++ _ -> {generator, fun() -> patient(Module:Name()) end};
         _ -> {timeout, ?SECONDS_MAX, {Module, Name}}
     end || {Name, 0} <- Module:module_info(exports), is_test(atom_to_list(Name))].

is_test(Name) ->
    lists:suffix("_test", Name) orelse lists:suffix("_test_", Name).

patient(Tests) when is_list(Tests) -> [patient(Test) || Test <- Tests];
patient({timeout, _, Test}) -> patient(Test);
patient({Title, Test}) when is_list(Title) -> {Title, patient(Test)};
patient(Test) -> {timeout, ?SECONDS_MAX, Test}.

start(Options) ->
    eunit_listener:start(?MODULE, Options).

init(Options) ->
    proplists:get_value(file, Options).

handle_begin(_Kind, _Data, File) ->
    File.

handle_end(_Kind, _Data, File) ->
    File.

handle_cancel(_Kind, _Data, File) ->
    File.

%% A test that was skipped or cancelled did not say that all is well: it counts as failed.
terminate({ok, Counts}, File) ->
    Count = fun(Key) -> proplists:get_value(Key, Counts, 0) end,
    Failed = Count(fail) + Count(skip) + Count(cancel),
    ok = file:write_file(File, io_lib:format("~b ~b", [Count(pass), Failed]));
terminate({error, _Reason}, _File) ->
    ok.
