-module(acceptor).
-export([start/2]).

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
                    Proposer ! {promise, Round, Voted, Value},
                    pers:store(Name, Round, Voted, Value, Panel),
                    io:format("[Acceptor ~w] Phase 1: promised ~w voted ~w colour ~w~n",
                              [Name, Round, Voted, Value]),
                    Panel ! {updateAcc, "Voted: " ++ io_lib:format("~p", [Voted]),
                             "Promised: " ++ io_lib:format("~p", [Round]), Value},
                    acceptor(Name, Round, Voted, Value, Panel);
                false ->
                    Proposer ! {sorry, {prepare, Round}},
                    acceptor(Name, Promised, Voted, Value, Panel)
            end;
        {accept, Proposer, Round, Proposal} ->
            case order:goe(Round, Promised) of
                true ->
                    case order:goe(Round, Voted) of
                        true ->
                            Proposer ! {vote, Round},
                            pers:store(Name, Round, Round, Proposal, Panel),
                            Panel ! {updateAcc, "Voted: " ++ io_lib:format("~p", [Round]),
                                     "Promised: " ++ io_lib:format("~p", [Round]), Proposal},
                            acceptor(Name, Round, Round, Proposal, Panel);
                        false ->
                            Proposer ! {vote, Round},
                            acceptor(Name, Promised, Voted, Value, Panel)
                    end;
                false ->
                    Proposer ! {sorry, {accept, Round}},
                    acceptor(Name, Promised, Voted, Value, Panel)
            end;
        stop ->
            pers:close(Name),
            ok
    end.
