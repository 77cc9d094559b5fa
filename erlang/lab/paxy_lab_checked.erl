%%% A folder's actors for the checker: cores that keep the contract of
%%% paxy_core, without time and chance. A state holds nothing but what the
%%% future depends on, so equal futures are equal terms: durations, numbers of
%%% waits and draws are left out, and own processes go by their numbers, so that
%%% the states of different acceptors can be compared.
%%%
%%% A sleep takes no time here. A process that sleeps takes no message, so what
%%% would reach it meanwhile is still on its way, and what it sends afterwards
%%% may take any time: the schedules are the same.
-module(paxy_lab_checked).
-behaviour(paxy_core).

-include("paxy_lab_actor.hrl").

-export([init/1, handle/2, recover/2, fields/1, places/2, problem/1]).


-spec init(map()) -> term().
init(Config) ->
    bare(paxy_lab_actor:init(every_schedule(Config))).

-spec recover(map(), none | {stored, term()}) -> term().
recover(Config, Stored) ->
    bare(paxy_lab_actor:recover(every_schedule(Config), Stored)).

every_schedule(#{rules := Rules} = Config) ->
    Config#{rules := Rules#{every_schedule => true}}.

-spec handle(paxy_core:event(), term()) -> {term(), [paxy_core:effect()]}.
handle(Event, {Name, Bare}) ->
    Before = whole(Name, Bare),
    {Stepped, Effects} = paxy_lab_actor:handle(place_of(Event, Before), Before),
    After = renumbered(Stepped, Effects),
    Timer = [{timer, paxy_lab, 1} || paxy_lab_actor:waits(After) =/= none,
                                     paxy_lab_actor:waits(After) =/= start],
    {bare(After), lists:append([plain(Effect) || Effect <- Effects]) ++ Timer}.

%% Where in the folder's files a step is: what takes the event, and what sends each message.
-spec places(paxy_core:event(), term()) ->
          {paxy_lab_place:place(), [{To :: paxy_core:name(), Message :: term(), paxy_lab_place:place()}]}.
places(Event0, {Name, Bare}) ->
    Before = whole(Name, Bare),
    Event = place_of(Event0, Before),
    {_, Effects} = paxy_lab_actor:handle(Event, Before),
    {paxy_lab_actor:place(Event, Before), [{To, Message, Place} || {send, To, Message, Place} <- Effects]}.

%% What is stored, and how far it has come.
-spec fields(term()) -> [{atom(), term()}].
fields({_, #lab{tables = Tables, round = Round, accept = Accept, ended = Ended}}) ->
    [{stored, Rows} || Rows <- [lists:append([maps:values(Table) || Table <- maps:values(Tables)])], Rows =/= []]
        ++ [{round, Round} || Round =/= none]
        ++ [{accept, Accept} || Accept =/= none]
        ++ [{ended, Ended} || Ended =/= running].

%% Why it crashed, with file and line.
-spec problem(term()) -> none | binary().
problem({_, #lab{problem = Problem}}) -> Problem.

%% The one timer of an actor is whatever it waits for.
place_of({timer, paxy_lab}, Lab) ->
    case paxy_lab_actor:waits(Lab) of
        {timer, _} = Event -> Event;
        _ -> {timer, nothing}
    end;
place_of(Event, _) -> Event.

plain({send, To, Message, _}) when is_tuple(Message) -> [{send, To, Message}];
plain({send, To, Message, _}) ->
    throw({unsupported, io_lib:format("the code sends ~0tp to ~ts; the checker knows messages that are tuples only", [Message, To])});
plain({later, _, _}) -> [];
plain({timer, _, _}) -> [];
plain({failed, _}) -> [];
plain(Effect) -> [Effect].

bare(#lab{name = Name, processes = Processes} = Lab) ->
    Waits = maps:map(fun(_, #process{wait = Wait} = Process) -> Process#process{wait = waits(Wait), ref = 0} end, Processes),
    {Name, own(Lab#lab{number = 1, config = number_of(Lab#lab.config), processes = Waits, draws = none, self = none, handlers = [], tasks = [], printed = printed(Lab)}, Name)}.

%% A process that has ended, and that nobody knows of any more, leaves its number
%% to the next one: a folder with helpers would have infinitely many states.
renumbered(#lab{made = Made} = Lab, _) when Made =< 2 -> Lab;
renumbered(#lab{processes = Processes, main = Main, names = Names, tables = Tables, open = Open, words = Words, late = Late,
                accept = Accept, round = Round, told = Told0, name = Name} = Lab, Effects) ->
    Told = max(Told0, last([Message || {send, _, Message, _} <- Effects], Name)),
    Kept = last([Processes, Main, Names, Tables, Open, Words, maps:values(Late), Accept, Round], Name),
    Lab#lab{told = Told, made = max(Told, Kept) + 1}.

%% The highest number in a term, among those of own processes.
last(Pid, Name) when is_pid(Pid) ->
    case paxy_lab_pid:owner(Pid) of
        {_, Name, Made} -> Made;
        _ -> 0
    end;
last([Head | Tail], Name) -> max(last(Head, Name), last(Tail, Name));
last(Tuple, Name) when is_tuple(Tuple) -> last(tuple_to_list(Tuple), Name);
last(Map, Name) when is_map(Map) -> last(maps:to_list(Map), Name);
last(_, _) -> 0.

%% How long does not matter, nor where.
waits({wait, Frame, infinity, _}) -> {wait, Frame, infinity, none};
waits({wait, Frame, Ms, _}) when is_integer(Ms) -> {wait, Frame, 1, none};
waits(Wait) -> Wait.

printed(#lab{printed = none}) -> none;
printed(#lab{printed = Printed, accept = {_, Value}}) -> [Value || lists:member(Value, Printed)];
printed(#lab{}) -> none.

%% Own processes by their numbers.
own(Pid, Name) when is_pid(Pid) ->
    case paxy_lab_pid:owner(Pid) of
        {Role, Name, Made} -> {'$own', Role, Made};
        _ -> Pid
    end;
own([Head | Tail], Name) -> [own(Head, Name) | own(Tail, Name)];
own(Tuple, Name) when is_tuple(Tuple) -> list_to_tuple([own(Part, Name) || Part <- tuple_to_list(Tuple)]);
own(Map, Name) when is_map(Map) -> maps:from_list([{own(K, Name), own(V, Name)} || {K, V} <- maps:to_list(Map)]);
own(Term, _) -> Term.

%% The number of an acceptor is its name's, not the state's.
whole(Name, Bare) ->
    #lab{role = Role, config = Number} = Lab = processes(Bare, Name),
    Lab#lab{number = paxy_lab_pid:number(Role, Name), config = persistent_term:get({?MODULE, Number})}.

%% What never changes is large, and states are compared and looked up all the
%% time: it is kept apart, and a state has a number for it.
number_of(Config0) ->
    Config = maps:remove(name, Config0),
    case get({?MODULE, config}) of
        #{Config := Number} -> Number;
        Known ->
            Number = erlang:md5(term_to_binary(Config, [deterministic])),
            persistent_term:put({?MODULE, Number}, Config),
            put({?MODULE, config}, (case Known of undefined -> #{}; _ -> Known end)#{Config => Number}),
            Number
    end.

processes({'$own', Role, Made}, Name) -> paxy_lab_pid:of_process(Role, paxy_lab_pid:number(Role, Name), Made);
processes([Head | Tail], Name) -> [processes(Head, Name) | processes(Tail, Name)];
processes(Tuple, Name) when is_tuple(Tuple) -> list_to_tuple([processes(Part, Name) || Part <- tuple_to_list(Tuple)]);
processes(Map, Name) when is_map(Map) -> maps:from_list([{processes(K, Name), processes(V, Name)} || {K, V} <- maps:to_list(Map)]);
processes(Term, _) -> Term.
