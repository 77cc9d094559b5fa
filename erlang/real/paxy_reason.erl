%%% Why a run failed, in words for people.
-module(paxy_reason).

-export([text/3, part/2]).

%% How a protocol process ended that should not have.
-spec text(acceptor | proposer, paxy_core:name(), Reason :: term()) -> iodata().
text(Role, Name, {core, Module, Function, {Class, Reason, Stack}}) ->
    io_lib:format("~s ~ts crashed in ~ts:~ts~ts: ~ts",
                  [Role, Name, Module, Function, place(Module, Stack), short(cause(Class, Reason))]);
text(Role, Name, {core, Module, Function, {returned, Result}}) ->
    io_lib:format("~s ~ts: ~ts:~ts returned ~ts, which is not {State, Effects}",
                  [Role, Name, Module, Function, short(Result)]);
text(Role, Name, {core, Module, Function, {effect, Effect}}) ->
    io_lib:format("~s ~ts: ~ts:~ts asked for ~ts, which is no effect that it can have",
                  [Role, Name, Module, Function, short(Effect)]);
text(Role, Name, {storage, Reason}) ->
    io_lib:format("~s ~ts could not use its storage: ~ts", [Role, Name, file:format_error(Reason)]);
text(Role, Name, {unknown_peer, Peer, Message}) ->
    io_lib:format("~s ~ts sent ~ts to ~ts, from whom it has heard nothing",
                  [Role, Name, short(Message), short(Peer)]);
text(Role, Name, Reason) ->
    io_lib:format("~s ~ts ended: ~ts", [Role, Name, short(Reason)]).

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

%% How the part of a run on a node ended that should not have.
-spec part(node(), Reason :: term()) -> iodata().
part(_, {failed, Reason}) ->
    Reason;
part(Node, noconnection) ->
    io_lib:format("the node ~ts is gone or cannot be reached", [Node]);
part(Node, {undef, [{paxy_part, run, _, _} | _]}) ->
    io_lib:format("the node ~ts does not have paxy's modules", [Node]);
part(Node, Reason) ->
    io_lib:format("the part of the run on ~ts ended: ~ts", [Node, short(Reason)]).
