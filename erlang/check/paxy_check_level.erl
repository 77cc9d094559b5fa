%%% The states of one depth of the search, as chunks of keys: binaries, which
%%% lie outside of all heaps and pass between processes without a copy.
-module(paxy_check_level).

-export([chunk/2, keys/2, add/4]).
-export_type([chunk/0, level/0]).

-define(CHUNK_STATES, 500).

-type chunk() :: binary().
%% Full chunks, and the one that is being filled.
-type level() :: {[chunk()], Open :: [chunk()], OpenKeys :: non_neg_integer()}.

%% Keys of this many bytes each.
-spec chunk([paxy_check_state:key()], pos_integer()) -> chunk().
chunk(Keys, Bytes) ->
    Bits = 8 * Bytes,
    << <<Key:Bits>> || Key <- Keys >>.

-spec keys(chunk(), pos_integer()) -> [paxy_check_state:key()].
keys(Chunk, Bytes) ->
    Bits = 8 * Bytes,
    [Key || <<Key:Bits>> <= Chunk].

%% Chunks of about equal size: small ones are joined, large ones split.
-spec add(chunk(), non_neg_integer(), pos_integer(), level()) -> level().
add(_, 0, _, Level) -> Level;
add(Chunk, Count, Bytes, {Full, Open, Before}) when Before + Count < ?CHUNK_STATES, Bytes > 0 ->
    {Full, [Chunk | Open], Before + Count};
add(Chunk, _, Bytes, {Full, Open, _}) ->
    split(iolist_to_binary([Chunk | Open]), ?CHUNK_STATES * Bytes, Bytes, Full).

split(Chunk, Size, Bytes, Full) when byte_size(Chunk) >= Size ->
    <<One:Size/binary, Rest/binary>> = Chunk,
    split(Rest, Size, Bytes, [One | Full]);
split(<<>>, _, _, Full) -> {Full, [], 0};
split(Rest, _, Bytes, Full) -> {Full, [Rest], byte_size(Rest) div Bytes}.
