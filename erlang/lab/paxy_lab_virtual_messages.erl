%%% What redirected calls mean in virtual time (paxy_lab_calls): messages and names.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_messages).
-include("paxy_lab_actor.hrl").

-export([panel/2, send/3, send/4, destination/2, register/3, unregister/2, whereis/2, registered/1, node/1,
         node/2]).
-compile({no_auto_import, [node/1]}).

-type place() :: paxy_lab_place:place().

-spec panel([term()], place()) -> pid().
panel(_, _) -> paxy_lab_pid:panel().

-spec send(term(), Message, place()) -> Message.
send(To, Message, Place) ->
    Lab = paxy_lab_step:lab(),
    case destination(To, Lab) of
        {process, Pid} -> paxy_lab_step:become(Lab#lab{tasks = [{message, Pid, Message} | Lab#lab.tasks]});
        {actor, Name, Envelope} -> post(Name, envelope(Envelope, Message), Message, Place, Lab);
        nobody -> ok;
        unknown -> erlang:error(badarg, [To, Message, Place])
    end,
    Message.

-spec send(term(), term(), list(), place()) -> ok.
send(To, Message, _, Place) ->
    send(To, Message, Place),
    ok.

%% Whose process this is.
-spec destination(term(), #lab{}) ->
          {process, pid()} | {actor, paxy_core:name(), Process :: main | pid()} | nobody | unknown.
destination(To, #lab{processes = Processes, name = Own}) when is_pid(To) ->
    case Processes of
        #{To := _} -> {process, To};
        #{} ->
            case paxy_lab_pid:owner(To) of
                {_, Own, _} -> {process, To};
                {_, Name, 1} -> {actor, Name, main};
                {_, Name, _} -> {actor, Name, To};
                nobody -> nobody
            end
    end;
destination(To, #lab{names = Names, config = #{acceptor_names := Acceptors}}) when is_atom(To) ->
    case Names of
        #{To := Pid} -> {process, Pid};
        #{} ->
            case Acceptors of
                #{To := _} -> {actor, To, main};
                #{} -> unknown
            end
    end;
destination({Name, _}, Lab) when is_atom(Name) ->
    case destination(Name, Lab) of
        unknown -> nobody;
        Known -> Known
    end;
destination(_, _) -> unknown.

envelope(main, Message) -> Message;
envelope(Pid, Message) -> {'$process', Pid, Message}.

%% What a proposer asks for tells its round, and the value that it would decide.
post(To, Letter, Message, Place, #lab{role = Role} = Lab) ->
    Role =:= proposer andalso asks(Message, Lab),
    paxy_lab_step:effect({send, To, Letter, Place}).

asks(_, #lab{ended = gave_up}) -> erlang:throw({paxy_lab, gave_up});
asks({prepare, _, Round}, #lab{round = Round}) -> ok;
asks({prepare, _, _}, #lab{rounds = Rounds, config = #{rounds_max := Rounds}} = Lab) ->
    paxy_lab_step:become(Lab#lab{ended = gave_up}, {gave_up, Rounds}),
    erlang:throw({paxy_lab, gave_up});
asks({prepare, _, Round}, #lab{rounds = Rounds} = Lab) -> paxy_lab_step:become(Lab#lab{round = Round, rounds = Rounds + 1});
asks(Message, #lab{accept = Accept} = Lab) when element(1, Message) =:= accept, tuple_size(Message) >= 4 ->
    case {element(3, Message), element(4, Message)} of
        Accept -> ok;
        Asked -> paxy_lab_step:become(Lab#lab{accept = Asked})
    end;
asks(_, _) -> ok.

-spec register(atom(), pid(), place()) -> true.
register(Name, Pid, _) when is_atom(Name), is_pid(Pid) ->
    #lab{names = Names} = Lab = paxy_lab_step:lab(),
    is_map_key(Name, Names) andalso erlang:error(badarg),
    paxy_lab_step:become(Lab#lab{names = Names#{Name => Pid}}),
    true;
register(_, _, _) -> erlang:error(badarg).

-spec unregister(atom(), place()) -> true.
unregister(Name, _) ->
    #lab{names = Names} = Lab = paxy_lab_step:lab(),
    is_map_key(Name, Names) orelse erlang:error(badarg),
    paxy_lab_step:become(Lab#lab{names = maps:remove(Name, Names)}),
    true.

-spec whereis(atom(), place()) -> pid() | undefined.
whereis(Name, _) ->
    #lab{names = Names, config = #{acceptor_names := Acceptors}} = paxy_lab_step:lab(),
    case {Names, Acceptors} of
        {#{Name := Pid}, _} -> Pid;
        {_, #{Name := _}} -> paxy_lab_pid:of_process(acceptor, paxy_lab_pid:number(acceptor, Name), 1);
        _ -> undefined
    end.

-spec registered(place()) -> [atom()].
registered(_) ->
    #lab{names = Names, config = #{acceptor_names := Acceptors}} = paxy_lab_step:lab(),
    lists:usort(maps:keys(Names) ++ maps:keys(Acceptors)).

-spec node(place()) -> node().
node(_) -> nonode@nohost.

-spec node(term(), place()) -> node().
node(Pid, _) when is_pid(Pid) -> nonode@nohost;
node(_, _) -> erlang:error(badarg).
