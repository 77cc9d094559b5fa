%%% A folder's code for real nodes: compiled by the ordinary compiler, loaded
%%% once on each node for each set of values of its macros.
-module(paxy_lab_native).

-export([ensure/2]).
-export_type([native/0]).

%% Where the two roles begin. Files by the names under which modules run.
-type native() :: #{acceptor := side(), proposer := side(), files := #{module() => binary()},
                    sources := paxy_lab_sources:sources()}.
-type side() :: #{module := module(), arguments := [paxy_lab_start:argument()]}.

%% The code of a package on this node; it is made by one process at a time.
-spec ensure(module(), #{binary() => paxy_lab_text:value()}) -> {ok, native()} | {error, Reason :: iodata()}.
ensure(Package, Macros) ->
    {_, _, #{hash := Hash}} = Package:read(),
    Key = {?MODULE, Package, Hash, Macros},
    case persistent_term:get(Key, none) of
        none -> ask(Key);
        Native -> {ok, Native}
    end.

ask(Key) ->
    Monitor = monitor(process, maker()),
    maker() ! {make, self(), Monitor, Key},
    receive
        {Monitor, Answer} -> demonitor(Monitor, [flush]), Answer;
        {'DOWN', Monitor, process, _, Reason} -> {error, io_lib:format("the folder could not be loaded: ~0tP", [Reason, 20])}
    end.

maker() ->
    case whereis(?MODULE) of
        undefined ->
            Pid = spawn(fun make_all/0),
            try register(?MODULE, Pid), Pid
            catch error:badarg -> exit(Pid, kill), maker()
            end;
        Pid ->
            Pid
    end.

make_all() ->
    receive
        {make, From, Monitor, {_, Package, _, Macros} = Key} ->
            From ! {Monitor, case persistent_term:get(Key, none) of
                                 none -> keep(Key, make(Package, Macros));
                                 Native -> {ok, Native}
                             end},
            make_all();
        _ ->
            make_all()
    end.

keep(Key, {ok, Native}) ->
    ok = persistent_term:put(Key, Native),
    {ok, Native};
keep(_, Error) ->
    Error.

make(Package, Macros) ->
    case paxy_lab_package:folder(Package, Macros) of
        {ok, #{modules := Modules, acceptor := Acceptor, proposer := Proposer, sources := Sources}} ->
            _ = [load(Module) || Module <- maps:values(Modules)],
            {ok, #{acceptor => side(Acceptor, Modules), proposer => side(Proposer, Modules),
                   files => maps:from_list([{Name, File} || #{name := Name, file := File} <- maps:values(Modules)]),
                   sources => Sources}};
        {error, [Problem | _]} ->
            {error, paxy_lab_problem:text(Problem, #{})}
    end.

side(#{module := Module} = Side, Modules) ->
    #{Module := #{name := Name}} = Modules,
    Side#{module := Name}.

load(#{name := Name, core := Core, file := File}) ->
    Placed = cerl_trees:map(fun(Node) -> placed(Node, File) end, Core),
    {ok, Name, Beam} = compile:noenv_forms(Placed, [from_core, binary, deterministic]),
    {module, Name} = code:load_binary(Name, unicode:characters_to_list(File), Beam).

%% A send is told its line, any other call keeps its caller on the stack;
%% storage has a module of its own. What a receive takes is noted.
placed(Node, File) ->
    case cerl:type(Node) of
        letrec -> paxy_lab_receive:noted(Node, fun(Message, Clause) -> taken(Message, Clause, File) end,
                                         fun(Place) -> expired(Place, File) end);
        _ -> called(Node, File)
    end.

taken(Message, Clause, File) -> note(received, [Message, place(paxy_lab_place:of_node(Clause), File)]).

expired(Place, File) -> note(expired, [place(Place, File)]).

note(Name, Arguments) -> cerl:c_call(cerl:c_atom(paxy_lab_call_messages), cerl:c_atom(Name), Arguments).

place(none, _) -> cerl:c_atom(none);
place({_, Line}, File) -> cerl:abstract({File, Line}).

called(Node, File) ->
    case cerl:type(Node) =:= call andalso {cerl:call_module(Node), cerl:call_name(Node), cerl:call_args(Node)} of
        {Module, Name, Arguments} ->
            case {cerl:is_c_atom(Module) andalso cerl:atom_val(Module), cerl:is_c_atom(Name) andalso cerl:atom_val(Name)} of
                {paxy_lab_call, send} when length(Arguments) =:= 2 ->
                    remote(Node, paxy_lab_call_messages, sent, Arguments ++ [place(line(Node), File)]);
                {paxy_lab_call, Function} ->
                    {To, New} = native(Function),
                    remote(Node, paxy_lab_call, value, [remote(Node, To, New, Arguments)]);
                {erlang, make_fun} ->
                    function(Node, Arguments);
                _ ->
                    Node
            end;
        false ->
            Node
    end.

function(Node, [Module, Name, Arity]) ->
    case cerl:concrete(Module) of
        paxy_lab_call ->
            {To, New} = native(cerl:concrete(Name)),
            remote(Node, erlang, make_fun, [cerl:abstract(To), cerl:abstract(New), Arity]);
        _ ->
            Node
    end.

native(file_delete) -> {paxy_lab_store, file_delete};
native(Function) ->
    case atom_to_list(Function) of
        "dets_" ++ Name -> {paxy_lab_store, list_to_existing_atom(Name)};
        _ -> {paxy_lab_calls:native(Function), Function}
    end.

remote(Node, Module, Name, Arguments) ->
    cerl:ann_c_call(cerl:get_ann(Node), cerl:abstract(Module), cerl:abstract(Name), Arguments).

line(Node) ->
    case [Each || Each <- cerl:get_ann(Node), is_integer(Each), Each > 0] of
        [Line | _] -> {"", Line};
        [] -> none
    end.
