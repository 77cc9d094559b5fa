%%% The I/O protocol of OTP for what only prints, such as a run's group leader
%%% and a node's terminal: text is accepted at once, and there is nothing to read.
-module(paxy_io).

-export([request/1]).

%% The reply to a request, and its text.
-spec request(term()) -> {Reply :: term(), Text :: binary()}.
request({put_chars, Encoding, Chars}) ->
    put_chars(Encoding, fun() -> Chars end);
request({put_chars, Encoding, Module, Function, Arguments}) ->
    put_chars(Encoding, fun() -> apply(Module, Function, Arguments) end);
request({put_chars, Chars}) ->
    request({put_chars, latin1, Chars});
request({put_chars, Module, Function, Arguments}) ->
    request({put_chars, latin1, Module, Function, Arguments});
request({requests, Requests}) ->
    lists:foldl(fun(Request, {ok, Text0}) ->
                        {Reply, Text} = request(Request),
                        {Reply, <<Text0/binary, Text/binary>>};
                   (_, Failed) ->
                        Failed
                end, {ok, <<>>}, Requests);
request({setopts, _}) ->
    {ok, <<>>};
request(getopts) ->
    {[{binary, true}, {encoding, unicode}], <<>>};
request(Read) when element(1, Read) =:= get_line; element(1, Read) =:= get_chars;
                   element(1, Read) =:= get_until ->
    {eof, <<>>};
request({get_geometry, _}) ->
    {{error, enotsup}, <<>>};
request(_) ->
    {{error, request}, <<>>}.

put_chars(Encoding, Chars) ->
    try unicode:characters_to_binary(Chars(), Encoding) of
        Text when is_binary(Text) -> {ok, Text};
        _ -> {{error, put_chars}, <<>>}
    catch
        _:_ -> {{error, put_chars}, <<>>}
    end.
