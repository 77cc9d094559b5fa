%%% The contract of effects: what each role may do, and the one sentence for
%%% each way to break it. Every engine and the checker ask here, so a core that
%%% breaks the contract fails in the same words wherever it runs.
%%%
%%% A proposer and an acceptor may send to the other side and set a timer. A
%%% proposer may also broadcast, decide and give up. Who may store, and comes
%%% back from a crash, belongs to the version.
-module(paxy_effect).

-export([permit/4, who/1, stores/1, fault/2, text/2]).
-export_type([role/0, permit/0, fault/0]).

%% `erlang:start_timer/3' takes no longer waits on every platform.
-define(WAIT_MS_MAX, 16#FFFFFFFF).
%% The widest draw of paxy_random:uniform/2.
-define(UNIFORM_MAX, 67108864).
%% The largest whole number that every reader of the results can hold.
-define(ROUND_MAX, 16#1FFFFFFFFFFFFF).

-type role() :: acceptor | proposer.

%% What one actor of a run may do; `peers' has the names of the other side.
-record(permit, {role :: role(),
                 name :: paxy_core:name(),
                 stores :: boolean(),
                 peers :: #{paxy_core:name() => term()}}).
-opaque permit() :: #permit{}.

%% An effect that is not valid, or a list that does not end as a list.
-type fault() :: {effect, Effect :: term()} | {no_list, Tail :: term()}.

%% What an actor of this name may do in a run of this version.
-spec permit(role(), paxy_core:name(), paxy_version:version(), Peers :: #{paxy_core:name() => term()}) -> permit().
permit(Role, Name, #{durable := Durable}, Peers) ->
    #permit{role = Role, name = Name, stores = lists:member(Role, Durable), peers = Peers}.

%% The owner of a permit.
-spec who(permit()) -> {role(), paxy_core:name()}.
who(#permit{role = Role, name = Name}) ->
    {Role, Name}.

%% May it store, and so come back from a crash?
-spec stores(permit()) -> boolean().
stores(#permit{stores = Stores}) -> Stores.

%% The first effect that the actor may not have.
-spec fault(term(), permit()) -> none | fault().
fault([], _) ->
    none;
fault([{send, To, Message} | Rest], #permit{peers = Peers} = Permit)
  when is_map_key(To, Peers), tuple_size(Message) > 0 ->
    fault(Rest, Permit);
fault([{broadcast, Message} | Rest], #permit{role = proposer} = Permit) when tuple_size(Message) > 0 ->
    fault(Rest, Permit);
fault([{store, _} | Rest], #permit{stores = true} = Permit) ->
    fault(Rest, Permit);
fault([{timer, _, {uniform, Max}} | Rest], Permit) when is_integer(Max), Max >= 1, Max =< ?UNIFORM_MAX ->
    fault(Rest, Permit);
fault([{timer, _, Ms} | Rest], Permit) when is_integer(Ms), Ms >= 0, Ms =< ?WAIT_MS_MAX ->
    fault(Rest, Permit);
fault([{gave_up, Round} | Rest], #permit{role = proposer} = Permit)
  when is_integer(Round), Round >= 0, Round =< ?ROUND_MAX ->
    fault(Rest, Permit);
fault([{decided, Value, Round} = Effect | Rest], #permit{role = proposer} = Permit)
  when is_integer(Round), Round >= 0, Round =< ?ROUND_MAX ->
    case is_data(Value) of
        true -> fault(Rest, Permit);
        false -> {effect, Effect}
    end;
fault([Effect | _], _) ->
    {effect, Effect};
fault(Tail, _) ->
    {no_list, Tail}.

%% A process, a port, a reference or a fun means nothing once the run is over.
is_data([Head | Tail]) -> is_data(Head) andalso is_data(Tail);
is_data(Tuple) when is_tuple(Tuple) -> is_data(tuple_to_list(Tuple));
is_data(Map) when is_map(Map) -> is_data(maps:to_list(Map));
is_data(Term) -> not (is_pid(Term) orelse is_port(Term) orelse is_reference(Term) orelse is_function(Term)).

%% The fault, for people, as the rest of a sentence that starts with `Module:handle '.
-spec text(fault(), permit()) -> iodata().
text({no_list, Tail}, _) ->
    io_lib:format("returned effects that end in ~ts, which is not a list", [short(Tail)]);
text({effect, Effect}, Permit) ->
    io_lib:format("returned ~ts~ts", [short(Effect), wrong(Effect, Permit)]).

wrong({send, To, Message}, #permit{role = Role}) when tuple_size(Message) > 0 ->
    io_lib:format(", but ~ts is not one of the run's ~ss", [short(To), other(Role)]);
wrong({send, _, _}, _) ->
    no_message();
wrong({broadcast, _}, #permit{role = proposer}) ->
    no_message();
wrong({timer, _, _}, _) ->
    io_lib:format(", but a timer takes a whole number of ms from 0 to ~w, or {uniform, Max} with Max from 1 to ~w",
                  [?WAIT_MS_MAX, ?UNIFORM_MAX]);
wrong({decided, _, Round}, #permit{role = proposer}) when is_integer(Round), Round >= 0, Round =< ?ROUND_MAX ->
    ", but a decided value must be plain data, without processes, references or funs";
wrong({decided, _, _}, #permit{role = proposer}) ->
    round_range();
wrong({gave_up, _}, #permit{role = proposer}) ->
    round_range();
wrong(_, #permit{role = Role} = Permit) ->
    io_lib:format(", which is not a valid effect for ~s ~s (valid: ~ts)",
                  [article(Role), Role, lists:join(", ", valid(Permit))]).

no_message() ->
    ", but a message is a tuple that begins with its kind, as {prepare, Ballot} does".

round_range() ->
    io_lib:format(", but a round is a whole number from 0 to ~w", [?ROUND_MAX]).

valid(#permit{role = Role, stores = Stores}) ->
    ["store" || Stores] ++ ["send", "timer"] ++ ["broadcast, decided, gave_up" || Role =:= proposer].

article(acceptor) -> "an";
article(proposer) -> "a".

other(acceptor) -> proposer;
other(proposer) -> acceptor.

short(Term) ->
    io_lib:format("~0tP", [Term, 20]).
