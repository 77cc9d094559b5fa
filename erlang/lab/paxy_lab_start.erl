%%% What the arguments of a folder's start functions mean: the names in their
%%% heads tell, and where they do not, the usual places.
-module(paxy_lab_start).

-export([choose/3]).
-export_type([argument/0]).

-type argument() :: name | proposal | acceptors | sleep | seed | panel | main | drop | delay
                  | timeout | backoff | sorry_count | node
                  | name_on_node | acceptors_on_nodes.   %% {Name, Node}

%% The arguments of the start function to call: the usual number where there
%% is one, otherwise the most. Names of acceptors are {Name, Node} where the
%% code takes them apart.
-spec choose(acceptor | proposer, #{arity() => [none | string()]}, Apart :: boolean()) -> {ok, [argument()]} | {error, iodata()}.
choose(Role, Starts, false) -> choose(Role, Starts);
choose(Role, Starts, true) ->
    case choose(Role, Starts) of
        {ok, Arguments} -> {ok, [on_node(Role, Argument) || Argument <- Arguments]};
        Error -> Error
    end.

on_node(acceptor, name) -> name_on_node;
on_node(proposer, acceptors) -> acceptors_on_nodes;
on_node(_, Argument) -> Argument.

choose(Role, Starts) when map_size(Starts) =:= 0 ->
    {error, ["has no function start, with which ", an(Role), " begins"]};
choose(Role, Starts) ->
    Usual = [Arity || Arity <- usual(Role), is_map_key(Arity, Starts)],
    Others = lists:reverse(lists:sort(maps:keys(Starts))) -- Usual,
    Known = [Arguments || Arity <- Usual ++ Others,
                          Arguments <- [meanings(Role, map_get(Arity, Starts))], is_complete(Role, Arguments)],
    case Known of
        [Arguments | _] -> {ok, Arguments};
        [] -> {error, unknown(Role, map_get(hd(Usual ++ Others), Starts))}
    end.

an(acceptor) -> "an acceptor";
an(proposer) -> "a proposer".

usual(acceptor) -> [2];
usual(proposer) -> [6, 5].

%% By their names; where one has no name that is known, all by their places.
meanings(Role, Names) ->
    Meant = [meaning(Name) || Name <- Names],
    case lists:member(unknown, Meant) orelse length(lists:usort(Meant)) < length(Meant) of
        true -> by_place(Role, Names, Meant);
        false -> Meant
    end.

by_place(Role, Names, Meant) ->
    case placed(Role, length(Names)) of
        none -> Meant;
        Places ->
            case lists:all(fun({unknown, _}) -> true;
                              ({Known, Place}) -> Known =:= Place orelse {Known, Place} =:= {seed, sleep}
                           end, lists:zip(Meant, Places)) of
                true -> lists:zipwith(fun(unknown, Place) -> Place; (Known, _) -> Known end, Meant, Places);
                false -> Meant
            end
    end.

placed(acceptor, 2) -> [name, panel];
placed(proposer, 5) -> [name, proposal, acceptors, sleep, panel];
placed(proposer, 6) -> [name, proposal, acceptors, sleep, panel, main];
placed(_, _) -> none.

is_complete(acceptor, Arguments) -> is_known(Arguments) andalso lists:member(name, Arguments);
is_complete(proposer, Arguments) ->
    is_known(Arguments) andalso [name, proposal, acceptors] -- Arguments =:= [].

is_known(Arguments) ->
    not lists:member(unknown, Arguments) andalso length(lists:usort(Arguments)) =:= length(Arguments).

meaning(none) ->
    unknown;
meaning(Name) ->
    Letters = [Char || Char <- string:lowercase(Name), Char =/= $_],
    hd([Meaning || {Meaning, Names} <- names(), lists:member(Letters, Names)] ++ [unknown]).

names() ->
    [{name, ["name", "myname", "nm", "id"]},
     {proposal, ["proposal", "value", "colour", "color", "prop"]},
     {acceptors, ["acceptors", "acceptorlist", "accs", "accreg", "quorum"]},
     {sleep, ["sleep", "sleeptime", "wait"]},
     {seed, ["seed", "rnd"]},
     {panel, ["panelid", "panel", "gui", "pnid", "pn", "propid", "accid"]},
     {main, ["main", "mainpid", "master", "parent", "paxy"]},
     {drop, ["drop", "dropprob", "dropping"]},
     {delay, ["delay", "maxdelay"]},
     {timeout, ["timeout"]},
     {backoff, ["backoff"]},
     {sorry_count, ["sorrycount", "sorry", "sorries"]},
     {node, ["node", "host"]}].

unknown(Role, Names) ->
    Heading = ["start(", lists:join(", ", [case Name of none -> "_"; _ -> Name end || Name <- Names]), ")"],
    ["has ", Heading, ", whose arguments are not known: ", an(Role), " is started with ",
     lists:join(", ", lists:usort([atom_to_list(Meaning) || {Meaning, _} <- names()])),
     "; name them like that, in any order"].
