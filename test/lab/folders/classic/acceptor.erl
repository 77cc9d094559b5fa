-module(acceptor).
-export([start/2]).

-define(delay, 0).

start(Name, PanelId) ->
    spawn(fun() -> init(Name, PanelId) end).

init(Name, PanelId) ->
    pers:open(Name),
    {Promised, Voted, Value, Stored} = pers:read(Name),
    Panel = case Stored of na -> PanelId; _ -> Stored end,
    pers:store(Name, Promised, Voted, Value, Panel),
    acceptor(Name, Promised, Voted, Value, Panel).

acceptor(Name, Promised, Voted, Value, Panel) ->
    receive
        {prepare, Proposer, Round} ->
            case order:gr(Round, Promised) of
                true ->
                    pers:store(Name, Round, Voted, Value, Panel),
                    reply(Proposer, {promise, Round, Voted, Value}),
                    io:format("[Acceptor ~w] promised ~w, voted ~w with ~w~n", [Name, Round, Voted, Value]),
                    Panel ! {updateAcc, io_lib:format("Voted: ~p", [Voted]), io_lib:format("Promised: ~p", [Round]), Value},
                    acceptor(Name, Round, Voted, Value, Panel);
                false ->
                    reply(Proposer, {sorry, {prepare, Round}}),
                    acceptor(Name, Promised, Voted, Value, Panel)
            end;
        {accept, Proposer, Round, Proposal} ->
            case order:goe(Round, Promised) of
                true ->
                    %% A ballot that is voted for is promised, too.
                    pers:store(Name, Round, Round, Proposal, Panel),
                    reply(Proposer, {vote, Round}),
                    Panel ! {updateAcc, io_lib:format("Voted: ~p", [Round]), io_lib:format("Promised: ~p", [Round]), Proposal},
                    acceptor(Name, Round, Round, Proposal, Panel);
                false ->
                    reply(Proposer, {sorry, {accept, Round}}),
                    acceptor(Name, Promised, Voted, Value, Panel)
            end;
        stop ->
            pers:close(Name),
            ok
    end.

reply(Proposer, Message) ->
    case ?delay of
        0 -> Proposer ! Message;
        Max -> timer:send_after(rand:uniform(Max), Proposer, Message)
    end.
