%%% What converted code needs beside redirected calls: itself, the count of its calls, funs,
%%% exceptions, and texts that are made again and again.
-module(paxy_lab_virtual).
-include("paxy_lab_actor.hrl").

-export([self/0, count/1, apply/3, '$resume'/2, enter_try/1, leave_try/0, caught/3, stack/1, raise/2, text/3]).
-compile({no_auto_import, [self/0, apply/3]}).

-define(TEXTS_MAX, 20_000).

-spec self() -> pid().
self() -> (paxy_lab_step:lab())#lab.self.

%% A function that calls itself without waiting ends some time.
-spec count(paxy_lab_place:place()) -> ok.
count(Place) ->
    case erlang:get(paxy_lab_calls_left) of
        0 -> erlang:throw({paxy_lab, endless, Place});
        Left ->
            erlang:put(paxy_lab_calls_left, Left - 1),
            ok
    end.

%% A fun of the folder, of either kind.
-spec apply(term(), [term()], tuple()) -> term().
apply(Fun, Args, K) when element(1, Fun) =:= '$fun' -> (element(2, Fun)):'$call'(Fun, Args, K);
apply(Fun, Args, K) -> (element(1, K)):'$resume'(K, erlang:apply(Fun, Args)).

%% The frame under all others.
-spec '$resume'(tuple(), Value) -> {done, Value}.
'$resume'(_, Value) -> {done, Value}.

-spec enter_try(tuple()) -> term().
enter_try(Handler) ->
    #lab{handlers = Handlers} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{handlers = [Handler | Handlers]}).

-spec leave_try() -> term().
leave_try() ->
    #lab{handlers = [_ | Handlers]} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{handlers = Handlers}).

%% What `catch' makes of an exception; Stack is that of a handler.
-spec caught(atom(), term(), {atom(), list()}) -> term().
caught(throw, Value, _) -> Value;
caught(exit, Reason, _) -> {'EXIT', Reason};
caught(error, Reason, {_, Stack}) -> {'EXIT', {Reason, Stack}}.

-spec stack({atom(), list()}) -> list().
stack({_, Stack}) -> Stack.

-spec raise({atom(), list()}, term()) -> no_return().
raise({Class, Stack}, Reason) -> erlang:raise(Class, Reason, Stack).

%% Texts are made again and again from the same parts, most often from those of the last
%% one. Number stands for Format.
-spec text(term(), term(), term()) -> term().
text(Number, Format, Arguments) ->
    Key = [paxy_lab_text | Number],
    case erlang:get(Key) of
        {Arguments, Text} -> Text;
        _ ->
            Text = known_text(Number, Format, Arguments),
            erlang:put(Key, {Arguments, Text}),
            Text
    end.

known_text(Number, Format, Arguments) ->
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
