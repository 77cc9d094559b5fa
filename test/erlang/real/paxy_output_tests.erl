-module(paxy_output_tests).
-include_lib("eunit/include/eunit.hrl").

new() ->
    Me = self(),
    paxy_output:new(fun(Lines) -> Me ! {bundle, Lines} end).

bundles() ->
    receive {bundle, Lines} -> [Lines | bundles()] after 0 -> [] end.

a_first_line_goes_at_once_and_more_wait_until_it_is_taken_test() ->
    Output = paxy_output:put([<<"c">>], paxy_output:put([<<"b">>], paxy_output:put([<<"a">>], new()))),
    ?assertEqual([[<<"a">>]], bundles()),
    Taken = paxy_output:taken(Output),
    ?assertEqual([[<<"b">>, <<"c">>]], bundles()),
    _ = paxy_output:taken(Taken),
    ?assertEqual([], bundles()).

what_comes_too_fast_is_counted_test() ->
    Output = paxy_output:put([<<"a">>], new()),
    Full = paxy_output:put([integer_to_binary(N) || N <- lists:seq(1, 1042)], Output),
    _ = paxy_output:taken(Full),
    [[<<"a">>], Lines] = bundles(),
    ?assertEqual(1001, length(Lines)),
    ?assertEqual(<<"(42 more lines came faster than they could be taken)">>, lists:last(Lines)).

what_waits_is_flushed_at_the_end_test() ->
    _ = paxy_output:flush(paxy_output:put([<<"b">>], paxy_output:put([<<"a">>], new()))),
    ?assertEqual([[<<"a">>], [<<"b">>]], bundles()).

a_long_line_is_cut_and_says_so_test() ->
    _ = paxy_output:put([binary:copy(<<"x">>, 5000)], new()),
    [[Line]] = bundles(),
    ?assertEqual(<<" ... (904 more bytes)">>, binary:part(Line, byte_size(Line), -21)).

a_line_is_not_cut_within_a_character_test() ->
    _ = paxy_output:put([<<"x", (binary:copy(<<"é"/utf8>>, 5000))/binary>>], new()),
    [[Line]] = bundles(),
    ?assert(is_list(unicode:characters_to_list(Line))),
    ?assertEqual(<<" ... (5906 more bytes)">>, binary:part(Line, byte_size(Line), -22)).

text_falls_into_lines_test() ->
    ?assertEqual([<<"a">>, <<>>, <<"b">>], paxy_output:lines(<<"a\n\nb\n">>)),
    ?assertEqual([<<"a">>, <<"b">>], paxy_output:lines(<<"a\nb">>)),
    ?assertEqual([], paxy_output:lines(<<>>)).
