%%% The only place where a check calls cores. A core that breaks its contract
%%% (paxy_step) ends the check with one sentence, thrown as {fault, Sentence}.
%%% A table named with watch/1 holds each process's unfinished call, so that
%%% paxy_check_guard can end a call that never returns.
-module(paxy_check_call).

-export([init/3, handle/4, recover/4, watch/1, table/0, now_in/2]).

-define(TABLE, '$paxy_check_calls').

-spec init(module(), map(), paxy_effect:permit()) -> paxy_core:state().
init(Module, Config, Permit) ->
    {ok, Core} = called({Module, init, Config}, fun() -> paxy_step:init(Module, Config, Permit) end),
    Core.

-spec recover(module(), map(), none | {stored, term()}, paxy_effect:permit()) -> paxy_core:state().
recover(Module, Config, Stored, Permit) ->
    {ok, Core} = called({Module, recover, Stored}, fun() -> paxy_step:recover(Module, Config, Stored, Permit) end),
    Core.

-spec handle(module(), paxy_core:event(), paxy_core:state(), paxy_effect:permit()) ->
          {paxy_core:state(), [paxy_core:effect()]}.
handle(Module, Event, Core, Permit) ->
    called({Module, handle, Event}, fun() -> paxy_step:handle(Module, Event, Core, Permit) end).

called(Call, Work) ->
    Table = get(?TABLE),
    begun(Table, Call),
    Result = Work(),
    ended(Table),
    case Result of
        %% A folder's actor reports faults itself (paxy_lab_checked).
        {fault, _, paxy_lab_checked, _, {throw, {unsupported, Sentence}, _}} -> throw({fault, Sentence});
        {fault, _, _, _, _} -> throw({fault, paxy_step:text(Result)});
        _ -> Result
    end.

begun(undefined, _) -> ok;
begun(Table, Call) -> ets:insert(Table, {self(), Call, erlang:monotonic_time(millisecond)}).

ended(undefined) -> ok;
ended(Table) -> ets:delete(Table, self()).

text({Module, Function, About}) ->
    io_lib:format("~ts:~ts (given ~0tp)", [Module, Function, About], [{chars_limit, 300}]).

%% From now on, this process notes its calls of cores in the table.
-spec watch(undefined | ets:table()) -> ok.
watch(Table) ->
    _ = put(?TABLE, Table),
    ok.

%% The table that this process was given.
-spec table() -> undefined | ets:table().
table() -> get(?TABLE).

%% The call that a process has been in for this many ms, or longer, as text.
-spec now_in(ets:table(), pos_integer()) -> [{pid(), iodata()}].
now_in(Table, Ms) ->
    Now = erlang:monotonic_time(millisecond),
    [{Pid, text(Call)} || {Pid, Call, Since} <- ets:tab2list(Table), Now - Since >= Ms].
