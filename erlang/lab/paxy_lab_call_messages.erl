%%% What redirected calls mean in the processes of a folder on real nodes (paxy_lab_calls):
%%% messages and names. `sent' is `send' with the line of the call.
-module(paxy_lab_call_messages).
-include("paxy_lab_context.hrl").

-export([panel/1, sent/3, send/2, send/3, received/2, expired/1, register/2, unregister/1, whereis/1,
         registered/0, node/0, node/1]).
-compile({no_auto_import, [register/2, unregister/1, whereis/1, registered/0, node/0, node/1]}).

%% What a folder's own panel would be: the one of the run.
-spec panel([term()]) -> pid().
panel(_) ->
    #context{board = Board} = paxy_lab_call:context(),
    [[Pid]] = ets:match(Board, {{process, '$1'}, '$panel'}),
    Pid.

%% A message to another side of the run crosses the network. An acceptor that
%% is away hears nothing; a name that nobody has is an error, as in Erlang.
-spec sent(term(), Message, Place :: term()) -> Message.
sent(To, Message, Place) ->
    paxy_lab_call_bounds:is_small(Message) orelse error(system_limit, [To, too_large, Place]),
    case resolve(To, paxy_lab_call:context()) of
        {here, Pid} -> Pid ! Message;
        {there, Peer, Pid} -> cross(Peer, Pid, Message, Place, paxy_lab_call:context());
        nobody -> Message;
        unknown -> error(badarg, [To, Message, Place])
    end,
    Message.

-spec send(term(), Message) -> Message.
send(To, Message) -> sent(To, Message, none).

-spec send(term(), term(), list()) -> ok.
send(To, Message, _) ->
    _ = sent(To, Message, none),
    ok.

resolve(Pid, #context{board = Board}) when is_pid(Pid) ->
    case ets:lookup(Board, {process, Pid}) of
        [{_, there, Name}] -> {there, Name, Pid};
        [_] -> {here, Pid};
        [] when erlang:node(Pid) =:= erlang:node() -> local(Pid);
        [] -> {there, none, Pid}
    end;
resolve(Name, #context{board = Board}) when is_atom(Name) ->
    case ets:lookup(Board, {name, Name}) of
        [{_, there, Pid}] -> {there, Name, Pid};
        [{_, here, Pid}] -> {here, Pid};
        [] -> unknown
    end;
resolve({Name, Node}, Context) when is_atom(Name), is_atom(Node) ->
    case resolve(Name, Context) of
        unknown -> nobody;
        Found -> Found
    end;
resolve(_, _) ->
    unknown.

%% A process of the other side may be on this node; one that has ended is nobody's.
local(Pid) ->
    {there, none, Pid}.

cross(Peer, Address, Message, Place, #context{role = Role, figures = Figures} = Context) ->
    atomics:add(Figures, ?SENT, 1),
    accepts(Role, Message, Context),
    case Address of
        away -> lost(Peer, Message, Place, Context);
        _ -> transmit(Role, Peer, Address, Message, Place, current(Context))
    end.

%% A proposer decides the value of its last accept.
accepts(proposer, {accept, _, Round, Value}, Context) -> accepted(Round, Value, Context);
accepts(proposer, {accept, _, Round, Value, _}, Context) -> accepted(Round, Value, Context);
accepts(_, _, _) -> true.

accepted(Round, Value, #context{board = Board, actor = Actor}) ->
    ets:insert(Board, {{accepted, Actor}, Round, Value}).

transmit(Role, Peer, Pid, Message, Place, #context{part = Part, actor = Actor, network = Network0} = Context) ->
    {Delays, Network} = paxy_network:send(direction(Role), Actor, Peer, Message, Network0),
    _ = erlang:put(?CONTEXT, Context#context{network = Network}),
    case Delays of
        [] ->
            lost(Peer, Message, Place, Context);
        _ ->
            note(send, Peer, Message, Place, Delays, Context),
            _ = [case Ms of
                     0 -> Pid ! Message;
                     _ -> Part ! {late, Ms, Pid, Message}
                 end || Ms <- Delays]
    end.

direction(proposer) -> request;
direction(acceptor) -> reply.

%% Faults change the network of the part; a process looks there when it sends.
current(#context{figures = Figures, board = Board, network = Own, changes = Seen} = Context) ->
    case atomics:get(Figures, ?CHANGES) of
        Seen ->
            Context;
        Changes ->
            [{network, Now}] = ets:lookup(Board, network),
            Context#context{network = paxy_network:resume(Own, Now), changes = Changes}
    end.

lost(Peer, Message, Place, #context{figures = Figures} = Context) ->
    atomics:add(Figures, ?LOST, 1),
    note(lost, Peer, Message, Place, [], Context).

%% A receive has taken a message.
-spec received(term(), paxy_lab_place:place()) -> true.
received(Message, Place) -> note('receive', none, Message, Place, [], paxy_lab_call:context()).

%% The time of a receive has passed.
-spec expired(paxy_lab_place:place()) -> true.
expired(Place) -> note(timer, none, {wait, over}, Place, [], paxy_lab_call:context()).

%% The last events of the part; a run that did not end well is shown with them.
note(Kind, Peer, Message, Place, Delays, #context{board = Board, figures = Figures, actor = Actor}) ->
    paxy_lab_notes:add({noted, os:system_time(microsecond), Actor, Kind, Peer, Message, Place, Delays}, Board, Figures).

%% An acceptor may register itself; it has its name already.
-spec register(atom(), pid()) -> true.
register(Name, Pid) when is_atom(Name), is_pid(Pid), Name =/= undefined ->
    #context{board = Board} = paxy_lab_call:context(),
    case ets:insert_new(Board, {{name, Name}, here, Pid}) orelse ets:lookup(Board, {name, Name}) of
        true -> true;
        [{_, _, Pid}] -> true;
        _ -> error(badarg, [Name, Pid])
    end;
register(Name, Pid) ->
    error(badarg, [Name, Pid]).

-spec unregister(atom()) -> true.
unregister(Name) ->
    #context{board = Board} = paxy_lab_call:context(),
    case ets:lookup(Board, {name, Name}) of
        [{_, here, _}] -> ets:delete(Board, {name, Name});
        _ -> error(badarg, [Name])
    end.

-spec whereis(atom()) -> pid() | undefined.
whereis(Name) ->
    #context{board = Board} = paxy_lab_call:context(),
    case ets:lookup(Board, {name, Name}) of
        [{_, _, Pid}] when is_pid(Pid) -> Pid;
        _ -> undefined
    end.

-spec registered() -> [atom()].
registered() ->
    #context{board = Board} = paxy_lab_call:context(),
    [Name || [Name] <- ets:match(Board, {{name, '$1'}, '_', '_'})].

-spec node() -> node().
node() -> nonode@nohost.

-spec node(term()) -> node().
node(_) -> nonode@nohost.
