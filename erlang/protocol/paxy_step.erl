%%% Calls the functions of a core, for every engine and the checker. If a core
%%% crashes, or returns something that the contract does not allow, the call
%%% returns a fault; text/1 puts it into one sentence for people.
-module(paxy_step).

-export([init/3, recover/4, handle/4, fields/2, text/1]).
-export_type([fault/0]).

-type fault() :: {fault, paxy_effect:permit(), module(), Function :: init | recover | handle,
                  {error | exit | throw, Reason :: term(), Stack :: list()}
                | {returned, term()}
                | {effects, paxy_effect:fault()}}.

%% The state in which an actor begins.
-spec init(module(), map(), paxy_effect:permit()) -> {ok, paxy_core:state()} | fault().
init(Module, Config, Permit) ->
    try {ok, Module:init(Config)}
    catch Class:Reason:Stack -> {fault, Permit, Module, init, {Class, Reason, Stack}}
    end.

%% The state of an actor that comes back from a crash.
-spec recover(module(), map(), none | {stored, term()}, paxy_effect:permit()) -> {ok, paxy_core:state()} | fault().
recover(Module, Config, Stored, Permit) ->
    try {ok, Module:recover(Config, Stored)}
    catch Class:Reason:Stack -> {fault, Permit, Module, recover, {Class, Reason, Stack}}
    end.

%% One step: the new state, and effects that the actor may have.
-spec handle(module(), paxy_core:event(), paxy_core:state(), paxy_effect:permit()) ->
          {paxy_core:state(), [paxy_core:effect()]} | fault().
handle(Module, Event, Core, Permit) ->
    try call(Module, Event, Core) of
        {_, []} = Step -> Step;
        {_, [_ | _] = Effects} = Step ->
            case paxy_effect:fault(Effects, Permit) of
                none -> Step;
                Fault -> {fault, Permit, Module, handle, {effects, Fault}}
            end;
        Other -> {fault, Permit, Module, handle, {returned, Other}}
    catch
        Class:Reason:Stack -> {fault, Permit, Module, handle, {Class, Reason, Stack}}
    end.

%% A call of a module that is named here is faster than a dynamic one.
call(modular_acceptor, Event, Core) -> modular_acceptor:handle(Event, Core);
call(modular_proposer, Event, Core) -> modular_proposer:handle(Event, Core);
call(Module, Event, Core) -> Module:handle(Event, Core).

%% A core's state for people: as the core tells it (fields/1), as a map's fields,
%% or whole.
-spec fields(module(), paxy_core:state()) -> [{Name :: atom(), term()}].
fields(Module, Core) ->
    case erlang:function_exported(Module, fields, 1) of
        true ->
            try Module:fields(Core)
            catch _:_ -> [{state, Core}]
            end;
        false when is_map(Core) -> lists:sort([Field || {Name, _} = Field <- maps:to_list(Core), is_atom(Name)]);
        false -> [{state, Core}]
    end.

%% For example: acceptor homer: mine:handle returned {dance}, which is not a
%% valid effect for an acceptor (valid: store, send, timer).
-spec text(fault()) -> iodata().
text({fault, Permit, Module, Function, {Class, Reason, Stack}}) ->
    {Role, Name} = paxy_effect:who(Permit),
    io_lib:format("~s ~ts crashed in ~ts:~ts~ts: ~ts",
                  [Role, Name, Module, Function, place(Module, Stack), short(cause(Class, Reason))]);
text({fault, Permit, Module, Function, {returned, Result}}) ->
    {Role, Name} = paxy_effect:who(Permit),
    io_lib:format("~s ~ts: ~ts:~ts returned ~ts, which is not {State, Effects}",
                  [Role, Name, Module, Function, short(Result)]);
text({fault, Permit, Module, Function, {effects, Fault}}) ->
    {Role, Name} = paxy_effect:who(Permit),
    io_lib:format("~s ~ts: ~ts:~ts ~ts", [Role, Name, Module, Function, paxy_effect:text(Fault, Permit)]).

cause(error, Reason) -> Reason;
cause(Class, Reason) -> {Class, Reason}.

place(Module, [{Module, _, _, Location} | _]) ->
    case lists:keyfind(line, 1, Location) of
        {line, Line} -> [" (line ", integer_to_list(Line), ")"];
        false -> ""
    end;
place(Module, [_ | Stack]) -> place(Module, Stack);
place(_, []) -> "".

short(Term) ->
    io_lib:format("~0tP", [Term, 20]).
