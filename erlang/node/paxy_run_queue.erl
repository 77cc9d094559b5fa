%%% The runs of a run node's agent: starts requests, holds those that are ahead
%%% of a free slot, ends those that are cancelled, and hands over the records. A
%%% held run starts as soon as another is gone, without a round trip to the
%%% batch runner.
-module(paxy_run_queue).

-export([new/1, request/2, cancel/2, ended/3]).
-export_type([runs/0, request/0, key/0]).

%% A run that is cancelled ends by itself, or is ended after so long. One that
%% hands over a violation gets more time.
-define(CANCEL_MS_MAX, 2000).
-define(VIOLATION_MS_MAX, 20_000).

%% `slots' real-time runs go at the same time, by the latest request.
-type request() :: #{trial := pos_integer(), run := pos_integer(), step := pos_integer(), count := pos_integer(),
                     attempt := pos_integer(), slots := pos_integer(), module := atom(),
                     config := paxy_trial:trial(), cancelled => true}.
-type key() :: {Trial :: pos_integer(), Run :: pos_integer(), Attempt :: pos_integer()}.

-record(runs, {storage :: binary(),                            %% folder of the acceptors' storage
               slots = 1 :: pos_integer(),
               used = 0 :: non_neg_integer(),
               held = queue:new() :: queue:queue(request()),
               going = #{} :: #{pid() => request()}}).         %% by the process that executes it
-opaque runs() :: #runs{}.

-spec new(Storage :: binary()) -> runs().
new(Storage) ->
    #runs{storage = Storage}.

%% In virtual time the batch runner alone says how many requests go at once.
-spec request(request(), runs()) -> runs().
request(#{module := paxy_sim} = Request, Runs) ->
    start(Request, Runs);
request(#{slots := Slots} = Request, #runs{held = Held} = Runs) ->
    fill(Runs#runs{slots = Slots, held = queue:in(Request, Held)}).

fill(#runs{slots = Slots, used = Used, held = Held0} = Runs) when Used < Slots ->
    case queue:out(Held0) of
        {{value, Request}, Held} -> fill(start(Request, Runs#runs{used = Used + 1, held = Held}));
        {empty, _} -> Runs
    end;
fill(Runs) ->
    Runs.

start(#{module := Module} = Request, #runs{storage = Storage, going = Going} = Runs) ->
    {Pid, _} = spawn_monitor(fun() -> execute(Module, Request, Storage) end),
    Runs#runs{going = Going#{Pid => Request}}.

%% The engines. In virtual time a request has many runs.
execute(paxy_remote, Request, Storage) -> one(fun paxy_remote:run/3, Request, Storage);
execute(paxy_local, Request, Storage) -> one(fun paxy_local:run/3, Request, Storage);
execute(paxy_sim, Request, _) -> many(fun paxy_sim:run_packed/5, Request).

one(Engine, #{run := Run, config := Trial} = Request, Storage) ->
    %% From a violation on, only a kill ends this process before the record is out.
    Violation = fun() -> process_flag(trap_exit, true) end,
    Result = Engine(Trial, Run, #{output => output(Request), storage => Storage, violation => Violation}),
    paxy_terminal:record_soon(result(Request, Run, Result)).

%% The record of a run; its trace has gone ahead.
result(#{config := Trial} = Request, Run, Result) ->
    Record = paxy_wire:run(Request, Run, Result),
    case Result of
        #{trace := Events} ->
            _ = [ok = paxy_terminal:record(paxy_wire:encode(Part))
                 || Part <- paxy_wire:trace(Record, {Trial, Events})],
            paxy_wire:encode(Record);
        #{} -> paxy_wire:encode(Record)
    end.

%% One record for a few runs, after the traces of those that have one.
many(Engine, #{run := First, step := Step, count := Count, config := Trial} = Request) ->
    Pack = fun(Run, Results) ->
                   Traced = lists:zip(lists:seq(Run, Run + Step * (length(Results) - 1), Step), Results),
                   [paxy_wire:encode(Part) || {Number, #{trace := Events}} <- Traced,
                                              Part <- paxy_wire:trace(Request#{run := Number}, {Trial, Events})]
                       ++ [paxy_runs_record:encode(Request#{run := Run}, Results)]
           end,
    _ = Engine(Trial, {First, Step}, Count, Pack, fun(Records) -> lists:foreach(fun paxy_terminal:record/1, Records) end),
    ok.

%% What a run prints, line by line.
output(#{trial := Trial, run := Run}) ->
    fun(Node, Text) when is_binary(Text) ->
            paxy_terminal:offer(paxy_wire:encode(#{t => out, trial => Trial, run => Run, node => Node,
                                                   text => Text}))
    end.

%% A run is asked to end, so that it judges the decisions so far, hands over a
%% violation, and only then ends.
-spec cancel(key(), runs()) -> runs().
cancel(Key, #runs{held = Held, going = Going} = Runs) ->
    Theirs = fun(Request) -> key(Request) =:= Key end,
    {Cancelled, Others} = lists:partition(Theirs, queue:to_list(Held)),
    _ = [send_end(Request, {shutdown, cancelled}) || Request <- Cancelled],
    Runs#runs{held = queue:from_list(Others),
              going = maps:map(fun(Pid, Request) ->
                                       case Theirs(Request) of
                                           true -> cancel_one(Pid, Request);
                                           false -> Request
                                       end
                               end, Going)}.

key(#{trial := Trial, run := Run, attempt := Attempt}) ->
    {Trial, Run, Attempt}.

cancel_one(Pid, #{module := Module} = Request) ->
    ok = case Module of
             paxy_sim -> paxy_sim:cancel(Pid);
             _ -> paxy_run:cancel(Pid)
         end,
    {ok, _} = timer:exit_after(?CANCEL_MS_MAX, Pid, {shutdown, cancelled}),
    {ok, _} = timer:kill_after(?VIOLATION_MS_MAX, Pid),
    Request#{cancelled => true}.

%% A process has ended, maybe one of ours. A request without all its results
%% gets a record of how it ended.
-spec ended(pid(), Reason :: term(), runs()) -> runs().
ended(Pid, Reason, #runs{going = Going0} = Runs) ->
    case maps:take(Pid, Going0) of
        {Request, Going} ->
            _ = is_complete(Request, Reason) orelse send_end(Request, end_reason(Request, Reason)),
            fill(hurry(free(Request, Runs#runs{going = Going})));
        error ->
            Runs
    end.

is_complete(#{count := Count}, Reason) ->
    Count =:= 1 andalso Reason =:= normal.

end_reason(#{cancelled := true}, killed) -> {shutdown, cancelled};
end_reason(_, Reason) -> Reason.

%% Without a held run, the batch runner must get the records before it can
%% request another.
hurry(#runs{held = Held} = Runs) ->
    _ = queue:is_empty(Held) andalso paxy_terminal:flush(),
    Runs.

free(#{module := paxy_sim}, Runs) -> Runs;
free(_, #runs{used = Used} = Runs) -> Runs#runs{used = Used - 1}.

send_end(#{trial := Trial, run := Run, attempt := Attempt}, Reason) ->
    paxy_terminal:record_async(
      paxy_wire:encode((ending(Reason))#{trial => Trial, run => Run, attempt => Attempt})).

ending(normal) ->
    #{t => done};
ending({shutdown, cancelled}) ->
    #{t => ended, verdict => cancelled, reason => <<"cancelled by the user">>};
ending(Reason) ->
    #{t => ended, verdict => failed,
      reason => paxy_wire:text("the engine crashed: ~0tP", [Reason, 20])}.
