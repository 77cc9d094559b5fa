%%% The processes of one acceptor or proposer of a folder, behind the contract
%%% of a core: events in, effects out, nothing else. Mailboxes, selective
%%% receive, timers, names and storage are data here.
%%%
%%% A process that waits keeps its messages in the order in which they came,
%%% and tries them, oldest first, at each new receive; while it waits only the
%%% new message is tried. A wait with a time-out and a sleep are one timer.
%%%
%%% The effects beyond those of paxy_core:
%%%   {send, To, Message, Place}             with the place in the folder's files
%%%   {later, Tag, Ms}                       comes back as {timer, Tag}; several may be under way
%%%   {failed, Reason}                       a process crashed
-module(paxy_lab_actor).

-include("paxy_lab_actor.hrl").

-export([init/1, recover/2, rehearsed/1, draw_from/2, handle/2, drawn/1, waits/1, essence/1, place/2, bare/1]).

-define(BOTTOM, {paxy_lab_virtual, bottom}).

%% Rules: `lab', the converted folder. Where `every_schedule' is set time and
%% chance do not exist, and an acceptor begins at once.
-spec init(map()) -> #lab{}.
init(#{name := Name, rules := Rules} = Config) ->
    Role = case Config of
               #{value := _} -> proposer;
               #{} -> acceptor
           end,
    Every = maps:get(every_schedule, Rules, false),
    Acceptors = maps:get(acceptors, Config, 0),
    Lab = #lab{name = Name, role = Role, number = paxy_lab_pid:number(Role, Name), every = Every,
               config = Config#{rounds_max => maps:get(rounds_max, Config, 0),
                                acceptor_names => maps:from_keys(paxy_trial:acceptors(#{acceptors => Acceptors}), true)}},
    case {Every, Role} of
        {true, acceptor} -> at_once(Lab);
        _ -> Lab
    end.

%% An acceptor comes back: it begins again, with what it stored.
-spec recover(map(), none | {stored, term()}) -> #lab{}.
recover(#{rules := Rules} = Config, Stored) ->
    Lab = (init(Config#{rules := maps:remove(every_schedule, Rules)}))#lab{every = maps:get(every_schedule, Rules, false)},
    Back = case Stored of
               none -> Lab;
               {stored, Tables} -> Lab#lab{tables = Tables}
           end,
    case Back#lab.every of
        true -> at_once(Back);
        false -> Back
    end.

%% What it does before any message comes reaches nobody yet.
at_once(Lab0) ->
    try handle(start, Lab0) of
        {Lab, Effects} -> Lab#lab{first = [Effect || Effect <- Effects, lists:member(element(1, Effect), [send, store])]}
    catch
        throw:{unsupported, Reason} -> Lab0#lab{ended = unsupported, problem = unicode:characters_to_binary(Reason)}
    end.

%% An actor whose start draws nothing starts alike in every run: this takes that step once.
-spec rehearsed(#lab{}) -> #lab{}.
rehearsed(Lab) ->
    paxy_lab_step:set_now(0),
    case handle(start, Lab#lab{draws = 1}) of
        {#lab{draws = 1}, _} = Begun -> Lab#lab{begun = Begun};
        _ -> Lab
    end.

-spec draw_from(paxy_random:stream(), #lab{}) -> #lab{}.
draw_from(Stream, Lab) -> Lab#lab{draws = Stream}.

-spec handle(term(), #lab{}) -> {#lab{}, [term()]}.
handle(start, #lab{begun = {Lab, Effects}, draws = Draws}) -> {Lab#lab{draws = Draws}, Effects};
handle(Event, #lab{every = false} = Lab) -> step(Event, Lab);
handle(_, #lab{ended = unsupported, problem = Problem}) -> throw({unsupported, Problem});
handle(Event, Lab) -> paxy_lab_choices:one(fun(Script) -> step(Event, Lab#lab{draws = {script, Script, []}}) end).

step(Event, #lab{first = []} = Lab) ->
    paxy_lab_step:begin_step(Lab),
    happen(Event, Lab),
    {Stepped, Effects} = work(),
    stepped(Stepped, Effects);
step(Event, #lab{first = First} = Lab) ->
    {Stepped, Effects} = step(Event, Lab#lab{first = []}),
    {Stepped, First ++ Effects}.

%% One that gave up does nothing more, though a catch of its code kept it alive.
stepped(#lab{ended = gave_up} = Lab, Effects) ->
    {Lab#lab{processes = #{}}, lists:reverse(lists:dropwhile(fun(Effect) -> element(1, Effect) =/= gave_up end, Effects))};
stepped(Lab, []) ->
    {Lab, []};
stepped(Lab, [_] = Effects) ->
    {Lab, Effects};
stepped(Lab, Effects) ->
    {Lab, lists:reverse(Effects)}.

happen({'$process', Pid, Message}, Lab) -> arrive(Pid, Message, Lab);
happen({timer, {wait, Pid, Ref}}, #lab{processes = Processes}) ->
    case Processes of
        #{Pid := #process{ref = Ref, wait = {wait, Frame, _, _}} = Process} ->
            run(Pid, Process, fun() -> (element(1, Frame)):'$after'(Frame) end);
        #{Pid := #process{ref = Ref, wait = {sleep, Frame, _}} = Process} ->
            run(Pid, Process, fun() -> (element(1, Frame)):'$resume'(Frame, ok) end);
        #{} -> ok
    end;
happen({timer, {late, Ref}}, #lab{late = Late}) ->
    case maps:take(Ref, Late) of
        {{To, Message, Place}, Left} ->
            paxy_lab_step:become((paxy_lab_step:lab())#lab{late = Left}),
            try paxy_lab_virtual_messages:send(To, Message, Place)
            catch error:badarg -> nobody
            end,
            ok;
        error -> ok
    end;
happen(start, #lab{main = none}) -> begin_actor();
happen(Message, #lab{main = Main} = Lab) when is_pid(Main) -> arrive(Main, Message, Lab);
happen(_, _) -> ok.

%% -- the beginning

begin_actor() ->
    #lab{role = Role, number = Number, config = #{rules := #{lab := Converted}}} = Lab = paxy_lab_step:lab(),
    Boot = paxy_lab_pid:of_process(Role, Number, 0),
    paxy_lab_step:become(Lab#lab{made = 1, main = Boot, processes = #{Boot => #process{wait = new}}}),
    #{module := Module, arguments := Meanings} = map_get(Role, Converted),
    Arguments = [argument(Meaning, Lab) || Meaning <- Meanings],
    run(Boot, #process{wait = new}, fun() -> enter(Module, start, Arguments, Converted) end).

%% A function of the folder, from the outside.
enter(Module, Function, Arguments, #{interpreted := true}) ->
    paxy_lab_interpreter:call(Module, Function, Arguments, ?BOTTOM);
enter(Module, Function, Arguments, _) ->
    case erlang:function_exported(Module, Function, length(Arguments) + 1) of
        true -> apply(Module, Function, Arguments ++ [?BOTTOM]);
        false -> {done, apply(Module, Function, Arguments)}
    end.

argument(name, #lab{name = Name}) -> Name;
argument(proposal, #lab{config = #{value := Value}}) -> Value;
argument(acceptors, #lab{config = #{acceptors := Count}}) -> paxy_trial:acceptors(#{acceptors => Count});
argument(name_on_node, #lab{name = Name}) -> {Name, nonode@nohost};
argument(acceptors_on_nodes, Lab) -> [{Name, nonode@nohost} || Name <- argument(acceptors, Lab)];
argument(sleep, #lab{config = Config}) -> maps:get(sleep_ms, Config, 0);
argument(seed, #lab{number = Number}) -> Number;
argument(panel, _) -> paxy_lab_pid:panel();
argument(main, _) -> paxy_lab_pid:main();
argument(timeout, #lab{config = #{timeout_ms := Ms}}) when is_integer(Ms) -> Ms;
argument(timeout, _) -> 2000;
argument(backoff, #lab{config = #{backoff_ms := Ms}}) when is_integer(Ms) -> max(1, Ms);
argument(backoff, _) -> 10;
argument(node, _) -> nonode@nohost;
argument(_, _) -> 0.

%% -- what processes do

%% Lets processes that have something to do run, in the order in which it came.
work() ->
    case paxy_lab_step:done() of
        {#lab{tasks = []}, _} = Done -> Done;
        {#lab{tasks = Tasks} = Lab, _} ->
            paxy_lab_step:become(Lab#lab{tasks = []}),
            lists:foreach(fun task/1, lists:reverse(Tasks)),
            work()
    end.

task({message, Pid, Message}) -> deliver(Pid, Message, paxy_lab_step:lab());
task({begin_, Pid, {Fun, Args}}) -> run(Pid, #process{wait = new}, fun() -> applied(Fun, Args) end);
task({begin_, Pid, {Module, Function, Args}}) ->
    #lab{config = #{rules := #{lab := Converted}}} = paxy_lab_step:lab(),
    run(Pid, #process{wait = new}, fun() -> enter(Module, Function, Args, Converted) end).

applied(Fun, Args) when element(1, Fun) =:= '$fun' -> (element(2, Fun)):'$call'(Fun, Args, ?BOTTOM);
applied(Fun, Args) -> {done, apply(Fun, Args)}.

%% Where every schedule is tried a message that nobody would take yet is still
%% on its way: in a network that keeps no order that is the same.
arrive(Pid, Message, #lab{every = true, processes = Processes} = Before) ->
    case Processes of
        #{Pid := #process{wait = {wait, _, _, _}, letters = Letters}} ->
            deliver(Pid, Message, Before),
            case paxy_lab_step:lab() of
                #lab{processes = #{Pid := #process{letters = [Message | Letters]} = Process} = After} = Lab ->
                    paxy_lab_step:become(Lab#lab{processes = After#{Pid := Process#process{letters = Letters}}});
                _ -> ok
            end;
        #{} -> ok
    end;
arrive(Pid, Message, Lab) ->
    deliver(Pid, Message, Lab).

deliver(Pid, Message, #lab{processes = Processes, ended = Ended} = Lab) ->
    case Processes of
        _ when Ended =/= running -> ok;
        #{Pid := #process{wait = {wait, Frame, _, _}, handlers = Handlers} = Process} ->
            plays(Pid, Handlers, Lab),
            try (element(1, Frame)):'$receive'(Frame, Message) of
                nomatch -> keep(Pid, Message, Process);
                Result -> settle(Result, Pid, Process)
            catch
                Class:Reason:Stack -> raised(Class, Reason, Stack, Pid, Process)
            end;
        #{Pid := Process} -> keep(Pid, Message, Process);
        #{} -> ok
    end.

%% Whose turn it is, and what handles its exceptions.
plays(Pid, Handlers, #lab{self = Pid, handlers = Handlers}) -> ok;
plays(Pid, Handlers, Lab) -> paxy_lab_step:become(Lab#lab{self = Pid, handlers = Handlers}).

keep(Pid, Message, #process{letters = Letters} = Process) ->
    #lab{processes = Processes} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{processes = Processes#{Pid := Process#process{letters = [Message | Letters]}}}).

run(Pid, #process{handlers = Handlers} = Process, Work) ->
    plays(Pid, Handlers, paxy_lab_step:lab()),
    try Work() of
        Result -> settle(Result, Pid, Process)
    catch
        Class:Reason:Stack -> raised(Class, Reason, Stack, Pid, Process)
    end.

%% What a process came to: a wait, a sleep, its end.
settle({wait, _, Timeout, _} = Wait, Pid, #process{letters = []} = Process) ->
    rest(Wait, Timeout, Pid, Process);
settle({wait, Frame, Timeout, _} = Wait, Pid, #process{letters = Letters} = Process) ->
    case oldest(lists:reverse(Letters), [], Frame) of
        none -> rest(Wait, Timeout, Pid, Process);
        {Left, Result} -> settle(Result, Pid, Process#process{letters = Left});
        {raised, Left, {Class, Reason, Stack}} -> raised(Class, Reason, Stack, Pid, Process#process{letters = Left})
    end;
settle({sleep, Frame, Ms} = Sleep, Pid, Process) ->
    case paxy_lab_step:lab() of
        #lab{every = true} when Ms =/= infinity ->
            paxy_lab_virtual:count(none),
            run(Pid, Process#process{handlers = current_handlers()},
                fun() -> (element(1, Frame)):'$resume'(Frame, ok) end);
        _ -> rest(Sleep, Ms, Pid, Process)
    end;
settle({done, Value}, Pid, _) -> finished(Value, Pid);
settle(lost, _, _) -> failed(said("a process of it came to a place that paxy does not know")).

current_handlers() -> (paxy_lab_step:lab())#lab.handlers.

%% The oldest message that a receive takes, and what follows.
oldest([], _, _) -> none;
oldest([Message | Rest], Passed, Frame) ->
    try (element(1, Frame)):'$receive'(Frame, Message) of
        nomatch -> oldest(Rest, [Message | Passed], Frame);
        Result -> {lists:reverse(Rest, Passed), Result}
    catch
        Class:Reason:Stack -> {raised, lists:reverse(Rest, Passed), {Class, Reason, Stack}}
    end.

rest(Wait, infinity, Pid, Process) -> rests(Wait, none, Pid, Process);
rest(Wait, 0, Pid, Process) ->
    case {paxy_lab_step:lab(), paxy_lab_step:polls()} of
        {#lab{every = true}, _} -> rests(Wait, 0, Pid, Process);
        {_, true} -> rests(Wait, 1, Pid, Process);
        {#lab{handlers = Handlers}, false} -> expire(Wait, Pid, Process#process{handlers = Handlers})
    end;
rest(Wait, Timeout, Pid, Process) when is_integer(Timeout), Timeout > 0, Timeout =< 16#ffffffff ->
    rests(Wait, Timeout, Pid, Process);
rest(_, _, Pid, Process) -> raised(error, timeout_value, [], Pid, Process).

%% The process that plays the role has the timer of the actor, which replaces
%% the one before; those of others come one by one.
rests(Wait, Timeout, Pid, #process{ref = Before} = Process) ->
    #lab{processes = Processes, main = Main, handlers = Handlers} = Lab = paxy_lab_step:lab(),
    Ref = Before + 1,
    After = Lab#lab{processes = Processes#{Pid := Process#process{wait = Wait, ref = Ref, handlers = Handlers}}},
    case Timeout of
        none -> paxy_lab_step:become(After);
        _ when Pid =:= Main -> paxy_lab_step:become(After, {timer, {wait, Pid, Ref}, Timeout});
        _ -> paxy_lab_step:become(After, {later, {wait, Pid, Ref}, Timeout})
    end.

expire({wait, Frame, _, Place}, Pid, Process) ->
    run(Pid, Process, fun() -> paxy_lab_virtual:count(Place), (element(1, Frame)):'$after'(Frame) end);
expire({sleep, Frame, _}, Pid, Process) ->
    run(Pid, Process, fun() -> paxy_lab_virtual:count(none), (element(1, Frame)):'$resume'(Frame, ok) end).

raised(throw, {paxy_lab, gave_up}, _, _, _) -> ok;
raised(throw, {paxy_lab, Limit, Place}, _, _, _) -> failed(said(paxy_lab_limit:text(Limit, Place)));
raised(Class, Reason, Stack, Pid, Process) ->
    #lab{ended = Ended, handlers = Handlers, config = #{rules := #{lab := #{files := Files}}}} = Lab = paxy_lab_step:lab(),
    case Handlers of
        _ when Ended =/= running -> ok;
        [Handler | Others] ->
            paxy_lab_step:become(Lab#lab{handlers = Others}),
            run(Pid, Process#process{handlers = Others},
                fun() -> (element(1, Handler)):'$catch'(Handler, Class, Reason, {Class, Stack}) end);
        [] ->
            case Class =:= exit andalso paxy_lab_crash:is_clean(Reason) of
                true -> finished(Reason, Pid);
                false -> failed(crashed(Class, Reason, Stack, Files, Lab))
            end
    end.

crashed(exit, Reason, _, Files, #lab{role = Role, name = Name}) -> paxy_lab_crash:text(Role, Name, Reason, Files);
crashed(throw, Reason, Stack, Files, Lab) -> crashed(error, {nocatch, Reason}, Stack, Files, Lab);
crashed(error, Reason, Stack, Files, #lab{role = Role, name = Name}) ->
    paxy_lab_crash:text(Role, Name, {Reason, [called(Frame) || Frame <- Stack]}, Files).

%% Under the name by which the folder called it.
called({Module, Function, Args, Location} = Frame) ->
    case paxy_lab_calls:is_virtual(Module) of
        true when Function =:= send -> {paxy_lab_call, sent, Args, Location};
        true -> {paxy_lab_call, Function, Args, Location};
        false -> Frame
    end.

said(Words) ->
    #lab{role = Role, name = Name} = paxy_lab_step:lab(),
    [atom_to_list(Role), " ", atom_to_binary(Name), ": ", Words].

failed(Reason) ->
    Lab = paxy_lab_step:lab(),
    Text = unicode:characters_to_binary(Reason),
    paxy_lab_step:become(Lab#lab{ended = ended, problem = Text, tasks = [], processes = #{}}, {failed, Text}).

%% A process has ended normally. The one that plays the role is the one that
%% start made first and handed back; without it, the one that called start.
finished(Value, Pid) ->
    #lab{processes = Processes0, main = Main, made = Made, role = Role, number = Number} = Lab = paxy_lab_step:lab(),
    Processes = maps:remove(Pid, Processes0),
    First = paxy_lab_pid:of_process(Role, Number, 1),
    case {paxy_lab_pid:of_process(Role, Number, 0), Main} of
        {Pid, Pid} when Made > 1 ->
            Plays = case Value of
                        _ when is_map_key(Value, Processes) -> Value;
                        {ok, Started} when is_map_key(Started, Processes) -> Started;
                        _ -> First
                    end,
            paxy_lab_step:become(Lab#lab{processes = Processes, main = Plays});
        {_, Pid} when Role =:= proposer -> decided(Lab#lab{processes = Processes});
        _ -> paxy_lab_step:become(Lab#lab{processes = Processes})
    end.

decided(#lab{accept = none, rounds = Rounds} = Lab) ->
    paxy_lab_step:become(Lab#lab{ended = ended, processes = #{}}, {gave_up, Rounds});
decided(#lab{accept = {Round, Value}, printed = Printed, rounds = Rounds} = Lab) ->
    case is_list(Printed) andalso not lists:member(Value, Printed) of
        true ->
            failed(said(io_lib:format("it printed ~0tp as decided, and the last accept that it sent has the value ~0tp",
                                      [Printed, Value])));
        false ->
            paxy_lab_step:become(Lab#lab{ended = ended, processes = #{}}, {decided, Value, number(Round, Rounds)})
    end.

number({N, _}, _) when is_integer(N), N >= 0 -> N;
number(N, _) when is_integer(N), N >= 0 -> N;
number(_, Rounds) -> max(0, Rounds - 1).

%% -- for the checker

%% What was drawn in a step, in order, each with its bound; and the actor without it.
-spec drawn(#lab{}) -> {[{pos_integer(), pos_integer()}], #lab{}}.
drawn(#lab{draws = {script, _, Taken}} = Lab) -> {lists:reverse(Taken), Lab#lab{draws = none}}.

%% The one thing that it would do by itself.
-spec waits(#lab{}) -> none | start | {timer, term()}.
waits(#lab{ended = Ended}) when Ended =/= running -> none;
waits(#lab{main = none, role = proposer}) -> start;
waits(#lab{processes = Processes, late = Late, role = Role}) ->
    Own = [{timer, {wait, Pid, Ref}} || {Pid, #process{wait = Wait, ref = Ref}} <- maps:to_list(Processes), is_timed(Wait)]
        ++ [{timer, {late, Ref}} || Ref <- maps:keys(Late)],
    case Own of
        [] -> none;
        [One] -> One;
        _ -> throw({unsupported, ["a ", atom_to_list(Role), " waits for several times at once, which the checker cannot follow"]})
    end.

is_timed({wait, _, Timeout, _}) -> Timeout =/= infinity;
is_timed(_) -> false.

%% All that its future depends on; of the time that it waits only that it does.
-spec essence(#lab{}) -> term().
essence(#lab{processes = Processes, main = Main, names = Names, tables = Tables, open = Open, words = Words, late = Late,
             accept = Accept, round = Round, rounds = Rounds, printed = Printed, ended = Ended, first = First} = Lab) ->
    Own = fun(Term) -> own(Term, Lab) end,
    Own({maps:map(fun(_, #process{wait = Wait, letters = Letters, handlers = Handlers}) -> {lasting(Wait), Letters, Handlers} end, Processes),
         Main, Names, Tables, Open, Words, maps:values(Late), Accept, Round, Rounds, Printed, Ended, First}).

lasting({wait, Frame, infinity, _}) -> {wait, Frame, infinity};
lasting({wait, Frame, _, _}) -> {wait, Frame};
lasting(Wait) -> Wait.

%% Own pids by their number alone: those of different acceptors can be compared.
own(Pid, #lab{name = Name}) when is_pid(Pid) ->
    case paxy_lab_pid:owner(Pid) of
        {_, Name, Made} -> {'$own', Made};
        _ -> Pid
    end;
own([Head | Tail], Lab) -> [own(Head, Lab) | own(Tail, Lab)];
own(Tuple, Lab) when is_tuple(Tuple) -> list_to_tuple([own(Part, Lab) || Part <- tuple_to_list(Tuple)]);
own(Map, Lab) when is_map(Map) -> maps:from_list([{own(K, Lab), own(V, Lab)} || {K, V} <- maps:to_list(Map)]);
own(Term, _) -> Term.

%% Where the code would take an event: the clause of the receive at which the
%% process waits. For traces.
-spec place(term(), #lab{}) -> paxy_lab_place:place().
place(Event, #lab{processes = Processes, main = Main} = Lab) ->
    {Pid, Message} = case Event of
                         {timer, {wait, Waiting, _}} -> {Waiting, '$after'};
                         {timer, _} -> {none, none};
                         {'$process', To, Letter} -> {To, Letter};
                         _ -> {Main, Event}
                     end,
    case Processes of
        #{Pid := #process{wait = {wait, Frame, _, _}}} when element(1, Frame) =/= paxy_lab_interpreter ->
            paxy_lab_step:begin_step(Lab#lab{self = Pid}),
            (element(1, Frame)):'$place'(Frame, Message);
        #{} -> none
    end.

%% A message as the code sent it.
-spec bare(term()) -> term().
bare({'$process', _, Message}) -> Message;
bare(Message) -> Message.
