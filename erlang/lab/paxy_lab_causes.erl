%%% Why a run of a folder stayed undecided, as far as its messages tell. Pure,
%%% over the trace of the run.
%%%
%%% The rounds of each proposer are read one by one: what it asked, and what
%%% reached it before it began the next one. A cause is named where it explains
%%% most of the rounds that were given up, so an innocent wait has none.
-module(paxy_lab_causes).

-export([told/3, named/2]).

%% One round of a proposer, until it begins the next one.
-record(round, {proposer :: atom(),
                number :: term(),
                accepted = false :: boolean(),        %% it sent an accept
                promises = 0 :: non_neg_integer(),
                votes = 0 :: non_neg_integer(),
                refused = 0 :: non_neg_integer(),     %% of this round
                others = 0 :: non_neg_integer(),      %% refusals of other rounds
                timely = open :: open | non_neg_integer(), %% grants of its phase before its time passed
                late = 0 :: non_neg_integer()}).      %% grants that came when it was over

%% The reason of a run that did not decide, with its causes.
-spec told(Reason :: binary(), [paxy_trace:event()], Acceptors :: pos_integer()) -> binary().
told(Reason, Trace, Acceptors) ->
    case {ended(Trace), named(Trace, Acceptors)} of
        {[], []} -> Reason;
        {[], Causes} -> joined([[Reason, ": "], lists:join("; ", Causes)]);
        {Ended, _} -> joined(lists:join("; ", Ended))
    end.

joined(Texts) -> unicode:characters_to_binary(Texts).

%% Proposers that ended by themselves, and had not asked for a vote.
ended(Trace) ->
    Asked = [Actor || {_, _, Actor, send, _, M} <- Trace, kind(paxy_lab_place:bare(M)) =:= accept],
    [["proposer ", atom_to_binary(Actor), " ended without a decision: it never sent an accept"]
     || {_, _, Actor, gave_up, _, Rounds} <- Trace, Rounds < paxy_trial:rounds_max(), not lists:member(Actor, Asked)].

%% The causes, each a sentence. Acceptors are how many there are.
-spec named([paxy_trace:event()], Acceptors :: pos_integer()) -> [binary()].
named(Trace, Acceptors) ->
    Events = round_first([setelement(6, Event, paxy_lab_place:bare(element(6, Event))) || Event <- Trace]),
    Quorum = Acceptors div 2 + 1,
    Rounds = rounds(Events),
    Causes = [gone(Events) | [cause(Name, Holds) || {Name, Holds} <- of_all(Events)]]
        ++ [cause(Name, most(Explains, Rounds)) || {Name, Explains} <- of_rounds(Quorum)]
        ++ [cause(<<"the time-out is shorter than the delays">>,
                  most(fun(Round) -> is_late(Round, Quorum) end, [R || R <- Rounds, not is_refused(R, Quorum)]))],
    lists:append(Causes).

%% Replies with their round as first element, also where it comes after something else.
round_first(Events) ->
    Asked = maps:from_list([{number(M), asked} || {_, _, _, send, _, M} <- Events, kind(M) =:= prepare]),
    [setelement(6, Event, round_first(element(6, Event), Asked)) || Event <- Events].

round_first(Message, Asked) when tuple_size(Message) > 2 ->
    case lists:member(kind(Message), [promise, vote, sorry]) andalso not is_map_key(number(Message), Asked) of
        true ->
            Others = [number({reply, Part}) || Part <- tl(tuple_to_list(Message))],
            hd([setelement(2, Message, Round) || Round <- Others, is_map_key(Round, Asked)] ++ [Message]);
        false -> Message
    end;
round_first(Message, _) -> Message.

most(Explains, Rounds) -> 2 * length(lists:filter(Explains, Rounds)) > length(Rounds).

cause(Name, true) -> [Name];
cause(_, false) -> [].

%% What holds of the replies as a whole.
of_all(Events) ->
    Replies = [kind(M) || {_, _, _, send, _, M} <- Events, lists:member(kind(M), [promise, vote, sorry])],
    Asked = [M || {_, _, _, 'receive', _, M} <- Events, kind(M) =:= accept],
    Refused = [M || {_, _, _, send, _, M} <- Events, kind(M) =:= sorry, not refuses_prepare(M)],
    [{<<"every reply is a refusal">>, Replies =/= [] andalso lists:all(fun(Kind) -> Kind =:= sorry end, Replies)},
     {<<"no acceptor ever votes">>, Asked =/= [] andalso not lists:member(vote, Replies)
                                        andalso lists:member(promise, Replies)
                                        andalso 2 * length(Refused) < length(Asked)},
     {<<"acceptors refuse to vote in the round that they promised">>,
      not lists:member(vote, Replies) andalso 2 * promised_and_refused(Events) > length(Asked)}].

