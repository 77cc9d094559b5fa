%%% The chance of a violation after each event of a simulated run: the share of futures
%%% that violate when everything later is drawn again. Messages in flight keep their
%%% arrival times.
-module(paxy_sim_chance).
-include("paxy_sim_world.hrl").

-export([of_run/4, resumed/3]).
-export_type([row/0]).

-define(EVENTS_MAX, 200_000).
%% Later events of a longer run are left out.
-define(ROWS_MAX, 2000).

%% After this many events of the trace, this many futures violate.
-type row() :: {Events :: non_neg_integer(), Violations :: non_neg_integer()}.

%% Emit is called with the rows, in their order, as soon as each is known.
-spec of_run(paxy_trial:trial(), pos_integer(), Draws :: pos_integer(), fun((row()) -> term())) ->
          ok | {error, Reason :: iodata()}.
of_run(Trial, Run, Draws, Emit) ->
    ok = paxy_sim_plan:prepare(Trial),
    case paxy_sim_plan:new(Trial) of
        {ok, #{proposed := Proposed} = Plan} ->
            Places = places(0, paxy_sim_world:begun(Plan, Run, ?EVENTS_MAX, fun(_) -> ok end), ?ROWS_MAX),
            in_order(Places, fun({Events, World}) -> {Events, violations(World, Draws, Proposed)} end, Emit);
        {error, _} = Error -> Error
    end.

%% The worlds of a run's first rows, each with the number of events of the trace that
%% had happened: of several with as many events the last one.
places(_, _, 0) ->
    [];
places(Events, World0, Left) ->
    case paxy_sim_turns:one(World0) of
        {on, World} ->
            case paxy_trace:count(World#world.trace) of
                Events -> places(Events, World, Left);
                More -> [{Events, World0#world{trace = off}} | places(More, World, Left - 1)]
            end;
        {over, _} ->
            [{Events, World0#world{trace = off}}]
    end.

violations(World, Draws, Proposed) ->
    case is_safe(World, Proposed) of
        false -> Draws;
        true -> length([Draw || Draw <- lists:seq(1, Draws), not is_safe(resumed(World, {draw, Draw}, off), Proposed)])
    end.

is_safe(#world{decisions = Decisions}, Proposed) ->
    paxy_judge:safety(Proposed, [Value || {_, Value, _, _} <- Decisions]) =:= safe.

%% The end of a run from here on, with its own draws or with others.
-spec resumed(#world{}, same | {draw, pos_integer()}, paxy_trace:trace()) -> #world{}.
resumed(World, same, Trace) ->
    paxy_sim_turns:elapse(World#world{trace = Trace});
resumed(#world{network = Network, queue = Queue, always = #always{key = Key} = Always} = World, {draw, Draw}, Trace) ->
    Drawn = paxy_random:at(Key, 1 bsl 55 bor Draw),
    Redrawn = fun(_, Actor) -> redrawn(Actor, Drawn) end,
    paxy_sim_turns:elapse(World#world{trace = Trace, network = paxy_network:of_run(1 bsl 55 bor Draw, Network),
                                      queue = paxy_sim_queue:redrawn(paxy_sim_world:overtaking(Drawn), Queue),
                                      always = Always#always{key = Drawn},
                                      proposers = maps:map(Redrawn, World#world.proposers),
                                      acceptors = maps:map(Redrawn, World#world.acceptors)}).

%% A folder's actor that has begun draws for itself.
redrawn(#actor{always = {paxy_lab_actor, _, _}, name = Name, core = Core, lives = Lives} = Actor, Key) when Lives > 0 ->
    Actor#actor{core = paxy_lab_actor:draw_from(paxy_trial:draws(Key, Name, Lives - 1), Core)};
redrawn(Actor, _) -> Actor.

%% A process for each place, on all schedulers: a process gets a copy of its world, so
%% only a few are there at once. A row is emitted as soon as all before it are known.
in_order(Places, Work, Emit) ->
    {First, Later} = lists:split(min(length(Places), 2 * erlang:system_info(schedulers_online)), Places),
    emit([started(Place, Work) || Place <- First], Later, Work, Emit).

emit([], [], _, _) ->
    ok;
emit([Ref | Refs], Places, Work, Emit) ->
    receive {Ref, Row} -> Emit(Row) end,
    case Places of
        [] -> emit(Refs, [], Work, Emit);
        [Place | Later] -> emit(Refs ++ [started(Place, Work)], Later, Work, Emit)
    end.

started(Place, Work) ->
    Owner = self(),
    Ref = make_ref(),
    _ = spawn_link(fun() -> Owner ! {Ref, Work(Place)} end),
    Ref.
