%%% The step of an actor of a folder in virtual time: the actor as it is now, what the step
%%% asked for, and the time. They are kept by the process that runs the step.
-module(paxy_lab_step).
-include("paxy_lab_actor.hrl").

-export([begin_step/1, done/0, effect/1, lab/0, become/1, become/2, polls/0, now_ms/0, set_now/1]).

-define(STEP_CALLS_MAX, 1_000_000).
-define(POLLS_MAX, 100).

-spec begin_step(#lab{}) -> ok.
begin_step(Lab) ->
    erlang:put(paxy_lab, {Lab, []}),
    kept(paxy_lab_calls_left, ?STEP_CALLS_MAX).

%% To look costs a third of a change.
kept(Key, Value) ->
    case erlang:get(Key) of
        Value -> ok;
        _ ->
            erlang:put(Key, Value),
            ok
    end.

%% The actor after the step, and what the step asked for, the newest first. The two are
%% apart, so that the actor need not be copied for each effect, and in one place, since
%% to change a place costs much.
-spec done() -> {#lab{}, [term()]}.
done() -> erlang:get(paxy_lab).

-spec effect(term()) -> ok.
effect(Effect) ->
    {Lab, Effects} = erlang:get(paxy_lab),
    erlang:put(paxy_lab, {Lab, [Effect | Effects]}),
    ok.

%% The actor as it is now.
-spec lab() -> #lab{}.
lab() ->
    {Lab, _} = erlang:get(paxy_lab),
    Lab.

-spec become(#lab{}) -> ok.
become(Lab) ->
    {_, Effects} = erlang:get(paxy_lab),
    erlang:put(paxy_lab, {Lab, Effects}),
    ok.

%% With an effect of the same change.
-spec become(#lab{}, Effect :: term()) -> ok.
become(Lab, Effect) ->
    {_, Effects} = erlang:get(paxy_lab),
    erlang:put(paxy_lab, {Lab, [Effect | Effects]}),
    ok.

%% One that looks for messages again and again without a wait: on a node that, too, takes time.
-spec polls() -> boolean().
polls() -> ?STEP_CALLS_MAX - erlang:get(paxy_lab_calls_left) >= ?POLLS_MAX.

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
