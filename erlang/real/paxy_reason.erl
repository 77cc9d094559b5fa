%%% Why a run failed, in words for people.
-module(paxy_reason).

-export([text/3, part/2]).

%% Why a protocol process ended too early.
-spec text(paxy_effect:role(), paxy_core:name(), Reason :: term()) -> iodata().
text(_, _, {fault, _, _, _, _} = Fault) ->
    paxy_step:text(Fault);
text(Role, Name, {storage, Reason}) ->
    io_lib:format("~s ~ts could not use its storage: ~ts", [Role, Name, file:format_error(Reason)]);
text(Role, Name, Reason) ->
    io_lib:format("~s ~ts ended: ~ts", [Role, Name, short(Reason)]).

short(Term) ->
    io_lib:format("~0tP", [Term, 20]).

%% Why the part of a run on a node ended too early.
-spec part(node(), Reason :: term()) -> iodata().
part(_, {failed, Reason}) ->
    Reason;
part(Node, noconnection) ->
    io_lib:format("the node ~ts is gone or cannot be reached", [Node]);
part(Node, {undef, [{paxy_part, run, _, _} | _]}) ->
    io_lib:format("the node ~ts does not have paxy's modules", [Node]);
part(Node, Reason) ->
    io_lib:format("the part of the run on ~ts ended: ~ts", [Node, short(Reason)]).
