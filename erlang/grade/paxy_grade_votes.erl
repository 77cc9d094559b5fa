%%% Decisions that no quorum voted for, from the recorded messages of a run:
%%% code that always decides the same value agrees, too, and is no consensus.
%%% Pure, and in doubt for the code: a vote that names no known round counts for
%%% everything that its proposer asked of that acceptor.
-module(paxy_grade_votes).

-export([unbacked/2]).
-export_type([decision/0]).

-type decision() :: {Proposer :: paxy_core:name(), Value :: term()}.

%% A proposer's request for votes: its ballot and its value.
-type asked() :: {Proposer :: atom(), Round :: term(), Value :: term()}.

-record(seen, {asked = #{} :: #{{Acceptor :: atom(), Proposer :: atom()} => [asked()]},
               votes = #{} :: #{asked() => #{atom() => true}},
               unbacked = [] :: [decision()]}).

%% The decisions, in order, whose value had no ballot with the votes of a
%% majority of the acceptors when they were made ("Paxos Made Simple", 2.1).
%% A trace that lacks events is not judged.
-spec unbacked([paxy_trace:event()], Acceptors :: pos_integer()) -> [decision()].
unbacked([{_, _, _, forgot, _, _} | _], _) ->
    [];
unbacked(Trace, Acceptors) ->
    Votes = words(Trace),
    #seen{unbacked = Unbacked} = lists:foldl(fun(Event, Seen) -> event(setelement(6, Event, paxy_lab_place:bare(element(6, Event))), Votes, Acceptors div 2 + 1, Seen) end,
                                             #seen{}, Trace),
    lists:reverse(Unbacked).

%% Code that never says `vote' may have a word of its own for it.
words(Trace) ->
    Said = [kind(paxy_lab_place:bare(Message)) || {_, _, _, send, _, Message} <- Trace],
    case lists:member(vote, Said) of
        true -> fun(Kind) -> Kind =:= vote end;
        false -> fun(Kind) -> not lists:member(Kind, [promise, sorry, prepare, accept]) end
    end.

event({_, _, Acceptor, 'receive', Proposer, Message}, _, _, #seen{asked = Asked} = Seen)
  when element(1, Message) =:= accept, tuple_size(Message) >= 4 ->
    Ballot = {Proposer, element(3, Message), element(4, Message)},
    Key = {Acceptor, Proposer},
    Seen#seen{asked = Asked#{Key => [Ballot | maps:get(Key, Asked, [])]}};
event({_, _, Acceptor, send, Proposer, Message}, IsVote, _, #seen{asked = Asked} = Seen) ->
    case Asked of
        #{{Acceptor, Proposer} := Ballots} ->
            case IsVote(kind(Message)) of
                true -> lists:foldl(fun(Ballot, S) -> voted(Acceptor, Ballot, S) end, Seen, meant(Message, Ballots));
                false -> Seen
            end;
        #{} -> Seen
    end;
event({_, _, Proposer, decided, _, {Value, _}}, _, Quorum, #seen{votes = Votes, unbacked = Unbacked} = Seen) ->
    case [Ballot || {_, _, Of} = Ballot <- maps:keys(Votes), Of =:= Value, map_size(map_get(Ballot, Votes)) >= Quorum] of
        [] -> Seen#seen{unbacked = [{Proposer, Value} | Unbacked]};
        _ -> Seen
    end;
event(_, _, _, Seen) ->
    Seen.

voted(Acceptor, Ballot, #seen{votes = Votes} = Seen) ->
    Voters = maps:get(Ballot, Votes, #{}),
    Seen#seen{votes = Votes#{Ballot => Voters#{Acceptor => true}}}.

%% The ballots whose round occurs in the vote; all of them if none does.
meant(Message, Ballots) ->
    case [Ballot || {_, Round, _} = Ballot <- Ballots, holds(Round, Message)] of
        [] -> Ballots;
        Named -> Named
    end.

holds(Round, Message) when is_tuple(Message) ->
    lists:any(fun(Part) -> Part =:= Round orelse Part =:= {Round} end, tuple_to_list(Message));
holds(Round, Message) ->
    Round =:= Message.


kind(Message) when is_tuple(Message), tuple_size(Message) > 0 -> element(1, Message);
kind(Message) -> Message.
