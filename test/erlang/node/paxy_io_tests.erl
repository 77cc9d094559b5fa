-module(paxy_io_tests).
-include_lib("eunit/include/eunit.hrl").

printed_text_is_taken_test() ->
    ?assertEqual({ok, <<"é"/utf8>>}, paxy_io:request({put_chars, unicode, [233]})),
    ?assertEqual({ok, <<"é"/utf8>>}, paxy_io:request({put_chars, latin1, <<233>>})),
    ?assertEqual({ok, <<"a 1\n">>}, paxy_io:request({put_chars, unicode, io_lib, format, ["~s ~w~n", ["a", 1]]})).

several_requests_are_one_text_test() ->
    ?assertEqual({ok, <<"ab">>}, paxy_io:request({requests, [{put_chars, unicode, "a"}, {put_chars, unicode, "b"}]})).

text_that_is_none_is_refused_test() ->
    ?assertEqual({{error, put_chars}, <<>>}, paxy_io:request({put_chars, unicode, <<255>>})),
    ?assertEqual({{error, put_chars}, <<>>}, paxy_io:request({put_chars, unicode, erlang, error, [oops]})).

there_is_nothing_to_read_test() ->
    [?assertEqual({eof, <<>>}, paxy_io:request(Request))
     || Request <- [{get_line, unicode, "> "}, {get_chars, unicode, "> ", 3},
                    {get_until, unicode, "> ", io_lib, fread, []}]].

whatever_else_is_asked_gets_an_answer_test() ->
    [?assertMatch({_, <<>>}, paxy_io:request(Request)) || Request <- [getopts, {setopts, []}, {get_geometry, rows}, nonsense]].
