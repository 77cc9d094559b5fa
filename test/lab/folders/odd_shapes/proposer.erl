-module(proposer).
-export([start/6]).

-define(timeout, 100).
-define(backoff, 8).

start(Name, Proposal, Acceptors, Sleep, PanelId, Main) ->
    spawn(fun() ->
                  timer:sleep(Sleep),
                  try rounds(order:first(Name), Proposal, Acceptors, ?backoff) of
                      {Round, Value} ->
                          io:format("~w decided ~w in round ~w~n", [Name, Value, Round]),
                          PanelId ! {updateProp, "Round: " ++ io_lib:format("~p", [Round]), Value}
                  catch
                      exit:gone -> io:format("~w found nobody~n", [Name])
                  after
                      Main ! done
                  end
          end).

rounds(Round, Own, Acceptors, Backoff) ->
    Ballot = fun(Phase, Value) -> ballot(Phase, Round, Value, Acceptors) end,
    case Ballot(prepare, Own) of
        {ok, Value} ->
            case Ballot(accept, Value) of
                {ok, Value} -> {Round, Value};
                no -> again(Round, Own, Acceptors, Backoff)
            end;
        no -> again(Round, Own, Acceptors, Backoff)
    end.

again(Round, Own, Acceptors, Backoff) ->
    timer:sleep(rand:uniform(Backoff)),
    rounds(order:inc(Round), Own, Acceptors, min(100, 2 * Backoff)).

ballot(Phase, Round, Value, Acceptors) ->
    Message = case Phase of
                  prepare -> {prepare, self(), Round};
                  accept -> {accept, self(), Round, Value}
              end,
    [A ! Message || A <- Acceptors],
    Quorum = length(Acceptors) div 2 + 1,
    Answers = (catch lists:foldl(fun(_, Got) -> [answer(Phase, Round) | Got] end, [], lists:seq(1, Quorum))),
    case Answers of
        late -> no;
        _ ->
            {_, Best} = lists:foldl(fun({Voted, V}, {Max, _}) when Voted > Max, V =/= na -> {Voted, V};
                                       (_, Highest) -> Highest
                                    end, {{-1, null}, Value}, Answers),
            {ok, Best}
    end.

answer(prepare, Round) ->
    receive
        {promise, Round, Voted, Value} -> {Voted, Value}
    after ?timeout -> throw(late)
    end;
answer(accept, Round) ->
    receive
        {vote, Round} -> {{-1, null}, na}
    after ?timeout -> throw(late)
    end.
