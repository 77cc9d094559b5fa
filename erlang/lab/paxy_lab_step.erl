%%% The step of an actor of a folder in virtual time: the actor as it is now, what the step
%%% asked for, and the time. They are kept by the process that runs the step.
-module(paxy_lab_step).
-include("paxy_lab_actor.hrl").

-export([begin_step/1, effects/0, effect/1, lab/0, become/1, now_ms/0, set_now/1]).

-define(STEP_CALLS_MAX, 1_000_000).

-spec begin_step(#lab{}) -> ok.
begin_step(Lab) ->
    erlang:put(paxy_lab, Lab),
    erlang:put(paxy_lab_effects, []),
    kept(paxy_lab_calls_left, ?STEP_CALLS_MAX).

%% To look costs a third of a change.
kept(Key, Value) ->
    case erlang:get(Key) of
        Value -> ok;
        _ ->
            erlang:put(Key, Value),
            ok
    end.

%% What the step asked for so far, the newest first. It is kept apart from the
%% actor, which need not be copied for each effect.
-spec effects() -> [term()].
effects() -> erlang:get(paxy_lab_effects).

-spec effect(term()) -> ok.
effect(Effect) ->
    erlang:put(paxy_lab_effects, [Effect | erlang:get(paxy_lab_effects)]),
    ok.

%% The actor as it is now.
-spec lab() -> #lab{}.
lab() -> erlang:get(paxy_lab).

-spec become(#lab{}) -> term().
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
    kept(paxy_now, Now).
