%%% The part of a run of a folder that lives on one node: what paxy_part is to
%%% cores. It starts the folder's acceptors or proposers by their own start
%%% functions, plays the panel and the main program, and acts on their messages
%%% from outside. Its processes are linked to it, so none outlives it.
-module(paxy_lab_part).

-include("paxy_lab_context.hrl").

-export([run/1]).

%% Acceptors that have not come to rest by then are taken as they are.
-define(SETTLE_MS_MAX, 2000).
-define(BEGIN_MS_MAX, 5000).

-record(part, {config :: paxy_part:config(),
               run :: reference(),
               native :: paxy_lab_native:native(),
               board :: ets:table(),
               figures :: atomics:atomics_ref(),
               monitor :: reference(),
               sink :: pid(),
               output :: paxy_output:output(),
               lines = #{} :: #{paxy_core:name() => binary()},      %% begun, without their ends
               lives = #{} :: #{paxy_core:name() => pos_integer()},
               mains = #{} :: #{pid() => paxy_core:name()},
               started = 0 :: integer(),
               there = none :: none | pid(),
               network :: paxy_network:network()}).                 %% as faults have left it

%% Runs until it is told to finish; the caller spawns it, monitored.
-spec run(paxy_part:config()) -> no_return().
run(#{role := Role, run := Run, runner := Runner, trial := Trial, version := #{package := Package}} = Config) ->
    process_flag(trap_exit, true),
    process_flag(priority, high),
    group_leader(self(), self()),
    Monitor = monitor(process, Runner),
    case paxy_lab_native:ensure(Package, paxy_lab_package:macros(Package, Trial)) of
        {error, Reason} ->
            exit({failed, Reason});
        {ok, Native} ->
            Me = self(),
            Board = ets:new(?MODULE, [public, {write_concurrency, true}]),
            Sink = spawn_link(fun sink/0),
            true = ets:insert(Board, {{process, Sink}, '$panel'}),
            Send = fun(Lines) -> Run ! {Run, {output, Me, node(), Lines}} end,
            Part = #part{config = Config, run = Run, native = Native, board = Board, monitor = Monitor, sink = Sink,
                         network = network(Config),
                         figures = atomics:new(?FIGURES, []), output = paxy_output:new(Send)},
            loop(begin_(Role, Part))
    end.

%% Takes everything that is sent to a panel or to the main program.
sink() ->
    receive _ -> sink() end.

