%%% The one door to the cores that are checked. A core that raises, returns
%%% something else than a state and effects, or asks for an effect that its
%%% role does not have, ends the check with one sentence (thrown as {fault, _}).
%%% Where a table was named with watch/1, it holds what each process has called
%%% and not yet got an answer from, so that paxy_check_phase can end a call
%%% that never returns.
-module(paxy_check_call).

-export([init/2, handle/4, recover/3, watch/1, table/0, now_in/2]).

-define(TABLE, '$paxy_check_calls').

-spec init(module(), paxy_core:proposer_config() | paxy_core:acceptor_config()) -> paxy_core:state().
init(Module, Config) ->
    called({Module, init, Config}, fun() -> Module:init(Config) end).

-spec recover(module(), paxy_core:acceptor_config(), none | {stored, term()}) -> paxy_core:state().
recover(Module, Config, Stored) ->
    called({Module, recover, Stored}, fun() -> Module:recover(Config, Stored) end).

-spec handle(proposer | acceptor, module(), paxy_core:event(), paxy_core:state()) ->
          {paxy_core:state(), [paxy_core:effect()]}.
handle(Role, Module, Event, Core) ->
    case called({Module, handle, Event}, fun() -> Module:handle(Event, Core) end) of
        {_, Effects} = Step when is_list(Effects) ->
            [allowed(Role, Effect) orelse fault({Module, handle, Event}, "asked for the effect ~0p, which ~ts cannot have",
                                                [Effect, role(Role)]) || Effect <- Effects],
            Step;
        Other -> fault({Module, handle, Event}, "returned ~0p; it must return {State, [Effect]}", [Other])
    end.

role(proposer) -> "a proposer";
role(acceptor) -> "an acceptor".

allowed(_, {send, To, Message}) -> is_atom(To) andalso is_tuple(Message);
allowed(_, {timer, _, {uniform, Max}}) -> is_integer(Max) andalso Max > 0;
allowed(_, {timer, _, Ms}) -> is_integer(Ms) andalso Ms >= 0;
allowed(acceptor, {store, _}) -> true;
allowed(proposer, {broadcast, Message}) -> is_tuple(Message);
allowed(proposer, {decided, _, Round}) -> is_integer(Round) andalso Round >= 0;
allowed(proposer, {gave_up, Round}) -> is_integer(Round) andalso Round >= 0;
allowed(_, _) -> false.

called(Call, Work) ->
    Table = get(?TABLE),
    begun(Table, Call),
    try Work() of
        Result -> Result
    catch
        Class:Reason:Stack -> fault(Call, "~ts", [raised(Class, Reason, Stack)])
    after
        ended(Table)
    end.

begun(undefined, _) -> ok;
begun(Table, Call) -> ets:insert(Table, {self(), Call, erlang:monotonic_time(millisecond)}).

ended(undefined) -> ok;
ended(Table) -> ets:delete(Table, self()).

raised(Class, Reason, [Top | _]) ->
    io_lib:format("ended with ~ts ~0tp in ~ts", [Class, Reason, place(Top)]);
raised(Class, Reason, []) ->
    io_lib:format("ended with ~ts ~0tp", [Class, Reason]).

place({Module, Function, Arguments, Location}) ->
    Arity = case is_list(Arguments) of true -> length(Arguments); false -> Arguments end,
    Line = case lists:keyfind(line, 1, Location) of
               {line, Number} -> io_lib:format(", line ~w", [Number]);
               false -> ""
           end,
    io_lib:format("~w:~w/~w~ts", [Module, Function, Arity, Line]).

-spec fault({module(), atom(), term()}, string(), [term()]) -> no_return().
fault(Call, Format, Arguments) ->
    throw({fault, io_lib:format("~ts ~ts.", [text(Call), io_lib:format(Format, Arguments, [{chars_limit, 500}])])}).

text({Module, Function, About}) ->
    io_lib:format("the core's ~w:~w (given ~0tp)", [Module, Function, About], [{chars_limit, 300}]).

%% From now on this process tells in the table which core it is in.
-spec watch(undefined | ets:table()) -> ok.
watch(Table) ->
    _ = put(?TABLE, Table),
    ok.

%% The table that this process was given.
-spec table() -> undefined | ets:table().
table() -> get(?TABLE).

%% The call that a process has been in for so many ms, or longer, as text.
-spec now_in(ets:table(), pos_integer()) -> [{pid(), iodata()}].
now_in(Table, Ms) ->
    Now = erlang:monotonic_time(millisecond),
    [{Pid, text(Call)} || {Pid, Call, Since} <- ets:tab2list(Table), Now - Since >= Ms].
