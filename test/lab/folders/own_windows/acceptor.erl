%% Opens a window of its own for each acceptor.
-module(acceptor).
-export([start/2]).
-record(st, {name, promised, voted, value, panel}).

start(Name, PanelId) ->
  Pid = spawn(fun() -> init(Name, PanelId) end),
  register(Name, Pid),
  Pid.

init(Name, PanelId) ->
  Win = gui:start(Name, acceptor),
  Win ! {hello, Name},
  pers:open(Name),
  {Pr, Vt, Ac, Pn} = pers:read(Name),
  Panel = if Pn == na -> PanelId; true -> Pn end,
  loop(#st{name = Name, promised = Pr, voted = Vt, value = Ac, panel = Panel}).

loop(S = #st{name = Name, promised = Promised, voted = Voted, value = Value, panel = Panel}) ->
  receive
    {prepare, Proposer, Round} ->
      case order:gr(Round, Promised) of
        true ->
          pers:store(Name, Round, Voted, Value, Panel),
          Proposer ! {promise, Round, Voted, Value},
          io:format("[Acceptor ~w] Phase 1: promised ~w voted ~w colour ~w~n", [Name, Round, Voted, Value]),
          Colour = case Value of na -> {0,0,0}; _ -> Value end,
          Panel ! {updateAcc, "Voted: " ++ io_lib:format("~p", [Voted]), "Promised: " ++ io_lib:format("~p", [Round]), Colour},
          loop(S#st{promised = Round});
        false ->
          Proposer ! {sorry, {prepare, Promised}},
          loop(S)
      end;
    {accept, Proposer, Round, Proposal} ->
      case order:goe(Round, Promised) of
        true ->
          case order:goe(Round, Voted) of
            true ->
              pers:store(Name, Round, Round, Proposal, Panel),
              Proposer ! {vote, Round},
              io:format("[Acceptor ~w] Phase 2: promised ~w voted ~w colour ~w~n", [Name, Promised, Round, Proposal]),
              loop(S#st{promised = Round, voted = Round, value = Proposal});
            false ->
              Proposer ! {vote, Round},
              loop(S)
          end;
        false ->
          Proposer ! {sorry, {accept, Promised}},
          loop(S)
      end;
    stop ->
      Panel ! stop,
      pers:close(Name),
      pers:delete(Name),
      ok
  end.