begin_(proposer, Part) ->
    tell_runner({ready, proposer, self(), #{}}, Part);
begin_(acceptor, #part{config = #{trial := Trial}} = Part0) ->
    Names = paxy_trial:acceptors(Trial),
    Part = lists:foldl(fun({Number, Name}, Each) -> start(Name, Number, Each) end, Part0, lists:enumerate(Names)),
    ok = settle(Part),
    tell_runner({ready, acceptor, self(), addresses(Part)}, Part).

tell_runner(News, #part{run = Run} = Part) ->
    Run ! {Run, News},
    Part.

%% The name that no actor has is that of the part itself.
addresses(#part{mains = Mains}) ->
    maps:put('$part', self(), maps:from_list([{Name, Pid} || {Pid, Name} <- maps:to_list(Mains)])).

%% Calls the folder's start function as the classic main program does.
start(Name, Number, #part{config = #{role := Role}, native = Native, lives = Lives, board = Board} = Part0) ->
    #{Role := #{module := Module, arguments := Meanings}} = Native,
    Life = maps:get(Name, Lives, 0) + 1,
    true = ets:insert(Board, {{life, Name}, Life}),
    Part = begins(Life, Name, Part0#part{lives = Lives#{Name => Life}}),
    Arguments = [argument(Meaning, Name, Number, Part) || Meaning <- Meanings],
    Me = self(),
    Starter = paxy_lab_call:begin_(fun() -> Me ! {returned, self(), apply(Module, start, Arguments)} end,
                                   context(Name, Life, Part)),
    began(Starter, Name, Part, erlang:monotonic_time(millisecond) + ?BEGIN_MS_MAX).

network(#{trial := Trial, run_number := Number}) ->
    paxy_network:of_run(Number, paxy_network:new(Trial)).

begins(1, Name, Part) -> mark(start, Name, Part);
begins(_, _, Part) -> Part.

context(Name, Life, #part{config = #{role := Role, trial := Trial, run_number := Number,
                                     narrate := Narrate} = Config,
                          board = Board, figures = Figures}) ->
    Own = [integer_to_binary(paxy_random:at(paxy_trial:key(Trial), Number)), $/, atom_to_binary(Name)],
    #context{board = Board, part = self(), role = Role, actor = Name, life = Life, figures = Figures,
             aloud = Narrate =:= aloud,
             network = network(Config),
             stream = paxy_random:key([integer_to_binary(Life), "/own/", Own])}.

%% The process that start returned is the actor; where start itself is the
%% actor, it does not return. One that waits is taken for the actor until it
%% returns; for one that has ended its result or its end is on the way.
began(Starter, Name, Part, Deadline) ->
    receive
        {returned, Starter, Result} -> actor(Name, started(Result, Starter, Name, Part), Part);
        {'EXIT', Starter, Reason} ->
            self() ! {'EXIT', Starter, Reason},
            actor(Name, Starter, Part)
    after 1 ->
            Waits = is_process_alive(Starter) andalso at_rest(Starter),
            case Waits orelse erlang:monotonic_time(millisecond) > Deadline of
                true -> actor(Name, Starter, Part);
                false -> began(Starter, Name, Part, Deadline)
            end
    end.

started(Pid, _, _, _) when is_pid(Pid) -> Pid;
started({ok, Pid}, _, _, _) when is_pid(Pid) -> Pid;
started(_, Starter, Name, #part{board = Board}) ->
    case ets:lookup(Board, {name, Name}) of
        [{_, here, Pid}] -> Pid;
        _ -> Starter
    end.

%% A start that was taken for the actor has returned it.
returned(Starter, Result, #part{board = Board, mains = Mains} = Part) ->
    case Mains of
        #{Starter := Name} ->
            Pid = started(Result, Starter, Name, Part),
            true = ets:delete_object(Board, {{name, Name}, here, Starter}),
            known(Name, Pid, actor(Name, Pid, Part#part{mains = maps:remove(Starter, Mains)}));
        #{} ->
            Part
    end.

known(Name, Pid, #part{config = #{role := acceptor}} = Part) ->
    tell_runner({moved, #{Name => Pid}}, Part);
known(Name, Pid, #part{there = There} = Part) ->
    _ = is_pid(There) andalso (There ! {there, #{Pid => Name}}),
    Part.

actor(Name, Pid, #part{config = #{role := Role}, board = Board, mains = Mains} = Part) ->
    _ = Role =:= acceptor andalso ets:insert_new(Board, {{name, Name}, here, Pid}),
    true = ets:insert(Board, {{main, Pid}, Name}),
    Part#part{mains = Mains#{Pid => Name}}.

argument(name, Name, _, _) -> Name;
argument(proposal, Name, _, #part{config = #{trial := Trial}}) ->
    {Name, Value, _} = lists:keyfind(Name, 1, paxy_trial:proposers(Trial)),
    Value;
argument(acceptors, _, _, #part{config = #{trial := Trial}}) -> paxy_trial:acceptors(Trial);
argument(name_on_node, Name, _, _) -> {Name, nonode@nohost};
argument(acceptors_on_nodes, Name, Number, Part) -> [{Each, nonode@nohost} || Each <- argument(acceptors, Name, Number, Part)];
argument(sleep, Name, _, #part{config = #{trial := Trial}}) ->
    case lists:keyfind(Name, 1, paxy_trial:proposers(Trial)) of
        {_, _, Sleep} -> Sleep;
        false -> 0
    end;
argument(seed, _, Number, _) -> Number;
argument(Sink, _, _, #part{sink = Pid}) when Sink =:= panel; Sink =:= main -> Pid;
argument(timeout, _, _, #part{config = #{trial := #{timeout := Timeout}}}) when is_integer(Timeout) -> Timeout;
argument(timeout, _, _, _) -> 2000;
argument(backoff, _, _, #part{config = #{trial := #{backoff := Backoff}}}) when is_integer(Backoff) -> max(1, Backoff);
argument(backoff, _, _, _) -> 10;
argument(node, _, _, _) -> nonode@nohost;
argument(_, _, _, _) -> 0.

%% Opening storage all at once makes replies late; proposers start when it is done.
settle(#part{board = Board}) ->
    settle([Pid || [Pid] <- ets:match(Board, {{process, '$1'}, '_'})], erlang:monotonic_time(millisecond) + ?SETTLE_MS_MAX).

settle(Processes, Deadline) ->
    case [Pid || Pid <- Processes, not at_rest(Pid)] of
        [] -> ok;
        Busy ->
            receive after 1 -> ok end,
            case erlang:monotonic_time(millisecond) > Deadline of
                true -> ok;
                false -> settle(Busy, Deadline)
            end
    end.

at_rest(Pid) ->
    case process_info(Pid, [status, message_queue_len]) of
        [{status, waiting}, {message_queue_len, 0}] -> true;
        undefined -> true;
        _ -> false
    end.

loop(#part{run = Run, monitor = Monitor, figures = Figures} = Part) ->
    receive
        {print, Actor, Text} ->
            atomics:sub(Figures, ?PRINTING, 1),
            loop(print(Actor, Text, Part));
        {late, Ms, Pid, Message} ->
            _ = erlang:send_after(Ms, self(), {arrives, Pid, Message}),
            loop(Part);
        {arrives, Pid, Message} -> loop(arrives(Pid, Message, Part));
        {Run, finish} -> close(Part);
        {Run, Instruction} -> loop(obey(Instruction, Part));
        {returned, Starter, Result} -> loop(returned(Starter, Result, Part));
        {'EXIT', Pid, Reason} -> loop(exited(Pid, Reason, Part));
        {'DOWN', Monitor, process, _, _} -> close(Part);
        {there, Names} -> loop(know(Names, Part));
        {io_request, From, As, Request} ->
            {Reply, _} = paxy_io:request(Request),
            From ! {io_reply, As, Reply},
            loop(Part);
        _ -> loop(Part)
    end.

%% A message is lost if its receiver is cut off when it arrives.
arrives(Pid, Message, #part{figures = Figures, network = Network} = Part) ->
    _ = case paxy_network:passes('$part', Network) of
            false -> atomics:add(Figures, ?LOST, 1);
            true -> Pid ! Message
        end,
    Part.

%% Whole lines of an actor are passed on.
print(Actor, Text, #part{lines = Begun, output = Output} = Part) ->
    Parts = binary:split(<<(maps:get(Actor, Begun, <<>>))/binary, Text/binary>>, <<"\n">>, [global]),
    {Lines, [Rest]} = lists:split(length(Parts) - 1, Parts),
    Part#part{lines = Begun#{Actor => Rest}, output = paxy_output:put(Lines, Output)}.

obey({start, Acceptors}, #part{config = #{trial := Trial}, board = Board} = Part0) ->
    There = maps:get('$part', Acceptors, none),
    Now = erlang:monotonic_time(),
    _ = tell_runner({started, erlang:convert_time_unit(Now + erlang:time_offset(), native, microsecond)}, Part0),
    ok = acceptors(maps:remove('$part', Acceptors), Board),
    Proposers = lists:enumerate(paxy_trial:proposers(Trial)),
    Part = lists:foldl(fun({Number, {Name, _, _}}, Each) -> start(Name, Number, Each) end,
                       Part0#part{started = Now, there = There}, Proposers),
    _ = is_pid(There) andalso (There ! {there, Part#part.mains}),
    Part;
obey({leave, Kind, all}, #part{lives = Lives} = Part) ->
    leave(Kind, maps:keys(Lives), Part);
obey({leave, Kind, Names}, Part) ->
    leave(Kind, Names, Part);
obey({return, Names}, #part{config = #{trial := Trial}} = Part0) ->
    Numbered = [{Number, Name} || {Number, Name} <- lists:enumerate(paxy_trial:acceptors(Trial)), lists:member(Name, Names)],
    Part = lists:foldl(fun({Number, Name}, Each) -> start(Name, Number, mark(recover, Name, Each)) end, Part0, Numbered),
    ok = settle(Part),
    tell_runner({moved, maps:with(Names, addresses(Part))}, Part);
obey({tell, {peers, Moved}}, #part{config = #{role := proposer}, board = Board} = Part) ->
    ok = acceptors(maps:remove('$part', Moved), Board),
    Part;
obey({tell, {network, Change}}, #part{figures = Figures, board = Board, network = Network0} = Part) ->
    Network = paxy_network:obey(Change, Network0),
    true = ets:insert(Board, {network, Network}),
    ok = atomics:add(Figures, ?CHANGES, 1),
    everyone(paxy_network:event(Change), Part#part{network = Network});
obey(taken, #part{output = Output} = Part) ->
    Part#part{output = paxy_output:taken(Output)};
obey(traces, Part) ->
    tell_runner({traces, self(), paxy_lab_notes:all(Part#part.board)}, Part);
obey(_, Part) ->
    Part.

%% An acceptor's name is known to the proposers, also while it is away.
acceptors(Addresses, Board) ->
    maps:foreach(fun(Name, Address) ->
                         true = ets:insert(Board, {{name, Name}, there, Address}),
                         _ = is_pid(Address) andalso ets:insert(Board, {{process, Address}, there, Name})
                 end, Addresses).

know(Names, #part{board = Board} = Part) ->
    maps:foreach(fun(Pid, Name) -> ets:insert(Board, {{process, Pid}, there, Name}) end, Names),
    Part.

%% All processes of an actor end, and so do those that they were just starting.
leave(Kind, Names, #part{board = Board, mains = Mains} = Part0) ->
    _ = [true = ets:insert(Board, {{life, Name}, away}) || Name <- Names],
    Part = lists:foldl(fun(Name, Each) -> mark(Kind, Name, Each) end, Part0, Names),
    ok = kill(Names, Board),
    Part#part{mains = maps:filter(fun(_, Name) -> not lists:member(Name, Names) end, Mains)}.

kill(Names, Board) ->
    case [Pid || {{process, Pid}, Actor} <- ets:match_object(Board, {{process, '_'}, '_'}), lists:member(Actor, Names)] of
        [] -> ok;
        Pids ->
            _ = [begin unlink(Pid), exit(Pid, kill) end || Pid <- Pids],
            _ = [gone(Pid, Board) || Pid <- Pids],
            kill(Names, Board)
    end.

gone(Pid, Board) ->
    Monitor = monitor(process, Pid),
    receive {'DOWN', Monitor, process, _, _} -> ok end,
    forget(Pid, Board).

forget(Pid, Board) ->
    true = ets:delete(Board, {process, Pid}),
    true = ets:match_delete(Board, {{name, '_'}, here, Pid}),
    true = paxy_lab_store:forget(Pid, Board).

mark(Kind, Name, Part) -> mark(Kind, none, Name, Part).

mark(Kind, Told, Name, #part{board = Board, figures = Figures} = Part) ->
    true = paxy_lab_notes:mark({Kind, Told}, Name, Board, Figures),
    Part.

everyone(none, Part) -> Part;
everyone(Kind, #part{lives = Lives} = Part) ->
    lists:foldl(fun(Name, Each) -> mark(Kind, Name, Each) end, Part, maps:keys(Lives)).

%% A process has ended by itself.
exited(Pid, Reason, #part{config = #{role := Role}, board = Board, mains = Mains, native = #{files := Files}} = Part) ->
    Actor = case ets:lookup(Board, {process, Pid}) of [{_, Name}] -> Name; _ -> none end,
    _ = forget(Pid, Board),
    case {paxy_lab_crash:is_clean(Reason), Mains} of
        {true, #{Pid := Proposer}} when Role =:= proposer ->
            ended(Proposer, Part#part{mains = maps:remove(Pid, Mains)});
        {true, _} -> Part;
        {false, _} when Actor =:= none -> Part;
        {false, _} ->
            tell_runner({failed, paxy_lab_crash:text(Role, Actor, Reason, Files)}, Part)
    end.

%% A proposer that has ended decided the value of its last accept; where it
%% printed another one nobody knows, and the run fails.
ended(Name, #part{board = Board} = Part) ->
    case {ets:lookup(Board, {accepted, Name}), ets:lookup(Board, {printed, Name})} of
        {[], _} ->
            tell_runner({gave_up, Name}, mark(gave_up, 0, Name, Part));
        {[{_, _, Value}], [{_, Arguments}]} when is_list(Arguments) ->
            case lists:member(Value, Arguments) of
                true -> decides(Name, Part);
                false -> tell_runner({failed, differs(Name, Value, Arguments)}, Part)
            end;
        _ -> decides(Name, Part)
    end.

decides(Name, #part{board = Board, started = Started} = Part) ->
    [{_, Round, Value}] = ets:lookup(Board, {accepted, Name}),
    Ms = erlang:convert_time_unit(erlang:monotonic_time() - Started, native, millisecond),
    tell_runner({decided, {Name, Value, number(Round), Ms}}, mark(decided, {Value, number(Round)}, Name, Part)).

differs(Name, Value, Arguments) ->
    io_lib:format("proposer ~ts printed ~0tP as decided, but the last accept that it sent has ~0tP",
                  [Name, Arguments, 20, Value, 20]).

number({Number, _}) when is_integer(Number), Number >= 0 -> Number;
number(Number) when is_integer(Number), Number >= 0 -> Number;
number(_) -> 0.

-spec close(#part{}) -> no_return().
close(#part{board = Board, lives = Lives, figures = Figures, sink = Sink} = Part0) ->
    _ = [true = ets:insert(Board, {{life, Name}, away}) || Name <- maps:keys(Lives)],
    ok = kill(maps:keys(Lives), Board),
    exit(Sink, kill),
    Part = said(Part0),
    Unprinted = atomics:get(Figures, ?UNPRINTED),
    _ = paxy_output:flush(paxy_output:put(begun(Part) ++ missed(Unprinted), Part#part.output)),
    exit({closed, #{messages => atomics:get(Figures, ?SENT), dropped => atomics:get(Figures, ?LOST)}}).

%% What was printed before the processes ended.
said(Part) ->
    receive
        {print, Actor, Text} -> said(print(Actor, Text, Part))
    after 0 ->
            Part
    end.

begun(#part{lines = Begun}) ->
    [Line || Line <- maps:values(Begun), Line =/= <<>>].

missed(0) -> [];
missed(Count) -> [<<"(", (integer_to_binary(Count))/binary, " more texts came faster than they could be taken)">>].
