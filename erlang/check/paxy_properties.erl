%%% The properties that a protocol must keep at every moment, judged from a trace
%%% alone, so in the same way for every core and every folder. A property that is
%%% about the messages of the classic protocol holds trivially for a protocol
%%% that has other messages.
-module(paxy_properties).

-export([of_trace/3]).
-export_type([property/0]).

-type name() :: agreement | validity | one_value_a_ballot | promises_kept | one_chosen.
%% `why' is empty where it holds.
-type property() :: {name(), Holds :: boolean(), Why :: iodata()}.

-spec names() -> [name()].
names() -> [agreement, validity, promises_kept, one_value_a_ballot, one_chosen].

%% Judges a trace, given the proposed values and the number of acceptors.
-spec of_trace([paxy_trace:event()], Proposed :: [term()], Acceptors :: pos_integer()) -> [property()].
of_trace(Trace, Proposed, Acceptors) ->
    [property(Name, flaw(Name, Trace, Proposed, Acceptors)) || Name <- names()].

property(Name, none) -> {Name, true, ""};
property(Name, {Format, Arguments}) -> {Name, false, io_lib:format(Format, Arguments)}.

flaw(agreement, Trace, _, _) ->
    case lists:usort(decided(Trace)) of
        [One, Other | _] -> {"both ~w and ~w were decided", [One, Other]};
        _ -> none
    end;
flaw(validity, Trace, Proposed, _) ->
    case [Value || Value <- decided(Trace), not lists:member(Value, Proposed)] of
        [Value | _] -> {"~w was decided, which nobody proposed", [Value]};
        [] -> none
    end;
%% "Paxos Made Simple", 2.2, P1a: an acceptor never goes below what it promised.
flaw(promises_kept, Trace, _, _) ->
    broken_promise(Trace, #{});
%% "Paxos Made Simple", 2.2: a proposal has one value.
flaw(one_value_a_ballot, Trace, _, _) ->
    case several([{Ballot, Value} || {_, _, _, send, _, Message} <- Trace, {accept, Ballot, Value} <- [classic(Message)]]) of
        [{Ballot, [One, Other | _]} | _] -> {"~ts was proposed with ~w and with ~w", [ballot(Ballot), One, Other]};
        [] -> none
    end;
%% "Paxos Made Simple", 2.2, P2: all proposals with the votes of a majority have the same
%% value.
flaw(one_chosen, Trace, _, Acceptors) ->
    case lists:usort(chosen(Trace, Acceptors)) of
        [One, Other | _] -> {"majorities voted for ~w and for ~w", [One, Other]};
        _ -> none
    end.

decided(Trace) -> [Value || {_, _, _, decided, _, {Value, _}} <- Trace].

broken_promise([], _) -> none;
broken_promise([{_, _, Name, send, _, Message} | Trace], Highest) ->
    case granted(classic(Message)) of
        none -> broken_promise(Trace, Highest);
        {Kind, Ballot} ->
            Promised = maps:get(Name, Highest, order:null()),
            case order:goe(Ballot, Promised) of
                true -> broken_promise(Trace, Highest#{Name => Ballot});
                false -> {"~ts gave a ~s for ~ts after one for ~ts", [Name, Kind, ballot(Ballot), ballot(Promised)]}
            end
    end;
broken_promise([_ | Trace], Highest) -> broken_promise(Trace, Highest).

granted({promise, _, Ballot, _, _}) -> {promise, Ballot};
granted({vote, _, Ballot}) -> {vote, Ballot};
granted(_) -> none.

%% The values of ballots that a majority has voted for.
chosen(Trace, Acceptors) ->
    Votes = lists:usort([{{Ballot, Value}, Name}
                         || {Name, Ballot, Value} <- votes(Trace, #{}, [])]),
    Counts = maps:map(fun(_, Names) -> length(Names) end,
                      maps:groups_from_list(fun({Proposal, _}) -> Proposal end, Votes)),
    [Value || {{_, Value}, Count} <- maps:to_list(Counts), Count > Acceptors div 2].

%% A vote is for the value that the acceptor was asked for last with that ballot.
votes([], _, Votes) -> Votes;
votes([{_, _, Name, 'receive', _, Message} | Trace], Asked, Votes) ->
    case classic(Message) of
        {accept, Ballot, Value} -> votes(Trace, Asked#{{Name, Ballot} => Value}, Votes);
        _ -> votes(Trace, Asked, Votes)
    end;
votes([{_, _, Name, send, _, Message} | Trace], Asked, Votes) ->
    case classic(Message) of
        {vote, _, Ballot} when is_map_key({Name, Ballot}, Asked) ->
            votes(Trace, Asked, [{Name, Ballot, map_get({Name, Ballot}, Asked)} | Votes]);
        _ -> votes(Trace, Asked, Votes)
    end;
votes([_ | Trace], Asked, Votes) -> votes(Trace, Asked, Votes).

%% Keys with more than one value.
several(Pairs) ->
    Values = maps:map(fun(_, Of) -> lists:usort([Value || {_, Value} <- Of]) end,
                      maps:groups_from_list(fun({Key, _}) -> Key end, Pairs)),
    [Several || {_, [_, _ | _]} = Several <- lists:sort(maps:to_list(Values))].

%% The messages of a folder name their proposer instead of their acceptor.
classic(Message) ->
    case paxy_lab_place:bare(Message) of
        {accept, _, {_, _} = Ballot, Value} -> {accept, Ballot, Value};
        {promise, {_, _} = Ballot, Voted, Value} -> {promise, none, Ballot, Voted, Value};
        {vote, {_, _} = Ballot} -> {vote, none, Ballot};
        Bare -> Bare
    end.

ballot({Round, {_, Name}}) -> io_lib:format("~w.~ts", [Round, Name]);
ballot({Round, Name}) -> io_lib:format("~w.~w", [Round, Name]);
ballot(Other) -> io_lib:format("~w", [Other]).
