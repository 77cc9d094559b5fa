%%% Pids that stand for the processes of a run in virtual time. They are pids
%%% for the code that sees them, belong to no process of this node, and are the
%%% same in every run.
-module(paxy_lab_pid).

-export([of_process/3, number/2, owner/1, named/1, name/1, panel/0, main/0]).

-define(ROLE_MAX, 1024).
-define(SLOTS, (2 * ?ROLE_MAX)).
%% What an internal pid can hold: 15 bits of number, 13 bits of serial.
-define(NUMBERS, (1 bsl 15)).
-define(MADE_MAX, (1 bsl 28) div ?SLOTS - 1).

%% Process number Made (from 0) of an actor; number 1 is the one that its
%% start makes first, and that messages to the actor are for.
-spec of_process(acceptor | proposer, pos_integer(), non_neg_integer()) -> pid().
of_process(Role, Number, Made) when Made =< 1 ->
    remembered({?MODULE, Role, Number, Made}, fun() -> made(Role, Number, Made) end);
of_process(Role, Number, Made) ->
    made(Role, Number, Made).

made(Role, Number, Made) ->
    Actor = case Role of
                proposer -> Number;
                acceptor -> ?ROLE_MAX + Number
            end,
    pid(Actor, Made).

pid(Slot, Made) when Made =< ?MADE_MAX ->
    Index = Made * ?SLOTS + Slot,
    list_to_pid("<0." ++ integer_to_list(Index rem ?NUMBERS) ++ "." ++ integer_to_list(Index div ?NUMBERS) ++ ">");
pid(_, _) ->
    throw({paxy_lab, too_many_processes, none}).

-spec panel() -> pid().
panel() -> remembered({?MODULE, panel}, fun() -> pid(0, 1) end).

-spec main() -> pid().
main() -> remembered({?MODULE, main}, fun() -> pid(0, 2) end).

%% The place of a name among the acceptors or proposers.
-spec number(acceptor | proposer, paxy_core:name()) -> pos_integer().
number(Role, Name) ->
    remembered({?MODULE, Role, Name}, fun() -> place(Name, everyone(Role, 1000), 1) end).

place(Name, [Name | _], Number) -> Number;
place(Name, [_ | Names], Number) -> place(Name, Names, Number + 1).

everyone(acceptor, Count) -> paxy_trial:acceptors(#{acceptors => Count});
everyone(proposer, Count) -> [Name || {Name, _, _} <- paxy_trial:proposers(#{proposers => Count, sleep => []})].

%% Whose process it is.
-spec owner(pid()) -> {acceptor | proposer, paxy_core:name(), Made :: non_neg_integer()} | nobody.
owner(Pid) ->
    case get(Pid) of
        undefined -> remembered(Pid, fun() -> read(pid_to_list(Pid)) end);
        Owner -> Owner
    end.

read(Text) ->
    [0, Number, Serial] = [list_to_integer(Part) || Part <- string:lexemes(Text, "<.>")],
    Index = Serial * ?NUMBERS + Number,
    case {Index rem ?SLOTS, Index div ?SLOTS} of
        {0, _} -> nobody;
        {Slot, Made} when Slot < ?ROLE_MAX -> {proposer, lists:last(everyone(proposer, Slot)), Made};
        {Slot, Made} when Slot > ?ROLE_MAX -> {acceptor, lists:last(everyone(acceptor, Slot - ?ROLE_MAX)), Made};
        _ -> nobody
    end.

remembered(Key, Work) ->
    case get(Key) of
        undefined ->
            Value = Work(),
            put(Key, Value),
            Value;
        Value -> Value
    end.

%% The events of a trace, with the names of actors for their processes. Cores
%% have no processes, so their traces stay as they are.
-spec named([paxy_trace:event()]) -> [paxy_trace:event()].
named(Events) ->
    [{Clock, At, Actor, Kind, Peer, name(Message)} || {Clock, At, Actor, Kind, Peer, Message} <- Events].

%% The same for any term.
-spec name(term()) -> term().
name(Pid) when is_pid(Pid) ->
    case owner(Pid) of
        {_, Name, _} -> Name;
        nobody -> Pid
    end;
name([Head | Tail]) -> [name(Head) | name(Tail)];
name(Tuple) when is_tuple(Tuple) -> list_to_tuple([name(Part) || Part <- tuple_to_list(Tuple)]);
name(Term) -> Term.
