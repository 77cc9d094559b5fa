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
            Places = lists:sublist(places(paxy_sim_world:begun(Plan, Run, ?EVENTS_MAX, fun(_) -> ok end)), ?ROWS_MAX),
            in_order(Places, fun({Events, World}) -> {Events, violations(World, Draws, Proposed)} end, Emit);
        {error, _} = Error -> Error
    end.

%% The worlds of a run, each with the number of events that had happened.
places(World) ->
    joined([{0, World} | places_on(World)]).

places_on(World0) ->
    case paxy_sim_turns:one(World0) of
        {on, World} -> [{length(paxy_trace:events(World#world.trace)), World} | places_on(World)];
        {over, _} -> []
    end.

%% Of several with the same events the last one.
joined([{Events, _}, {Events, _} = Last | Rest]) -> joined([Last | Rest]);
joined([Place | Rest]) -> [Place | joined(Rest)];
joined([]) -> [].

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

%% On all schedulers; each row is emitted as soon as all before it are known.
in_order(Places, Work, Emit) ->
    Owner = self(),
    Count = erlang:system_info(schedulers_online),
    Numbered = lists:enumerate(Places),
    _ = [spawn_link(fun() ->
                            [Owner ! {row, Number, Work(Place)} || {Number, Place} <- Numbered, Number rem Count =:= Share]
                    end) || Share <- lists:seq(0, Count - 1)],
    lists:foreach(fun({Number, _}) -> receive {row, Number, Row} -> Emit(Row) end end, Numbered).
