%%% Turns a trial's faults into a list of actions with their times. Pure. If
%%% faults overlap, an acceptor stays away, and the sides stay cut off, until the
%%% last of them is over; of two duplications the later one counts; a link that is
%% lost and slow is lost, and of two slow ones the slowest counts.
-module(paxy_faults).

-export([schedule/1, schedule/2, instructions/2, mark/1, kinds/0, ms_max/0]).
-export_type([fault/0, action/0]).

%% AtMs counts from the start of the proposers; acceptors are numbered from 1.
%% src/core/trial/faults.ts says how people write each kind.
-type fault() :: {crash, AtMs :: non_neg_integer(), ForMs :: pos_integer(), Acceptor :: pos_integer()}
               | {restart, AtMs :: non_neg_integer(), ForMs :: pos_integer(), Proposer :: pos_integer()}
               | {stop, AtMs :: non_neg_integer(), ForMs :: pos_integer(), acceptors | proposers}
               | {cut, AtMs :: non_neg_integer(), ForMs :: pos_integer()}
               | {unlink, AtMs :: non_neg_integer(), ForMs :: pos_integer(), Proposer :: pos_integer(),
                  Acceptor :: pos_integer(), Lost :: both | requests | replies}
               | {slow, AtMs :: non_neg_integer(), ForMs :: pos_integer(), Proposer :: pos_integer(),
                  Acceptor :: pos_integer(), Ms :: pos_integer()}
               | {partition, AtMs :: non_neg_integer(), ForMs :: pos_integer()}  %% of nodes on hosts of their own
               | {duplicate, AtMs :: non_neg_integer(), ForMs :: pos_integer(), Percent :: 0..100}.

-type action() :: {leave, crash | stop, [paxy_core:name()]}  %% acceptors
                | {return, [paxy_core:name()]}
                | stop_proposers                             %% they never recover
                | {fall, [paxy_core:name()]}                 %% proposers crash
                | {rise, [paxy_core:name()]}                 %% and come back, where their version says so
                | {network, paxy_network:change()}
                | {partition, ForMs :: pos_integer()}.       %% ends by itself (paxy_partition)

-type interval() :: {From :: non_neg_integer(), To :: non_neg_integer(), Kind :: atom()}.

-spec kinds() -> [atom()].
kinds() -> [crash, restart, stop, cut, unlink, slow, partition, duplicate].

%% No fault starts later or lasts longer: a day.
-spec ms_max() -> pos_integer().
ms_max() -> 86_400_000.

