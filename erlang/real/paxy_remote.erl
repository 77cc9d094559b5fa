%%% One run across nodes, in real time: the acceptors on paxy-acc, the
%%% proposers on paxy-pro, at this node's own host or where `set_places' says.
-module(paxy_remote).

-export([run/3, set_places/1, start/7, start/8]).

%% Executes one run of a trial and judges it; paxy_run:cancel/1 on the calling
%% process ends it early.
-spec run(paxy_trial:trial(), pos_integer(), paxy_run:options()) -> paxy_outcome:outcome().
run(Trial, Run, Options) ->
    paxy_run:run(Trial, Run, Options, places()).

%% Says on which nodes acceptors and proposers live from now on.
-spec set_places(paxy_run:places()) -> ok.
set_places(Places) ->
    persistent_term:put({?MODULE, places}, Places).

%% By default, paxy-acc and paxy-pro at this node's own host.
places() ->
    persistent_term:get({?MODULE, places}, #{acceptor => [beside_this('paxy-acc')],
                                             proposer => [beside_this('paxy-pro')]}).

beside_this(Name) ->
    case string:split(atom_to_list(node()), "@") of
        [_, Host] -> list_to_atom(atom_to_list(Name) ++ "@" ++ Host);
        [_] -> Name
    end.

%% The classic entry points: a run whose lines are printed here. The other nodes
%% are started by hand and need no code; it is loaded onto them.
-spec start(pos_integer(), pos_integer(), 0..100, non_neg_integer(), pos_integer(),
            non_neg_integer(), pos_integer() | atom()) -> paxy_judge:verdict().
start(Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version) ->
    start([0], Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version).

-spec start([non_neg_integer()], pos_integer(), pos_integer(), 0..100, non_neg_integer(),
            pos_integer(), non_neg_integer(), pos_integer() | atom()) -> paxy_judge:verdict().
start(Sleep, Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version) ->
    Arguments = [Sleep, Proposers, Acceptors, Drop, Delay, Timeout, Backoff, Version],
    case problems() of
        [] -> paxy_classic:start(fun run/3, Arguments);
        Problems -> io:put_chars([["[Paxy] failed: ", Problem, $\n] || Problem <- Problems]), failed
    end.

problems() when node() =:= nonode@nohost ->
    ["this node has no name: start it with -name paxy-run@127.0.0.1 -setcookie paxos "
     "-kernel inet_dist_use_interface '{127,0,0,1}'"];
problems() ->
    Nodes = [beside_this('paxy-acc'), beside_this('paxy-pro')],
    Folder = unicode:characters_to_binary(filename:dirname(code:which(?MODULE))),
    #{nodes := Answers} = paxy_nodes:borrow(Nodes, [Folder]),
    [[atom_to_list(Node), ": ", Problem]
     || #{name := Node, problem := Problem} <- Answers, Problem =/= <<>>].
