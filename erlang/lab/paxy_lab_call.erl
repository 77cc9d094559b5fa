%%% What redirected calls mean in the processes of a folder on real nodes (paxy_lab_calls):
%%% processes, and what each keeps for itself.
-module(paxy_lab_call).
-include("paxy_lab_context.hrl").

-export([begin_/2, enter/2, value/1, context/0, environment/1, spawn/1, spawn/2, spawn/3, spawn/4,
         spawn_link/1, spawn_link/2, spawn_link/3, spawn_link/4, link/1, unlink/1, is_process_alive/1, put/2,
         get/1, erase/1]).
-compile({no_auto_import, [spawn/1, spawn/2, spawn/3, spawn/4, spawn_link/1, spawn_link/2, spawn_link/3,
                           spawn_link/4, link/1, unlink/1, is_process_alive/1, put/2, get/1, erase/1]}).

-define(HEAP_WORDS_MAX, 16 * 1024 * 1024).
-define(PROCESSES_MAX, 10000).

%% A process of an actor that does something in this context, linked to its part.
-spec begin_(fun(() -> term()), #context{}) -> pid().
begin_(Function, Context) ->
    begin_(Function, [], Context).

begin_(Function, Options, #context{board = Board, actor = Actor} = Context) ->
    Limit = {max_heap_size, #{size => ?HEAP_WORDS_MAX, kill => true, error_logger => false}},
    Pid = erlang:spawn_opt(?MODULE, enter, [Function, Context], [Limit | Options]),
    true = ets:insert(Board, {{process, Pid}, Actor}),
    Pid.

%% The first function of every process. An exception ends it without a report
%% on the node's own output.
-spec enter(fun(() -> term()), #context{}) -> term().
enter(Function, #context{part = Part, board = Board, actor = Actor, life = Life} = Context) ->
    true = erlang:link(Part),
    true = ets:insert(Board, {{process, self()}, Actor}),
    %% An actor that has crashed in the meantime starts nothing more.
    ets:lookup(Board, {life, Actor}) =:= [{{life, Actor}, Life}] orelse exit(normal),
    _ = erlang:put(?CONTEXT, Context),
    try Function()
    catch
        error:Reason:Stack -> exit(bounded({Reason, Stack}, Stack));
        throw:Value:Stack -> exit(bounded({{nocatch, Value}, Stack}, Stack));
        exit:Reason:Stack -> exit(bounded(Reason, Stack))
    end.

%% A reason is copied to all who are linked, so it may not be large.
bounded(Reason, Stack) ->
    case paxy_lab_call_bounds:is_small(Reason) of
        true -> Reason;
        false -> {too_large, [{Module, Name, arity(Arguments), Place} || {Module, Name, Arguments, Place} <- Stack]}
    end.

arity(Arguments) when is_list(Arguments) -> length(Arguments);
arity(Arity) -> Arity.

%% Keeps the caller on the stack, whose line an exception names.
-spec value(Value) -> Value.
value(Value) -> Value.

%% Whose process this is, and in which run.
-spec context() -> #context{}.
context() ->
    erlang:get(?CONTEXT).

spawned(Function, Options) ->
    #context{figures = Figures} = Context = context(),
    paxy_lab_call_bounds:is_small(environment(Function)) orelse error(system_limit),
    case atomics:add_get(Figures, ?PROCESSES, 1) of
        Count when Count > ?PROCESSES_MAX -> error(system_limit);
        Count ->
            Own = Context#context{stream = paxy_random:key([integer_to_binary(Count), $/, stream_text(Context)])},
            begin_(Function, Options, Own)
    end.

%% The values that a fun has from around it.
-spec environment(fun()) -> [term()].
environment(Function) ->
    {env, Values} = erlang:fun_info(Function, env),
    Values.

stream_text(#context{stream = Stream}) ->
    integer_to_binary(Stream).

-spec spawn(fun(() -> term())) -> pid().
spawn(Function) when is_function(Function, 0) -> spawned(Function, []);
spawn(Function) -> error(badarg, [Function]).

-spec spawn(node(), fun(() -> term())) -> pid().
spawn(_, Function) -> spawn(Function).

-spec spawn(module(), atom(), [term()]) -> pid().
spawn(Module, Name, Arguments) -> spawned(fun() -> apply(Module, Name, Arguments) end, []).

-spec spawn(node(), module(), atom(), [term()]) -> pid().
spawn(_, Module, Name, Arguments) -> spawn(Module, Name, Arguments).

-spec spawn_link(fun(() -> term())) -> pid().
spawn_link(Function) when is_function(Function, 0) -> spawned(Function, [link]);
spawn_link(Function) -> error(badarg, [Function]).

-spec spawn_link(node(), fun(() -> term())) -> pid().
spawn_link(_, Function) -> spawn_link(Function).

-spec spawn_link(module(), atom(), [term()]) -> pid().
spawn_link(Module, Name, Arguments) -> spawned(fun() -> apply(Module, Name, Arguments) end, [link]).

-spec spawn_link(node(), module(), atom(), [term()]) -> pid().
spawn_link(_, Module, Name, Arguments) -> spawn_link(Module, Name, Arguments).

-spec link(pid()) -> true.
link(Pid) -> is_own(Pid) andalso erlang:link(Pid).

%% The link to the part stays.
-spec unlink(pid()) -> true.
unlink(Pid) -> _ = is_own(Pid) andalso erlang:unlink(Pid), true.

-spec is_process_alive(pid()) -> boolean().
is_process_alive(Pid) -> is_own(Pid) andalso erlang:is_process_alive(Pid).

is_own(Pid) ->
    #context{board = Board} = context(),
    ets:member(Board, {process, Pid}).

-spec put(term(), term()) -> term().
put(Key, Value) -> erlang:put({own, Key}, Value).
-spec get(term()) -> term().
get(Key) -> erlang:get({own, Key}).
-spec erase(term()) -> term().
erase(Key) -> erlang:erase({own, Key}).
