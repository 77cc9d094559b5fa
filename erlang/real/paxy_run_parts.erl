%%% The parts of a run in real time, one for each node: what they are told, and what they
%%% print and report as they end.
-module(paxy_run_parts).
-include("paxy_run.hrl").

-export([tell/3, tell_all/2, take/4, gone/3, late/2, stop_timer/1, shares/1]).

%% Tells all parts of a side.
-spec tell(side(), Instruction :: term(), #run{}) -> #run{}.
tell(Side, Instruction, #run{me = Me, pids = Pids} = Run) ->
    maps:foreach(fun({Of, _}, Pid) when Of =:= Side -> Pid ! {Me, Instruction};
                    (_, _) -> ok
                 end, Pids),
    Run.

-spec tell_all(Instruction :: term(), #run{}) -> #run{}.
tell_all(Instruction, Run) ->
    tell(proposer, Instruction, tell(acceptor, Instruction, Run)).

%% Hands on the lines of a part, which waits for it.
-spec take(pid(), node(), [binary()], #run{}) -> #run{}.
take(Part, Node, Lines, #run{me = Me, output = Output} = Run) ->
    _ = [Output(Node, Line) || Line <- Lines],
    Part ! {Me, taken},
    Run.

%% A part has ended, with its closing report or without.
-spec gone(reference(), Reason :: term(), #run{}) -> #run{}.
gone(Monitor, Reason, #run{parts = Parts, pids = Pids} = Run) ->
    {Part, Others} = maps:take(Monitor, Parts),
    count(Reason, Run#run{parts = Others, pids = maps:remove(Part, Pids)}).

count({closed, #{messages := More, dropped := Lost} = Closing},
      #run{messages = Messages, dropped = Dropped} = Run) ->
    late(maps:get(late, Closing, 0), Run#run{messages = Messages + More, dropped = Dropped + Lost});
count(_, Run) ->
    Run.

%% Something of the run was Ms late.
-spec late(Ms :: integer(), #run{}) -> #run{}.
late(Ms, #run{late = Latest} = Run) ->
    Run#run{late = max(Ms, Latest)}.

-spec stop_timer(none | reference()) -> ok.
stop_timer(none) ->
    ok;
stop_timer(Timer) ->
    case erlang:cancel_timer(Timer) of
        false -> receive {timeout, Timer, _} -> ok after 0 -> ok end;
        _ -> ok
    end.

%% The share of its side's actors that each part has.
-spec shares(paxy_run:places()) -> #{{side(), node()} => {Index :: pos_integer(), Of :: pos_integer()}}.
shares(Places) ->
    maps:from_list([{{Side, Node}, {Index, length(Nodes)}}
                    || {Side, Nodes} <- maps:to_list(Places), {Index, Node} <- lists:enumerate(Nodes)]).
