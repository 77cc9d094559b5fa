-module(paxy_json_tests).

-include_lib("eunit/include/eunit.hrl").

plain_terms_test() ->
    ?assertEqual(<<"null">>, json(null)),
    ?assertEqual(<<"[true,false,-7,2.5,1.0e22]">>, json([true, false, -7, 2.5, 1.0e22])),
    ?assertEqual(<<"\"up\"">>, json(up)),
    ?assertEqual(<<"[]">>, json([])),
    ?assertEqual(<<"{}">>, json(#{})).

a_map_has_atoms_or_binaries_as_keys_test() ->
    ?assertEqual(<<"{\"a\":{\"b\":[]}}">>, json(#{a => #{<<"b">> => []}})).

text_in_any_script_stays_test() ->
    ?assertEqual(<<"\"Grüße, 世界, 🎉\""/utf8>>, json(<<"Grüße, 世界, 🎉"/utf8>>)).

control_characters_are_escaped_test() ->
    ?assertEqual(<<"\"\\\"\\\\\\n\\r\\t\\u001b\\u0000\\u007f\\u009b\"">>,
                 json(<<"\"\\\n\r\t\e", 0, 127, 16#9B/utf8>>)).

bytes_that_are_no_text_are_replaced_test() ->
    ?assertEqual(<<"\"a", 16#FFFD/utf8, "b", 16#FFFD/utf8, "\"">>, json(<<"a", 255, "b", 16#C3>>)).

a_tuple_is_an_array_test() ->
    ?assertEqual(<<"[\"promise\",\"homer\",[0,\"fry\"],null]">>, json({promise, homer, {0, fry}, null})),
    ?assertEqual(<<"[]">>, json({})).

other_terms_are_shown_test() ->
    ?assertEqual(<<"{\"{1,2}\":3}">>, json(#{{1, 2} => 3})),
    ?assertEqual(<<"\"[1|2]\"">>, json([1 | 2])).

every_byte_gives_one_line_of_utf8_test() ->
    Json = json(list_to_binary(lists:seq(0, 255))),
    ?assertEqual(nomatch, binary:match(Json, [<<C>> || C <- lists:seq(0, 31)])),
    ?assert(is_list(unicode:characters_to_list(Json))).

json(Term) ->
    iolist_to_binary(paxy_json:encode(Term)).
