-module(acceptor).
-export([start/2]).

-define(delay, 20).
-define(drop, 10).

start(Name, Panel) ->
    spawn(fun() -> init(Name, Panel) end).

init(Name, PanelId) ->
    pers:open(Name),
    {Promised, Voted, Value, Stored} = pers:read(Name),
    Panel = case Stored of na -> PanelId; _ -> Stored end,
    acceptor(Name, Promised, Voted, Value, Panel).

acceptor(Name, Promised, Voted, Value, Panel) ->
    receive
        {prepare, Proposer, Round} ->
            case order:gr(Round, Promised) of
                true ->
                    pers:store(Name, Round, Voted, Value, Panel),
                    utils:reply(Proposer, {promise, Round, Voted, Value}, {?drop, ?delay}),
                    io:format("[Acceptor ~w] Phase 1: promised ~w voted ~w colour ~w~n",
                              [Name, Round, Voted, Value]),
                    Panel ! {updateAcc, "Voted: " ++ io_lib:format("~p", [Voted]),
                             "Promised: " ++ io_lib:format("~p", [Round]), Value},
                    acceptor(Name, Round, Voted, Value, Panel);
                false ->
                    utils:reply(Proposer, {sorry, {prepare, Round}}, {?drop, ?delay}),
                    acceptor(Name, Promised, Voted, Value, Panel)
            end;
        {accept, Proposer, Round, Proposal} ->
            case order:goe(Round, Promised) of
                true ->
                    case order:goe(Round, Voted) of
                        true ->
                            pers:store(Name, Round, Round, Proposal, Panel),
                            utils:reply(Proposer, {vote, Round}, {?drop, ?delay}),
                            Panel ! {updateAcc, "Voted: " ++ io_lib:format("~p", [Round]),
                                     "Promised: " ++ io_lib:format("~p", [Round]), Proposal},
                            acceptor(Name, Round, Round, Proposal, Panel);
                        false ->
                            utils:reply(Proposer, {vote, Round}, {?drop, ?delay}),
                            acceptor(Name, Promised, Voted, Value, Panel)
                    end;
                false ->
                    utils:reply(Proposer, {sorry, {accept, Round}}, {?drop, ?delay}),
                    acceptor(Name, Promised, Voted, Value, Panel)
            end;
        stop ->
            pers:close(Name),
            ok
    end.
