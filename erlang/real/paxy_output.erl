%%% The output of a run, on its way from a part to the process that shows it.
%%% One bundle is in transit at a time and is acknowledged. Lines that come
%%% faster wait here; beyond a bound they are counted and dropped.
-module(paxy_output).

-export([new/1, put/2, taken/1, flush/1, lines/1]).
-export_type([output/0, send/0]).

-define(LINES_MAX, 1000).
-define(LINE_BYTES_MAX, 4096).

-type send() :: fun(([Line :: binary()]) -> term()).

-record(output, {send :: send(),
                 under_way = false :: boolean(),
                 waiting = [] :: [binary()],  %% the newest first
                 length = 0 :: non_neg_integer(),
                 missed = 0 :: non_neg_integer()}).
-opaque output() :: #output{}.

-spec new(send()) -> output().
new(Send) ->
    #output{send = Send}.

-spec put([binary()], output()) -> output().
put(Lines, Output) ->
    pass_on(lists:foldl(fun keep/2, Output, Lines)).

keep(_, #output{length = ?LINES_MAX, missed = Missed} = Output) ->
    Output#output{missed = Missed + 1};
keep(Line, #output{length = Length, waiting = Waiting} = Output) ->
    Output#output{length = Length + 1, waiting = [cut(Line) | Waiting]}.

%% The bundle in transit has arrived.
-spec taken(output()) -> output().
taken(Output) ->
    pass_on(Output#output{under_way = false}).

%% Sends the waiting lines without waiting for an acknowledgement.
-spec flush(output()) -> output().
flush(Output) ->
    pass_on(Output#output{under_way = false}).

pass_on(#output{under_way = false, length = Length, send = Send} = Output) when Length > 0 ->
    Send(lists:reverse(missing(Output) ++ Output#output.waiting)),
    #output{send = Send, under_way = true};
pass_on(Output) ->
    Output.

missing(#output{missed = 0}) -> [];
missing(#output{missed = Missed}) ->
    [<<"(", (integer_to_binary(Missed))/binary, " more lines came faster than they could be taken)">>].

cut(Line) when byte_size(Line) > ?LINE_BYTES_MAX ->
    Start = whole_characters(binary:part(Line, 0, ?LINE_BYTES_MAX)),
    Rest = integer_to_binary(byte_size(Line) - byte_size(Start)),
    <<Start/binary, " ... (", Rest/binary, " more bytes)">>;
cut(Line) ->
    Line.

whole_characters(Bytes) ->
    case unicode:characters_to_binary(Bytes) of
        {_, Whole, _} -> Whole;
        Whole -> Whole
    end.

%% The lines of a text, without their ends.
-spec lines(binary()) -> [binary()].
lines(Text) ->
    case lists:reverse(binary:split(Text, <<"\n">>, [global])) of
        [<<>> | Lines] -> lists:reverse(Lines);
        Lines -> lists:reverse(Lines)
    end.
