%%% Chance, keyed: a stream of draws belongs to a key, so that what one actor
%%% draws depends on nothing but its key. The generator is MWC59 of OTP's
%%% `rand'; a stream is its state, one small integer.
-module(paxy_random).

-export([stream/1, uniform/2, percent/2]).
-export_type([stream/0]).

-type stream() :: 1..16#1ffb072fffffffe.

%% The stream of a key. Equal keys give equal streams on every machine and OTP release.
-spec stream(iodata()) -> stream().
stream(Key) ->
    <<Seed:58, _/bitstring>> = erlang:md5(Key),
    rand:mwc59_seed(Seed).

%% A whole number in 1..Max, Max at most 2^26.
-spec uniform(pos_integer(), stream()) -> {pos_integer(), stream()}.
uniform(Max, Stream0) ->
    Stream = rand:mwc59(Stream0),
    {((rand:mwc59_value32(Stream) * Max) bsr 32) + 1, Stream}.

%% True with a chance of Percent in 100; 0 and 100 are certain and still draw.
-spec percent(number(), stream()) -> {boolean(), stream()}.
percent(Percent, Stream0) ->
    Stream = rand:mwc59(Stream0),
    {rand:mwc59_value32(Stream) * 100 < Percent * 16#100000000, Stream}.