%% The actions of a trial's faults. Crashed proposers come back if their version lets them
%% store, but never after all proposers were stopped.
-spec schedule(#{faults := [fault()], version := pos_integer() | atom(), _ => _}) ->
          [{AtMs :: non_neg_integer(), action()}].
schedule(#{faults := []}) ->
    [];
schedule(#{faults := Faults, version := Version} = Trial) ->
    Proposers = [Name || {Name, _, _} <- paxy_trial:proposers(Trial)],
    Stopped = lists:min([infinity | [At || {stop, At, _, proposers} <- Faults]]),
    Recover = case paxy_version:find(Version) of
                  {ok, #{durable := Durable}} -> lists:member(proposer, Durable);
                  _ -> false
              end,
    Falls = [Fall || {AtMs, {How, _}} = Fall <- falls(Faults, Proposers), AtMs < Stopped, How =:= fall orelse Recover],
    Acceptors = paxy_trial:acceptors(Trial),
    lists:keysort(1, schedule(Faults, Acceptors) ++ links(Faults, Proposers, Acceptors) ++ Falls).

falls(Faults, Proposers) ->
    lists:append([[{From, {fall, [Name]}}, {To, {rise, [Name]}}]
                  || {Number, Name} <- lists:enumerate(Proposers),
                     {From, To, _} <- united([{At, At + For, restart} || {restart, At, For, Proposer} <- Faults,
                                                                        Proposer =:= Number])]).

%% The actions in order, at ms after the start of the proposers, but for falls of proposers
%% and for links.
-spec schedule([fault()], Acceptors :: [paxy_core:name()]) ->
          [{AtMs :: non_neg_integer(), action()}].
schedule([], _) ->
    [];
schedule(Faults, Acceptors) ->
    lists:keysort(1, absences(Faults, Acceptors) ++ cuts(Faults) ++ partitions(Faults)
                  ++ lasting(duplicate, [{At, For, Percent} || {duplicate, At, For, Percent} <- Faults])
                  ++ [{At, stop_proposers} || {stop, At, _, proposers} <- Faults]).

absences(Faults, Acceptors) ->
    Absent = [{Name, Interval} || {Number, Name} <- lists:enumerate(Acceptors),
                                  Interval <- united(away(Number, Faults))],
    grouped([{{From, {leave, Kind}}, Name} || {Name, {From, _, Kind}} <- Absent])
        ++ grouped([{{To, return}, Name} || {Name, {_, To, _}} <- Absent]).

away(Number, Faults) ->
    [{At, At + For, crash} || {crash, At, For, Acceptor} <- Faults, Acceptor =:= Number]
        ++ [{At, At + For, stop} || {stop, At, For, acceptors} <- Faults].

%% One action for all acceptors that share a time and a kind.
grouped(Pairs) ->
    Groups = maps:groups_from_list(fun({Key, _}) -> Key end, fun({_, Name}) -> Name end, Pairs),
    [case Key of
         {At, {leave, Kind}} -> {At, {leave, Kind, Names}};
         {At, return} -> {At, {return, Names}}
     end || {Key, Names} <- maps:to_list(Groups)].

cuts(Faults) ->
    Cuts = united([{At, At + For, cut} || {cut, At, For} <- Faults]),
    lists:append([[{From, {network, cut}}, {To, {network, heal}}] || {From, To, _} <- Cuts]).

%% At each time at which one begins or ends, all links that are not as usual.
links(Faults, Proposers, Acceptors) ->
    Ways = lists:append([ways(Fault, Proposers, Acceptors) || Fault <- Faults]),
    Times = lists:usort(lists:append([[From, To] || {From, To, _, _} <- Ways])),
    [{Time, {network, {links, maps:from_list(lists:sort([{Way, Fate} || {From, To, Way, Fate} <- Ways,
                                                                       From =< Time, Time < To]))}}}
     || Time <- Times].

%% As intervals; the order of fates is that of Erlang's terms: a number, then `lost'.
ways({unlink, At, For, Proposer, Acceptor, Lost}, Proposers, Acceptors) ->
    {One, Other} = {lists:nth(Proposer, Proposers), lists:nth(Acceptor, Acceptors)},
    [{At, At + For, Way, lost} || {Kind, Way} <- [{requests, {One, Other}}, {replies, {Other, One}}],
                                  Lost =:= both orelse Lost =:= Kind];
ways({slow, At, For, Proposer, Acceptor, Ms}, Proposers, Acceptors) ->
    {One, Other} = {lists:nth(Proposer, Proposers), lists:nth(Acceptor, Acceptors)},
    [{At, At + For, Way, Ms} || Way <- [{One, Other}, {Other, One}]];
ways(_, _, _) ->
    [].

partitions(Faults) ->
    [{From, {partition, To - From}}
     || {From, To, _} <- united([{At, At + For, partition} || {partition, At, For} <- Faults])].

%% Intervals that overlap or touch are one.
-spec united([interval()]) -> [interval()].
united(Intervals) ->
    unite(lists:sort(Intervals)).

unite([{From, To1, Kind}, {Next, To2, _} | Rest]) when Next =< To1 ->
    unite([{From, max(To1, To2), Kind} | Rest]);
unite([Interval | Rest]) ->
    [Interval | unite(Rest)];
unite([]) ->
    [].

%% Each time at which a change of this kind begins or ends, with the value then
%% in force; off: as the trial says.
lasting(Change, Faults) ->
    All = [{At, At + For, Value} || {At, For, Value} <- Faults],
    Times = lists:usort(lists:append([[From, To] || {From, To, _} <- All])),
    [{Time, {network, {Change, in_force(Time, All)}}} || Time <- Times].

in_force(Time, All) ->
    case lists:sort([{From, Value} || {From, To, Value} <- All, From =< Time, Time < To]) of
        [] -> off;
        Current -> element(2, lists:last(Current))
    end.

%% The instructions that make an action happen in real time, for the parts of a
%% run. Messages to an actor that is away are lost.
-spec instructions(action(), Proposers :: [paxy_core:name()]) ->
          [{acceptor | proposer, paxy_part:instruction()}].
instructions({leave, Kind, Names}, _) ->
    [{acceptor, {leave, Kind, Names}}, {proposer, gone(Names)}];
instructions({return, Names}, _) ->
    [{acceptor, {return, Names}}];
instructions({fall, Names}, _) ->
    [{proposer, {leave, crash, Names}}, {acceptor, gone(Names)}];
instructions({rise, Names}, _) ->
    [{proposer, {return, Names}}];
instructions(stop_proposers, Proposers) ->
    [{proposer, {leave, stop, all}}, {acceptor, gone(Proposers)}];
instructions({network, _} = Change, _) ->
    [{proposer, {tell, Change}}, {acceptor, {tell, Change}}];
instructions({partition, _}, _) ->
    instructions({network, parted}, []).  %% for the traces; paxy_partition does it

gone(Names) ->
    {tell, {peers, maps:from_keys(Names, away)}}.

%% A line for people, without its end.
-spec mark(action()) -> iodata().
mark({leave, crash, Names}) -> [those(Names), " crashed"];
mark({leave, stop, _}) -> "all acceptors were stopped";
mark({return, Names}) -> [those(Names), " came back with what had been stored"];
mark({fall, [Name]}) -> ["proposer ", atom_to_list(Name), " crashed"];
mark({rise, [Name]}) -> ["proposer ", atom_to_list(Name), " came back with what had been stored"];
mark(stop_proposers) -> "all proposers were stopped, for good";
mark({network, cut}) -> "proposers and acceptors are cut off from each other";
mark({network, heal}) -> "proposers and acceptors hear each other again";
mark({partition, Ms}) -> ["the hosts of the acceptors and those of the proposers are parted for ", integer_to_list(Ms), " ms"];
mark({network, rejoined}) -> "the hosts of the acceptors and those of the proposers reach each other again";
mark({network, {links, Links}}) when Links =:= #{} -> "all links are as usual again";
mark({network, {links, Links}}) ->
    lists:join("; ", [[atom_to_list(From), " -> ", atom_to_list(To), fate(Fate)] || {{From, To}, Fate} <- lists:sort(maps:to_list(Links))]);
mark({network, {duplicate, off}}) -> "the share of doubled replies is that of the trial again";
mark({network, {duplicate, Percent}}) -> [integer_to_list(Percent), " % of the replies are doubled"].

fate(lost) -> ": messages are lost";
fate(Ms) -> [": messages take ", integer_to_list(Ms), " ms more"].

those([Name]) -> ["acceptor ", atom_to_list(Name)];
those(Names) -> [integer_to_list(length(Names)), " acceptors"].
