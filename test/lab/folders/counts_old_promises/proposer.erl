-module(proposer).
-export([start/5]).

-define(timeout, 200).
-define(backoff, 10).

start(Name, Proposal, Acceptors, Sleep, PanelId) ->
    spawn(fun() -> init(Name, Proposal, Acceptors, Sleep, PanelId) end).

init(Name, Proposal, Acceptors, Sleep, PanelId) ->
    timer:sleep(Sleep),
    Begin = erlang:monotonic_time(),
    Round = order:null(Name),
    {Decision, LastRound} = round(Name, ?backoff, Round, Proposal, Acceptors, PanelId),
    End = erlang:monotonic_time(),
    Elapsed = erlang:convert_time_unit(End - Begin, native, millisecond),
    io:format("[Proposer ~w] DECIDED ~w in round ~w after ~w ms~n", [Name, Decision, LastRound, Elapsed]),
    PanelId ! stop.

round(Name, Backoff, Round, Proposal, Acceptors, PanelId) ->
    io:format("[Proposer ~w] Phase 1: round ~w proposal ~w~n", [Name, Round, Proposal]),
    PanelId ! {updateProp, "Round: " ++ io_lib:format("~p", [Round]), Proposal},
    case ballot(Round, Proposal, Acceptors, PanelId) of
        {ok, Value} ->
            {Value, Round};
        abort ->
            timer:sleep(rand:uniform(Backoff)),
            Next = order:inc(Round),
            round(Name, 2 * Backoff, Next, Proposal, Acceptors, PanelId)
    end.

ballot(Round, Proposal, Acceptors, PanelId) ->
    prepare(Round, Acceptors),
    Quorum = (length(Acceptors) div 2) + 1,
    MaxVoted = order:null(0),
    Most = length(Acceptors) - Quorum,
    case collect(Quorum, Most, Round, MaxVoted, Proposal) of
        {accepted, Value} ->
            PanelId ! {updateProp, "Round: " ++ io_lib:format("~p", [Round]), Value},
            accept(Round, Value, Acceptors),
            case vote(Quorum, Most, Round) of
                ok -> {ok, Value};
                abort -> abort
            end;
        abort ->
            abort
    end.

collect(0, _, _, _, Proposal) ->
    {accepted, Proposal};
collect(_, Refusals, _, _, _) when Refusals < 0 ->
    abort;
collect(N, Refusals, Round, MaxVoted, Proposal) ->
    receive
        {promise, _, _, na} ->
            collect(N - 1, Refusals, Round, MaxVoted, Proposal);
        {promise, _, Voted, Value} ->
            case order:gr(Voted, MaxVoted) of
                true -> collect(N - 1, Refusals, Round, Voted, Value);
                false -> collect(N - 1, Refusals, Round, MaxVoted, Proposal)
            end;
        {sorry, {prepare, Round}} ->
            collect(N, Refusals - 1, Round, MaxVoted, Proposal);
        {sorry, _} ->
            collect(N, Refusals, Round, MaxVoted, Proposal)
    after ?timeout ->
            abort
    end.

vote(0, _, _) ->
    ok;
vote(_, Refusals, _) when Refusals < 0 ->
    abort;
vote(N, Refusals, Round) ->
    receive
        {vote, Round} ->
            vote(N - 1, Refusals, Round);
        {vote, _} ->
            vote(N, Refusals, Round);
        {sorry, {accept, Round}} ->
            vote(N, Refusals - 1, Round);
        {sorry, _} ->
            vote(N, Refusals, Round)
    after ?timeout ->
            abort
    end.

prepare(Round, Acceptors) ->
    Fun = fun(Acceptor) -> send(Acceptor, {prepare, self(), Round}) end,
    lists:foreach(Fun, Acceptors).

accept(Round, Proposal, Acceptors) ->
    Fun = fun(Acceptor) -> send(Acceptor, {accept, self(), Round, Proposal}) end,
    lists:foreach(Fun, Acceptors).

send(Name, Message) ->
    Name ! Message.
