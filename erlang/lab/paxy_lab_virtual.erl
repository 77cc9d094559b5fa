%%% What the redirected calls of a folder (paxy_lab_calls) mean in virtual
%%% time: each reads and changes the actor whose step is being run. The last
%%% argument is always the place in the folder's files where the call stands.
-module(paxy_lab_virtual).

-include("paxy_lab_actor.hrl").

-export([begin_step/1, end_step/0, effect/1, effects/0, now_ms/0, set_now/1]).
-export([self/0, count/1, text/3, apply/3, enter_try/1, leave_try/0, caught/3, stack/1, raise/2, '$resume'/2]).
-export([panel/2, send/3, send/4, register/3, unregister/2, whereis/2, registered/1, node/1, node/2]).
-export([spawn/2, spawn/3, spawn/4, spawn/5, spawn_link/2, spawn_link/3, spawn_link/4, spawn_link/5, link/2, unlink/2, is_process_alive/2, sleep/2]).
-export([timer_send_after/3, timer_send_after/4, send_after/4, start_timer/4, timer_cancel/2, cancel_timer/2, read_timer/2]).
-export([uniform/1, uniform/2, seed/1, seed/2, seed/3, seed/4, normal/1, random_bytes/2, make_ref/1, unique_integer/1, unique_integer/2]).
-export([monotonic_time/1, monotonic_time/2, system_time/1, system_time/2, timestamp/1, statistics/2, localtime/1, date/1, time/1]).
-export([format/2, format/4, print_to/4, put_chars/2, put_chars/3, nl/1, nl/2, write/2, write/3]).
-export([dets_open_file/2, dets_open_file/3, dets_close/2, dets_insert/3, dets_insert_new/3, dets_lookup/3, dets_member/3,
         dets_delete/3, dets_delete_all_objects/2, dets_sync/2, file_delete/2]).
-export([put/3, get/2, erase/2, getenv/2, getenv/3]).
-export([multiply/3, shift_left/3, list_to_atom/2, binary_to_atom/2, binary_to_atom/3, list_to_integer/2, list_to_integer/3,
         binary_to_integer/2, binary_to_integer/3]).

-compile({no_auto_import, [binary_to_atom/2, self/0, apply/3, register/2, spawn/2, spawn/3, spawn/4, spawn_link/2, spawn_link/3, spawn_link/4, put/2, get/1, erase/1, date/0, time/0,
                           link/1, unlink/1, node/1, node/0]}).

-define(STEP_CALLS_MAX, 1_000_000).
-define(TEXTS_MAX, 20_000).
-define(BITS_MAX, 65_536).
%% Of what is already sent, where there is no time.
-define(REF_SENT, 99_999).

-type place() :: paxy_lab_place:place().

%% -- the step

