%% Runs EUnit modules and leaves the two numbers that `npm test` adds up.
-module(eunit_counts).
-behaviour(eunit_listener).

-export([run/2]).
-export([start/1, init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).

%% @doc Runs the tests of Modules, writes "Passed Failed" to File, and ends the node.
-spec run([module()], file:filename()) -> no_return().
run(Modules, File) ->
    case eunit:test(Modules, [{report, {?MODULE, [{file, File}]}}]) of
        ok -> halt(0);
        _Error -> halt(1)
    end.

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
