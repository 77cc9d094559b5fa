%%% Random numbers by key: a draw depends on its key and not on earlier draws. A
%%% key starts as text and is then narrowed by whole numbers (a run, a message),
%%% each of which has its own stream of draws.
%%%
%%% The generator is MWC59 of OTP's `rand', whose state is one small integer;
%%% the same multiplication, with shifts between, mixes a number into a key.
-module(paxy_random).

-export([key/1, at/2, uniform/2, percent/2, percent_uniform/3]).
-export_type([key/0, stream/0]).
-compile({inline, [mix/1, turn/1, value/1]}).

-type key() :: 0..16#7ffffffffffffff.
-type stream() :: key().

%% The key of a text. Equal texts give equal keys on every machine and OTP release.
-spec key(iodata()) -> key().
key(Text) ->
    <<Key:58, _/bitstring>> = erlang:md5(Text),
    Key.

%% The key, or the stream of draws, of a number below 2^58 within a key.
-spec at(key(), non_neg_integer()) -> stream().
at(Key, Number) ->
    mix(mix(mix(Key bxor Number))).

mix(X0) ->
    X = (X0 band 16#ffffffff) * 16#7fa6502 + (X0 bsr 32),
    X bxor (X bsr 29).

%% A whole number in 1..Max, Max at most 2^26.
-spec uniform(pos_integer(), stream()) -> {pos_integer(), stream()}.
uniform(Max, Stream0) ->
    Stream = turn(Stream0),
    {((value(Stream) * Max) bsr 32) + 1, Stream}.

%% True with a chance of Percent in 100; 0 and 100 are certain and still draw.
-spec percent(number(), stream()) -> {boolean(), stream()}.
percent(Percent, Stream0) ->
    Stream = turn(Stream0),
    {value(Stream) * 100 < Percent * 16#100000000, Stream}.

%% Both, one after the other, in one call, which takes half the time. Of Max = 0 only the
%% first is drawn, and the number is 0.
-spec percent_uniform(number(), non_neg_integer(), stream()) -> {boolean(), non_neg_integer(), stream()}.
percent_uniform(Percent, Max, Stream0) ->
    Stream1 = turn(Stream0),
    Hit = value(Stream1) * 100 < Percent * 16#100000000,
    case Max of
        0 -> {Hit, 0, Stream1};
        _ ->
            Stream = turn(Stream1),
            {Hit, ((value(Stream) * Max) bsr 32) + 1, Stream}
    end.

%% rand:mwc59/1 and rand:mwc59_value32/1 of OTP 25, without a call of another module.
turn(CX) ->
    (CX band 16#ffffffff) * 16#7fa6502 + (CX bsr 32).

value(CX) ->
    X = CX band 16#ffffffff,
    X bxor (X bsl 8) band 16#ffffffff.
