%%% Reduction: drops messages that can no longer matter.
%%%
%%% Why it is sound. A message to a proposer is dead when neither its present
%%% state nor any that could ever follow would do anything on its arrival;
%%% since "could ever follow" allows more than any schedule does
%%% (paxy_check_local), it is dead in every schedule from here, and delivering
%%% it, losing it and never having sent it are the same. A request to an
%%% acceptor is dead when it changes neither the acceptor's present state nor
%%% any that could follow, and all that it could be answered with is dead.
%%% Once dead, always dead: what could follow only becomes less.
-module(paxy_check_inflight).

-export([proposer/1, requests/3]).
-export_type([use/0]).

%% A request is useful in itself, or only for the replies that it causes to one proposer,
%% or not at all.
-type use() :: always | {only, Proposer :: pos_integer(), [paxy_check_local:message()]} | never.

%% For every state, the messages {Message, Acceptor} that are alive.
-spec proposer(paxy_check_bisimulation:table()) -> #{State :: pos_integer() => [paxy_check_local:event()]}.
proposer(Table) ->
    Events = lists:usort([Event || Steps <- maps:values(Table), {_, _} = Event <- arrivals(maps:keys(Steps))]),
    Bits = maps:from_list(lists:zip(Events, [1 bsl N || N <- lists:seq(0, length(Events) - 1)])),
    Own = maps:map(fun(_, Steps) -> mask(arrivals(maps:keys(Steps)), Bits) end, Table),
    Next = maps:map(fun(_, Steps) -> followers(Steps) end, Table),
    maps:map(fun(_, Mask) -> [Event || Event <- Events, Mask band map_get(Event, Bits) =/= 0] end,
             spread(Own, Next)).

%% A message is useful also if only a crash within its step makes it so.
arrivals(Events) ->
    [case Event of {crash, Of, _} -> Of; _ -> Event end || Event <- Events].

mask(Events, Bits) ->
    lists:foldl(fun(Event, Mask) -> Mask bor maps:get(Event, Bits, 0) end, 0, Events).

followers(Steps) ->
    lists:usort([Next || Outcomes <- maps:values(Steps), {_, Next, _} <- Outcomes]).

%% Messages that are alive in a state that may follow are alive now.
spread(Masks, Next) ->
    Spread = maps:map(fun(State, Mask) ->
                              lists:foldl(fun(S, M) -> M bor map_get(S, Masks) end, Mask, map_get(State, Next))
                      end, Masks),
    case Spread of
        Masks -> Masks;
        _ -> spread(Spread, Next)
    end.

%% For every number of crashes that are left, from 0 on, and every state of an
%% acceptor, the use of every request: a state that only a crash could lead to
%% does not count once there are none left. `Addressee' says whom a reply is for.
-spec requests(paxy_check_bisimulation:table(), fun((paxy_check_local:message()) -> pos_integer()), non_neg_integer()) ->
          tuple(). %% #{State => #{Message => use()}}
requests(Table, Addressee, Crashes) ->
    Requests = [Event || Event <- lists:usort(lists:append([maps:keys(Steps) || Steps <- maps:values(Table)])),
                         is_integer(Event)],
    list_to_tuple([maps:map(fun(State, _) ->
                                    Reachable = reachable([{State, Left}], #{}, Table),
                                    maps:from_list([{Request, use(Request, Reachable, Table, Addressee)}
                                                    || Request <- Requests])
                            end, Table) || Left <- lists:seq(0, Crashes)]).

%% States, each with the crashes that may be left there.
reachable([At | Rest], Seen, Table) when is_map_key(At, Seen) ->
    reachable(Rest, Seen, Table);
reachable([{State, Left} = At | Rest], Seen, Table) ->
    Next = [{To, Left - min(Crash, 1)} || Outcomes <- maps:values(map_get(State, Table)),
                                          {Crash, To, _} <- possible(Outcomes, Left)],
    reachable(lists:usort(Next) ++ Rest, Seen#{At => true}, Table);
reachable([], Seen, _) ->
    maps:keys(Seen).

possible(Outcomes, Left) ->
    [Outcome || {Crash, _, _} = Outcome <- Outcomes, min(Crash, 1) =< Left].

use(Request, States, Table, Addressee) ->
    Outcomes = [{State, Next, Posts} || {State, Left} <- States,
                                        {_, Next, Posts} <- possible(maps:get(Request, map_get(State, Table), []), Left)],
    case [changed || {State, Next, _} <- Outcomes, Next =/= State] of
        [_ | _] -> always;
        [] ->
            Replies = lists:usort(lists:append([lists:append(tuple_to_list(Posts)) || {_, _, Posts} <- Outcomes])),
            case lists:usort([Addressee(Reply) || Reply <- Replies]) of
                [] -> never;
                [Proposer] -> {only, Proposer, Replies};
                _ -> always
            end
    end.