-spec begin_step(#lab{}) -> ok.
begin_step(Lab) ->
    erlang:put(paxy_lab, Lab),
    erlang:put(paxy_lab_effects, []),
    erlang:put(paxy_lab_calls_left, ?STEP_CALLS_MAX),
    ok.

-spec end_step() -> #lab{}.
end_step() -> erlang:get(paxy_lab).

%% What the step asked for so far, the newest first. It is kept apart from the
%% actor, which need not be copied for each effect.
-spec effects() -> [term()].
effects() -> erlang:get(paxy_lab_effects).

-spec effect(term()) -> ok.
effect(Effect) ->
    erlang:put(paxy_lab_effects, [Effect | erlang:get(paxy_lab_effects)]),
    ok.

lab() -> erlang:get(paxy_lab).

become(Lab) -> erlang:put(paxy_lab, Lab).

%% The time of the run; who runs it sets it.
-spec now_ms() -> non_neg_integer().
now_ms() ->
    case erlang:get(paxy_now) of
        undefined -> 0;
        Now -> Now
    end.

-spec set_now(non_neg_integer()) -> ok.
set_now(Now) ->
    erlang:put(paxy_now, Now),
    ok.

%% A function that calls itself without waiting ends some time.
-spec count(place()) -> ok.
count(Place) ->
    case erlang:get(paxy_lab_calls_left) of
        0 -> erlang:throw({paxy_lab, endless, Place});
        Left ->
            erlang:put(paxy_lab_calls_left, Left - 1),
            ok
    end.

-spec self() -> pid().
self() -> (lab())#lab.self.

%% A fun of the folder, of either kind.
-spec apply(term(), [term()], tuple()) -> term().
apply(Fun, Args, K) when element(1, Fun) =:= '$fun' -> (element(2, Fun)):'$call'(Fun, Args, K);
apply(Fun, Args, K) -> (element(1, K)):'$resume'(K, erlang:apply(Fun, Args)).

%% The frame under all others.
-spec '$resume'(tuple(), Value) -> {done, Value}.
'$resume'(_, Value) -> {done, Value}.

-spec enter_try(tuple()) -> term().
enter_try(Handler) ->
    #lab{handlers = Handlers} = Lab = lab(),
    become(Lab#lab{handlers = [Handler | Handlers]}).

-spec leave_try() -> term().
leave_try() ->
    #lab{handlers = [_ | Handlers]} = Lab = lab(),
    become(Lab#lab{handlers = Handlers}).

%% What `catch' makes of an exception; Stack is that of a handler.
-spec caught(atom(), term(), {atom(), list()}) -> term().
caught(throw, Value, _) -> Value;
caught(exit, Reason, _) -> {'EXIT', Reason};
caught(error, Reason, {_, Stack}) -> {'EXIT', {Reason, Stack}}.

-spec stack({atom(), list()}) -> list().
stack({_, Stack}) -> Stack.

-spec raise({atom(), list()}, term()) -> no_return().
raise({Class, Stack}, Reason) -> erlang:raise(Class, Reason, Stack).

%% Texts are made again and again from the same parts. Number stands for Format.
-spec text(term(), term(), term()) -> term().
text(Number, Format, Arguments) ->
    Key = {paxy_lab_text, Number, Arguments},
    case erlang:get(Key) of
        undefined ->
            Text = io_lib:format(Format, Arguments),
            remember(Key, Text, erlang:get(paxy_lab_texts)),
            Text;
        Text -> Text
    end.

remember(Key, Text, undefined) -> remember(Key, Text, 0);
remember(Key, Text, Count) when Count < ?TEXTS_MAX ->
    erlang:put(paxy_lab_texts, Count + 1),
    erlang:put(Key, Text);
remember(_, _, _) -> ok.

%% -- messages and names

-spec panel([term()], place()) -> pid().
panel(_, _) -> paxy_lab_pid:panel().

-spec send(term(), Message, place()) -> Message.
send(To, Message, Place) ->
    Lab = lab(),
    case destination(To, Lab) of
        {process, Pid} -> become(Lab#lab{tasks = [{message, Pid, Message} | Lab#lab.tasks]});
        {actor, Name, Envelope} -> post(Name, envelope(Envelope, Message), Message, Place, Lab);
        nobody -> ok;
        unknown -> erlang:error(badarg, [To, Message, Place])
    end,
    Message.

-spec send(term(), term(), list(), place()) -> ok.
send(To, Message, _, Place) ->
    send(To, Message, Place),
    ok.

destination(To, #lab{processes = Processes, name = Own}) when is_pid(To) ->
    case Processes of
        #{To := _} -> {process, To};
        #{} ->
            case paxy_lab_pid:owner(To) of
                {_, Own, _} -> {process, To};
                {_, Name, 1} -> {actor, Name, main};
                {_, Name, _} -> {actor, Name, To};
                nobody -> nobody
            end
    end;
destination(To, #lab{names = Names, config = #{acceptor_names := Acceptors}}) when is_atom(To) ->
    case Names of
        #{To := Pid} -> {process, Pid};
        #{} ->
            case Acceptors of
                #{To := _} -> {actor, To, main};
                #{} -> unknown
            end
    end;
destination({Name, _}, Lab) when is_atom(Name) ->
    case destination(Name, Lab) of
        unknown -> nobody;
        Known -> Known
    end;
destination(_, _) -> unknown.

envelope(main, Message) -> Message;
envelope(Pid, Message) -> {'$process', Pid, Message}.

%% What a proposer asks for tells its round, and the value that it would decide.
post(To, Letter, Message, Place, #lab{role = Role} = Lab) ->
    Role =:= proposer andalso asks(Message, Lab),
    effect({send, To, Letter, Place}).

asks(_, #lab{ended = gave_up}) -> erlang:throw({paxy_lab, gave_up});
asks({prepare, _, Round}, #lab{round = Round}) -> ok;
asks({prepare, _, _}, #lab{rounds = Rounds, config = #{rounds_max := Rounds}} = Lab) ->
    become(Lab#lab{ended = gave_up}),
    effect({gave_up, Rounds}),
    erlang:throw({paxy_lab, gave_up});
asks({prepare, _, Round}, #lab{rounds = Rounds} = Lab) -> become(Lab#lab{round = Round, rounds = Rounds + 1});
asks(Message, #lab{accept = Accept} = Lab) when element(1, Message) =:= accept, tuple_size(Message) >= 4 ->
    case {element(3, Message), element(4, Message)} of
        Accept -> ok;
        Asked -> become(Lab#lab{accept = Asked})
    end;
asks(_, _) -> ok.

-spec register(atom(), pid(), place()) -> true.
register(Name, Pid, _) when is_atom(Name), is_pid(Pid) ->
    #lab{names = Names} = Lab = lab(),
    is_map_key(Name, Names) andalso erlang:error(badarg),
    become(Lab#lab{names = Names#{Name => Pid}}),
    true;
register(_, _, _) -> erlang:error(badarg).

-spec unregister(atom(), place()) -> true.
unregister(Name, _) ->
    #lab{names = Names} = Lab = lab(),
    is_map_key(Name, Names) orelse erlang:error(badarg),
    become(Lab#lab{names = maps:remove(Name, Names)}),
    true.

-spec whereis(atom(), place()) -> pid() | undefined.
whereis(Name, _) ->
    #lab{names = Names, config = #{acceptor_names := Acceptors}} = lab(),
    case {Names, Acceptors} of
        {#{Name := Pid}, _} -> Pid;
        {_, #{Name := _}} -> paxy_lab_pid:of_process(acceptor, paxy_lab_pid:number(acceptor, Name), 1);
        _ -> undefined
    end.

-spec registered(place()) -> [atom()].
registered(_) ->
    #lab{names = Names, config = #{acceptor_names := Acceptors}} = lab(),
    lists:usort(maps:keys(Names) ++ maps:keys(Acceptors)).

-spec node(place()) -> node().
node(_) -> nonode@nohost.

-spec node(term(), place()) -> node().
node(Pid, _) when is_pid(Pid) -> nonode@nohost;
node(_, _) -> erlang:error(badarg).

%% -- processes

-spec spawn(term(), place()) -> pid().
spawn(Fun, _) -> spawned({Fun, []}).

-spec spawn(node(), term(), place()) -> pid().
spawn(_, Fun, _) -> spawned({Fun, []}).

-spec spawn(module(), atom(), [term()], place()) -> pid().
spawn(Module, Function, Args, _) -> spawned({Module, Function, Args}).

-spec spawn(node(), module(), atom(), [term()], place()) -> pid().
spawn(_, Module, Function, Args, _) -> spawned({Module, Function, Args}).

%% Processes that are linked to each other end together; a crash ends the run.
-spec spawn_link(term(), place()) -> pid().
spawn_link(Fun, Place) -> spawn(Fun, Place).

-spec spawn_link(node(), term(), place()) -> pid().
spawn_link(Node, Fun, Place) -> spawn(Node, Fun, Place).

-spec spawn_link(module(), atom(), [term()], place()) -> pid().
spawn_link(Module, Function, Args, Place) -> spawn(Module, Function, Args, Place).

-spec spawn_link(node(), module(), atom(), [term()], place()) -> pid().
spawn_link(Node, Module, Function, Args, Place) -> spawn(Node, Module, Function, Args, Place).

spawned(Work) ->
    #lab{role = Role, number = Number, made = Made, tasks = Tasks, processes = Processes} = Lab = lab(),
    Pid = paxy_lab_pid:of_process(Role, Number, Made),
    become(Lab#lab{made = Made + 1, tasks = [{begin_, Pid, Work} | Tasks],
                   processes = Processes#{Pid => #process{wait = new}}}),
    Pid.

-spec link(pid(), place()) -> true.
link(_, _) -> true.

-spec unlink(pid(), place()) -> true.
unlink(_, _) -> true.

-spec is_process_alive(pid(), place()) -> boolean().
is_process_alive(Pid, _) ->
    #lab{processes = Processes, name = Own} = lab(),
    case paxy_lab_pid:owner(Pid) of
        {_, Own, _} -> is_map_key(Pid, Processes);
        _ -> true
    end.

%% A sleep that is converted never comes here.
-spec sleep(term(), place()) -> no_return().
sleep(_, Place) -> erlang:throw({paxy_lab, sleeps_inside, Place}).

%% -- timers

-spec timer_send_after(term(), term(), place()) -> {ok, reference()}.
timer_send_after(Ms, Message, Place) -> timer_send_after(Ms, self(), Message, Place).

-spec timer_send_after(term(), term(), term(), place()) -> {ok, reference()} | {error, badarg}.
timer_send_after(Ms, To, Message, Place) when is_integer(Ms), Ms >= 0 ->
    {ok, later(Ms, To, fun(_) -> Message end, Place)};
timer_send_after(_, _, _, _) -> {error, badarg}.

-spec send_after(term(), term(), term(), place()) -> reference().
send_after(Ms, To, Message, Place) when is_integer(Ms), Ms >= 0 -> later(Ms, To, fun(_) -> Message end, Place);
send_after(_, _, _, _) -> erlang:error(badarg).

-spec start_timer(term(), term(), term(), place()) -> reference().
start_timer(Ms, To, Message, Place) when is_integer(Ms), Ms >= 0 ->
    later(Ms, To, fun(Ref) -> {timeout, Ref, Message} end, Place);
start_timer(_, _, _, _) -> erlang:error(badarg).

%% Where every schedule is tried a delay is nothing but a message on its way;
%% its reference counts nothing, or no two states would be equal.
later(Ms, To, Message, Place) ->
    case {destination(To, lab()), lab()} of
        {{actor, _, _}, #lab{every = true}} ->
            Ref = numbered_ref(?REF_SENT),
            _ = send(To, Message(Ref), Place),
            Ref;
        _ ->
            Ref = next_ref(),
            #lab{late = Late} = Lab = lab(),
            become(Lab#lab{late = Late#{Ref => {To, Message(Ref), Place}}}),
            effect({later, {late, Ref}, Ms}),
            Ref
    end.

-spec timer_cancel(term(), place()) -> {ok, cancel} | {error, badarg}.
timer_cancel(Ref, Place) when is_reference(Ref) ->
    _ = cancel_timer(Ref, Place),
    {ok, cancel};
timer_cancel(_, _) -> {error, badarg}.

-spec cancel_timer(reference(), place()) -> non_neg_integer() | false.
cancel_timer(Ref, _) ->
    #lab{late = Late} = Lab = lab(),
    case Late of
        #{Ref := _} -> become(Lab#lab{late = maps:remove(Ref, Late)}), 0;
        #{} -> false
    end.

-spec read_timer(reference(), place()) -> non_neg_integer() | false.
read_timer(Ref, _) ->
    case (lab())#lab.late of
        #{Ref := _} -> 0;
        #{} -> false
    end.

%% -- chance

-spec uniform(place()) -> float().
uniform(Place) -> uniform(16#1000000, Place) / 16#1000001.

-spec uniform(term(), place()) -> pos_integer().
uniform(Max, _) when is_integer(Max), Max >= 1 ->
    case lab() of
        #lab{draws = {script, [Value | Left], Taken}} = Lab ->
            become(Lab#lab{draws = {script, Left, [{Value, Max} | Taken]}}),
            Value;
        #lab{draws = {script, [], Taken}} = Lab ->
            become(Lab#lab{draws = {script, [], [{1, Max} | Taken]}}),
            1;
        #lab{draws = Stream0} = Lab when Max =< 16#4000000 ->
            {Value, Stream} = paxy_random:uniform(Max, Stream0),
            become(Lab#lab{draws = Stream}),
            Value;
        #lab{draws = Stream0} = Lab ->
            {High, Stream1} = paxy_random:uniform(16#4000000, Stream0),
            {Low, Stream} = paxy_random:uniform(16#4000000, Stream1),
            become(Lab#lab{draws = Stream}),
            ((High - 1) * 16#4000000 + Low - 1) rem Max + 1
    end;
uniform(Max, _) -> erlang:error(function_clause, [Max]).

%% The seed of a run is the run's own.
-spec seed(place()) -> ok.
seed(_) -> ok.
-spec seed(term(), place()) -> ok.
seed(_, _) -> ok.
-spec seed(term(), term(), place()) -> ok.
seed(_, _, _) -> ok.
-spec seed(term(), term(), term(), place()) -> ok.
seed(_, _, _, _) -> ok.

-spec normal(place()) -> float().
normal(Place) -> math:sqrt(-2 * math:log(uniform(Place))) * math:cos(2 * math:pi() * uniform(Place)).

%% Where every schedule is tried two are enough to see whether they count.
-spec random_bytes(term(), place()) -> binary().
random_bytes(Count, Place) when is_integer(Count), Count >= 0, Count =< 1024 ->
    case lab() of
        #lab{every = true} -> binary:copy(<<(uniform(2, Place) - 1)>>, Count);
        _ -> << <<(uniform(256, Place) - 1)>> || _ <- lists:seq(1, Count) >>
    end;
random_bytes(Count, _) -> erlang:error(badarg, [Count]).

-spec make_ref(place()) -> reference().
make_ref(_) -> next_ref().

next_ref() ->
    #lab{refs = Refs} = Lab = lab(),
    become(Lab#lab{refs = Refs + 1}),
    numbered_ref(Refs).

numbered_ref(Refs) ->
    #lab{role = Role, number = Number} = lab(),
    Side = case Role of acceptor -> 1; proposer -> 0 end,
    erlang:list_to_ref("#Ref<0." ++ integer_to_list(2 * Number + Side) ++ "." ++ integer_to_list(Refs div 100_000)
                       ++ "." ++ integer_to_list(Refs rem 100_000) ++ ">").

-spec unique_integer(place()) -> integer().
unique_integer(_) ->
    #lab{refs = Refs} = Lab = lab(),
    become(Lab#lab{refs = Refs + 1}),
    Refs + 1.

-spec unique_integer(list(), place()) -> integer().
unique_integer(_, Place) -> unique_integer(Place).

%% -- clocks

-spec monotonic_time(place()) -> integer().
monotonic_time(_) -> in(native).
-spec monotonic_time(erlang:time_unit(), place()) -> integer().
monotonic_time(Unit, _) -> in(Unit).
-spec system_time(place()) -> integer().
system_time(_) -> in(native).
-spec system_time(erlang:time_unit(), place()) -> integer().
system_time(Unit, _) -> in(Unit).

in(Unit) -> erlang:convert_time_unit(now_ms(), millisecond, Unit).

-spec timestamp(place()) -> erlang:timestamp().
timestamp(_) ->
    Now = now_ms(),
    {0, Now div 1000, (Now rem 1000) * 1000}.

-spec statistics(atom(), place()) -> term().
statistics(_, _) -> {now_ms(), 0}.

-spec localtime(place()) -> calendar:datetime().
localtime(_) -> calendar:gregorian_seconds_to_datetime(62167219200 + now_ms() div 1000).
-spec date(place()) -> calendar:date().
date(Place) -> element(1, localtime(Place)).
-spec time(place()) -> calendar:time().
time(Place) -> element(2, localtime(Place)).

%% -- printing: it must be possible, and what a proposer prints of its decision is held

-spec format(term(), place()) -> ok.
format(Format, Place) -> format(Format, Format, [], Place).

%% Number stands for a format that is in the code.
-spec format(term(), term(), term(), place()) -> ok.
format(Number, Format, Arguments, _) ->
    {Plain, Decides} = print(Number, Format),
    case is_list(Arguments) andalso length(Arguments) =:= Plain of
        true -> ok;
        false ->
            try text(Number, Format, Arguments) of _ -> ok
            catch error:_ -> erlang:error(badarg, [Format, Arguments])
            end
    end,
    Decides andalso become((lab())#lab{printed = Arguments}),
    ok.

%% How many arguments a format takes, if any will do, and whether it tells a decision.
print(Number, Format) ->
    Key = {paxy_lab_print, Number},
    case erlang:get(Key) of
        undefined ->
            Read = {plain(Format), decides(Format)},
            erlang:put(Key, Read),
            Read;
        Read -> Read
    end.

plain(Format) ->
    try io_lib:scan_format(Format, []) of
        _ -> 0
    catch
        error:_ -> taking(Format, 1)
    end.

taking(_, 20) -> none;
taking(Format, Count) ->
    try io_lib:scan_format(Format, lists:duplicate(Count, any)) of
        Parts ->
            Any = lists:all(fun(#{control_char := Char}) -> lists:member(Char, "wpn~"); (_) -> true end, Parts),
            case Any of
                true -> Count;
                false -> none
            end
    catch
        error:_ -> taking(Format, Count + 1)
    end.

%% To a device: `standard_io', or another that is not the code's to choose.
-spec print_to(term(), term(), term(), place()) -> ok.
print_to(_, Format, Arguments, Place) -> format(Format, Format, Arguments, Place).

decides(Format) ->
    try string:find(string:lowercase(unicode:characters_to_binary(Format)), <<"decided">>) =/= nomatch
    catch _:_ -> false
    end.

-spec put_chars(term(), place()) -> ok.
put_chars(_, _) -> ok.
-spec put_chars(term(), term(), place()) -> ok.
put_chars(_, _, _) -> ok.
-spec nl(place()) -> ok.
nl(_) -> ok.
-spec nl(term(), place()) -> ok.
nl(_, _) -> ok.
-spec write(term(), place()) -> ok.
write(_, _) -> ok.
-spec write(term(), term(), place()) -> ok.
write(_, _, _) -> ok.

%% -- storage

-spec dets_open_file(term(), place()) -> {ok, term()}.
dets_open_file(Name, Place) -> dets_open_file(Name, [], Place).

-spec dets_open_file(term(), list(), place()) -> {ok, term()}.
dets_open_file(Name, Options, _) ->
    #lab{tables = Tables, open = Open} = Lab = lab(),
    become(Lab#lab{open = Open#{Name => proplists:get_value(keypos, Options, 1)},
                   tables = maps:merge(#{Name => #{}}, Tables)}),
    {ok, Name}.

-spec dets_close(term(), place()) -> ok | {error, not_owner}.
dets_close(Name, _) ->
    #lab{open = Open} = Lab = lab(),
    case Open of
        #{Name := _} -> become(Lab#lab{open = maps:remove(Name, Open)}), ok;
        #{} -> {error, not_owner}
    end.

-spec dets_insert(term(), tuple() | [tuple()], place()) -> ok.
dets_insert(Name, Objects, _) ->
    KeyPos = key(Name),
    List = case Objects of _ when is_list(Objects) -> Objects; _ -> [Objects] end,
    change(Name, fun(Table) ->
                         lists:foldl(fun(Object, T) -> T#{element(KeyPos, Object) => Object} end, Table, List)
                 end).

-spec dets_insert_new(term(), tuple(), place()) -> boolean().
dets_insert_new(Name, Object, Place) ->
    case dets_member(Name, element(key(Name), Object), Place) of
        true -> false;
        false -> ok =:= dets_insert(Name, Object, Place)
    end.

-spec dets_lookup(term(), term(), place()) -> [tuple()].
dets_lookup(Name, Key, _) ->
    _ = key(Name),
    case map_get(Name, (lab())#lab.tables) of
        #{Key := Object} -> [Object];
        #{} -> []
    end.

-spec dets_member(term(), term(), place()) -> boolean().
dets_member(Name, Key, Place) -> dets_lookup(Name, Key, Place) =/= [].

-spec dets_delete(term(), term(), place()) -> ok.
dets_delete(Name, Key, _) ->
    _ = key(Name),
    change(Name, fun(Table) -> maps:remove(Key, Table) end).

-spec dets_delete_all_objects(term(), place()) -> ok.
dets_delete_all_objects(Name, _) ->
    _ = key(Name),
    change(Name, fun(_) -> #{} end).

-spec dets_sync(term(), place()) -> ok.
dets_sync(Name, _) ->
    _ = key(Name),
    ok.

-spec file_delete(term(), place()) -> ok | {error, enoent}.
file_delete(File, _) ->
    #lab{tables = Tables} = Lab = lab(),
    Same = fun(Name) -> Name =:= File orelse catch_text(Name) =:= catch_text(File) end,
    case [Name || Name <- maps:keys(Tables), Same(Name)] of
        [] -> {error, enoent};
        Names ->
            Left = maps:without(Names, Tables),
            become(Lab#lab{tables = Left}),
            effect({store, Left}),
            ok
    end.

catch_text(Name) when is_atom(Name) -> atom_to_list(Name);
catch_text(Name) -> Name.

%% The place of the key; a table that is not open cannot be used.
key(Name) ->
    case (lab())#lab.open of
        #{Name := KeyPos} -> KeyPos;
        #{} -> erlang:error(badarg)
    end.

change(Name, Change) ->
    #lab{tables = Tables} = Lab = lab(),
    Changed = Tables#{Name => Change(map_get(Name, Tables))},
    become(Lab#lab{tables = Changed}),
    effect({store, Changed}).

%% -- what a process keeps, and the environment

-spec put(term(), term(), place()) -> term().
put(Key, Value, Place) ->
    Before = get(Key, Place),
    #lab{words = Words, self = Self} = Lab = lab(),
    become(Lab#lab{words = Words#{{Self, Key} => Value}}),
    Before.

-spec get(term(), place()) -> term().
get(Key, _) ->
    #lab{words = Words, self = Self} = lab(),
    maps:get({Self, Key}, Words, undefined).

-spec erase(term(), place()) -> term().
erase(Key, Place) ->
    Before = get(Key, Place),
    #lab{words = Words, self = Self} = Lab = lab(),
    become(Lab#lab{words = maps:remove({Self, Key}, Words)}),
    Before.

-spec getenv(string(), place()) -> string() | false.
getenv(Name, Place) -> getenv(Name, false, Place).

-spec getenv(string(), Default, place()) -> string() | Default.
getenv(Name, Default, _) ->
    #lab{config = Config} = lab(),
    maps:get(Name, maps:get(environment, Config, #{}), Default).

%% -- bounded

-spec multiply(term(), term(), place()) -> number().
multiply(A, B, _) when is_integer(A), is_integer(B), abs(A) < 1 bsl 60, abs(B) < 1 bsl 60 -> A * B;
multiply(A, B, _) when is_integer(A), is_integer(B) -> bounded(A * B);
multiply(A, B, _) -> A * B.

-spec shift_left(term(), term(), place()) -> integer().
shift_left(_, B, _) when is_integer(B), B > ?BITS_MAX -> erlang:error(system_limit);
shift_left(A, B, _) -> bounded(A bsl B).

bounded(Number) ->
    case abs(Number) bsr ?BITS_MAX of
        0 -> Number;
        _ -> erlang:error(system_limit)
    end.

-spec list_to_atom(string(), place()) -> atom().
list_to_atom(Text, Place) -> binary_to_atom(unicode:characters_to_binary(Text), Place).

-spec binary_to_atom(binary(), place()) -> atom().
binary_to_atom(Text, _) ->
    try erlang:binary_to_existing_atom(Text, utf8)
    catch error:badarg when byte_size(Text) =< 255 -> new_atom(Text)
    end.

-spec binary_to_atom(binary(), atom(), place()) -> atom().
binary_to_atom(Text, _, Place) -> binary_to_atom(Text, Place).

new_atom(Text) ->
    Made = case erlang:get(paxy_lab_atoms) of undefined -> 0; Count -> Count end,
    Made < 1000 orelse erlang:error(system_limit),
    erlang:put(paxy_lab_atoms, Made + 1),
    erlang:binary_to_atom(Text, utf8).

-spec list_to_integer(string(), place()) -> integer().
list_to_integer(Text, Place) -> list_to_integer(Text, 10, Place).
-spec list_to_integer(string(), pos_integer(), place()) -> integer().
list_to_integer(Text, Base, _) when length(Text) < 10_000 -> erlang:list_to_integer(Text, Base);
list_to_integer(_, _, _) -> erlang:error(system_limit).
-spec binary_to_integer(binary(), place()) -> integer().
binary_to_integer(Text, Place) -> binary_to_integer(Text, 10, Place).
-spec binary_to_integer(binary(), pos_integer(), place()) -> integer().
binary_to_integer(Text, Base, _) when byte_size(Text) < 10_000 -> erlang:binary_to_integer(Text, Base);
binary_to_integer(_, _, _) -> erlang:error(system_limit).