%% How many requests to vote were refused though their round was the one promised last.
promised_and_refused(Events) ->
    {_, Count} = lists:foldl(fun own_promise/2, {#{}, 0}, Events),
    Count.

own_promise({_, _, Actor, send, _, Message}, {Acceptors, Count}) ->
    case {kind(Message), Acceptors} of
        {promise, _} -> {Acceptors#{Actor => {promised, number(Message)}}, Count};
        {sorry, #{Actor := {asked, Round}}} -> {Acceptors#{Actor := {promised, Round}}, Count + 1};
        _ -> {Acceptors, Count}
    end;
own_promise({_, _, Actor, 'receive', _, Message}, {Acceptors, Count}) ->
    case {kind(Message), number(Message), Acceptors} of
        {accept, Round, #{Actor := {promised, Round}}} -> {Acceptors#{Actor := {asked, Round}}, Count};
        {_, _, #{Actor := {asked, Round}}} -> {Acceptors#{Actor := {promised, Round}}, Count};
        _ -> {Acceptors, Count}
    end;
own_promise(_, Told) ->
    Told.

%% A bare refusal does not say what it refuses.
refuses_prepare({sorry, {prepare, _}}) -> true;
refuses_prepare(_) -> false.

%% What explains one round that was given up.
of_rounds(Quorum) ->
    [{<<"every vote stays unread">>,
      fun(#round{accepted = Accepted, votes = Votes}) -> Accepted andalso Votes >= Quorum end},
     {<<"every round is aborted by refusals of other rounds">>,
      fun(#round{others = Others, refused = Refused, promises = Promises, votes = Votes}) ->
              Others > 0 andalso Others >= Refused andalso (Promises < Quorum orelse Votes < Quorum)
      end}].

%% A quorum would have granted it, and its time had passed by then.
is_late(#round{accepted = Accepted, promises = Promises, votes = Votes, timely = Timely, late = Late}, Quorum) ->
    Granted = case Accepted of true -> Votes; false -> Promises end,
    is_integer(Timely) andalso Timely < Quorum andalso Granted + Late >= Quorum.

%% Refused rounds say nothing of time.
is_refused(#round{refused = Refused, others = Others}, Quorum) -> Refused + Others >= Quorum.

gone(Events) ->
    Last = lists:foldl(fun({_, _, Actor, Kind, _, _}, Kinds) when Kind =:= crash; Kind =:= recover -> Kinds#{Actor => Kind};
                          (_, Kinds) -> Kinds
                       end, #{}, Events),
    case [atom_to_list(Actor) || {Actor, crash} <- lists:sort(maps:to_list(Last))] of
        [] -> [];
        Names -> [unicode:characters_to_binary(["a process is gone: ", lists:join(", ", Names)])]
    end.

%% -- the rounds that proposers gave up

rounds(Events) ->
    {Current, Over} = lists:foldl(fun event/2, {#{}, #{}}, Events),
    Deciders = [Actor || {_, _, Actor, decided, _, _} <- Events],
    %% The round that the end of the run cut off tells nothing.
    [Round || #round{proposer = Proposer} = Round <- maps:values(Over),
              not lists:member(Proposer, Deciders), is_map_key(Proposer, Current)].

%% Kept by its proposer and number.
over(#round{proposer = Proposer, number = Number} = Round, Over) -> Over#{{Proposer, Number} => Round}.

event({_, _, Actor, send, _, Message}, {Current, Over} = Rounds) ->
    case {kind(Message), Current} of
        {prepare, #{Actor := #round{number = Number}}} ->
            case number(Message) of
                Number -> Rounds;
                Next -> {Current#{Actor := new(Actor, Next)}, over(map_get(Actor, Current), Over)}
            end;
        {prepare, _} -> {Current#{Actor => new(Actor, number(Message))}, Over};
        {accept, #{Actor := Round}} -> {Current#{Actor := Round#round{accepted = true, timely = open}}, Over};
        _ -> Rounds
    end;
event({_, _, Actor, 'receive', _, Message}, {Current, Over} = Rounds) ->
    case Current of
        #{Actor := #round{number = Number} = Round} ->
            case number(Message) of
                Number -> {Current#{Actor := count(kind(Message), Round)}, Over};
                Other -> other(kind(Message), Other, Actor, Round, Rounds)
            end;
        #{} -> Rounds
    end;
event({_, _, Actor, timer, _, _}, {Current, Over} = Rounds) ->
    case Current of
        #{Actor := #round{timely = open, accepted = true, votes = Votes} = Round} -> {Current#{Actor := Round#round{timely = Votes}}, Over};
        #{Actor := #round{timely = open, promises = Promises} = Round} -> {Current#{Actor := Round#round{timely = Promises}}, Over};
        #{} -> Rounds
    end;
event(_, Rounds) ->
    Rounds.

new(Proposer, Number) -> #round{proposer = Proposer, number = Number}.

count(promise, #round{promises = Count} = Round) -> Round#round{promises = Count + 1};
count(vote, #round{votes = Count} = Round) -> Round#round{votes = Count + 1};
count(sorry, #round{refused = Count} = Round) -> Round#round{refused = Count + 1};
count(_, Round) -> Round.

%% What belongs to another round: a refusal counts here, a grant came too late there.
other(sorry, _, Actor, #round{others = Count} = Round, {Current, Over}) ->
    {Current#{Actor := Round#round{others = Count + 1}}, Over};
other(Kind, Number, Actor, _, {Current, Over}) when Kind =:= promise; Kind =:= vote ->
    case Over of
        #{{Actor, Number} := #round{late = Late} = Round} -> {Current, over(Round#round{late = Late + 1}, Over)};
        #{} -> {Current, Over}
    end;
other(_, _, _, _, Rounds) -> Rounds.


kind(Message) when is_tuple(Message), tuple_size(Message) > 0 -> element(1, Message);
kind(_) -> none.

%% The round that a message names: promises and votes as their first element,
%% refusals with the phase or without it.
number({prepare, _, Round}) -> Round;
number(Message) when element(1, Message) =:= accept, tuple_size(Message) >= 3 -> element(3, Message);
number(Message) when element(1, Message) =:= sorry, tuple_size(Message) >= 2 ->
    case element(2, Message) of
        {Phase, Round} when Phase =:= prepare; Phase =:= accept -> Round;
        Round -> Round
    end;
number(Message) when is_tuple(Message), tuple_size(Message) >= 2 ->
    case element(2, Message) of
        {Round} -> Round;
        Round -> Round
    end;
number(_) -> none.
