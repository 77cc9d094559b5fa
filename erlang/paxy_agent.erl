%%% Takes requests from the batch runner, replies with records. A request is a
%%% line with one Erlang term, read as a term and never evaluated; a record is
%%% a JSON object (src/nodes/records.ts reads them).
%%%
%%% The first line is {hello, #{...}}; distribution starts with it and not
%%% before, with a cookie that no command line, environment or file has seen.
-module(paxy_agent).

-export([start/0]).
-export_type([hello/0, request/0]).

-define(CANCEL_MS_MAX, 2000).

-type hello() :: #{token := binary(),      %% marks this node's records
                   cookie := binary(),
                   name := node(),
                   role := run | acceptors | proposers,
                   storage := binary(),    %% folder of the acceptors' storage
                   code := [binary()]}.    %% folders of the beams that runs use

-type request() :: #{trial := pos_integer(), run := pos_integer(), count := pos_integer(),
                     attempt := pos_integer(), module := atom(), config := paxy_trial:trial()}.

-record(agent, {role :: run | acceptors | proposers,
                storage :: binary(),
                code :: [binary()],
                %% by the process that executes it
                running = #{} :: #{pid() => request()}}).

%% Called at boot (`-s paxy_agent').
-spec start() -> pid().
start() ->
    spawn(fun wait_for_hello/0).

wait_for_hello() ->
    ok = paxy_terminal:owner(self(), undefined),
    receive
        {line, Line} ->
            {hello, Hello} = parse(Line),
            hello(Hello)
    end.

hello(#{token := Token, cookie := Cookie, name := Name, role := Role, storage := Storage,
        code := Code}) ->
    ok = paxy_terminal:owner(self(), Token),
    register(?MODULE, self()),
    %% A node that is busy with runs still answers.
    process_flag(priority, high),
    case paxy_nodes:start_distribution(Name, binary_to_atom(Cookie)) of
        ok ->
            ok = net_kernel:monitor_nodes(true, [{node_type, all}, nodedown_reason]),
            record(ready()),
            loop(#agent{role = Role, storage = Storage, code = Code});
        {error, Reason} ->
            record(#{t => refused, reason => Reason}),
            timer:sleep(infinity)
    end.

ready() ->
    #{t => ready, port => paxy_epmd:port()}.

loop(State) ->
    receive
        {line, Line} -> loop(request(parse(Line), State));
        {'DOWN', _, process, Pid, Reason} -> loop(ended(Pid, Reason, State));
        {nodedown, Node, Info} ->
            node_down(Node, Info),
            loop(State);
        _ -> loop(State)
    end.

-spec parse(binary()) -> term().
parse(Line) ->
    try
        {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Line)),
        {ok, Term} = erl_parse:parse_term(Tokens),
        Term
    catch
        _:_ -> {not_a_term, Line}
    end.

request({run, Request}, State) ->
    run(Request, State);
request({cancel, Trial, Run, Attempt}, State) ->
    cancel({Trial, Run, Attempt}, State);
request({health, Ref}, #agent{role = Role} = State) ->
    record(paxy_nodes:health(Ref)),
    _ = [spawn(fun() -> record(paxy_nodes:health_of(Node, Ref)) end)
         || Node <- nodes(connected), Role =:= run],
    State;
request({peers, Ref, Peers}, State) ->
    ok = paxy_epmd:set_peers(Peers),
    _ = spawn(fun() -> record(paxy_nodes:connect(Ref, [Node || {Node, _} <- Peers, Node =/= node()])) end),
    State;
request({use_nodes, Nodes}, #agent{code = Code} = State) ->
    _ = spawn(fun() -> record(paxy_nodes:borrow(Nodes, Code)) end),
    State;
request({forget, Node}, State) ->
    _ = spawn(fun() -> erlang:disconnect_node(Node) end),
    State;
request(stop, _) ->
    erlang:halt(0, [{flush, false}]);
request(Other, State) ->
    record(#{t => not_understood, request => Other}),
    State.

%% Runs

run(#{module := Module} = Request, #agent{storage = Storage, running = Running} = State) ->
    {Pid, _} = spawn_monitor(fun() -> execute(Module, Request, Storage) end),
    State#agent{running = Running#{Pid => Request}}.

%% The engines. In virtual time a request has many runs.
execute(paxy_remote, Request, Storage) -> one(fun paxy_remote:run/3, Request, Storage);
execute(paxy_local, Request, Storage) -> one(fun paxy_local:run/3, Request, Storage);
execute(paxy_sim, Request, _) -> many(fun paxy_sim:run_many/4, Request).

one(Engine, #{run := Run, config := Trial} = Request, Storage) ->
    Result = Engine(Trial, Run, #{output => output(Request), storage => Storage}),
    paxy_terminal:record_async(paxy_result:record(Request, Run, Result)).

%% Every record is handed over at once, and every 64th waits its turn.
many(Engine, #{run := First, count := Count, config := Trial} = Request) ->
    Emit = fun(Run, Result) ->
                   Record = paxy_result:record(Request, Run, Result),
                   case Run rem 64 of
                       0 -> paxy_terminal:record(Record);
                       _ -> paxy_terminal:record_async(Record)
                   end
           end,
    _ = Engine(Trial, First, Count, Emit),
    ok.

%% What a run prints, line by line.
output(#{trial := Trial, run := Run}) ->
    fun(Node, Text) when is_binary(Text) ->
            paxy_terminal:offer(paxy_json:encode(#{t => out, trial => Trial, run => Run, node => Node,
                                                   text => Text}))
    end.

%% In real time a run is asked to end, so that it judges what was decided so
%% far. Whatever has not ended soon is ended, and with it what it started.
cancel(Key, #agent{running = Running} = State) ->
    _ = [cancel_one(Pid, Module)
         || {Pid, #{trial := Trial, run := Run, attempt := Attempt, module := Module}}
                <- maps:to_list(Running),
            {Trial, Run, Attempt} =:= Key],
    State.

cancel_one(Pid, paxy_sim) ->
    exit(Pid, {shutdown, cancelled});
cancel_one(Pid, _) ->
    ok = paxy_run:cancel(Pid),
    {ok, _} = timer:exit_after(?CANCEL_MS_MAX, Pid, {shutdown, cancelled}),
    ok.

%% Says of a request that did not hand in all its results how it ended.
ended(Pid, Reason, #agent{running = Running0} = State) ->
    case maps:take(Pid, Running0) of
        {#{count := 1}, Running} when Reason =:= normal ->
            State#agent{running = Running};
        {#{trial := Trial, run := Run, attempt := Attempt}, Running} ->
            record(maps:merge(#{t => ended, trial => Trial, run => Run, attempt => Attempt},
                              ending(Reason))),
            State#agent{running = Running};
        error ->
            State
    end.

ending(normal) ->
    #{verdict => failed, reason => <<"the engine returned without a result">>};
ending({shutdown, cancelled}) ->
    #{verdict => cancelled, reason => <<"cancelled by the user">>};
ending(Reason) ->
    #{verdict => failed, reason => text("the engine crashed: ~0tP", [Reason, 20])}.

%% Nodes

node_down(Node, Info) ->
    record(#{t => node_down, node => Node,
             reason => text("~0tP", [proplists:get_value(nodedown_reason, Info), 20])}).

record(Map) ->
    paxy_terminal:record_async(paxy_json:encode(Map)).

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).
