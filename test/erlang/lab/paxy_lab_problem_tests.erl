-module(paxy_lab_problem_tests).

-include_lib("eunit/include/eunit.hrl").

%% What is said of a source that does not parse.
said(Source) ->
    {ok, Tokens, _} = erl_scan:string(Source),
    {error, Info} = erl_parse:parse_form(Tokens),
    #{line := Line, sentence := Sentence} = paxy_lab_problem:of_compiler("acceptor.erl", Info),
    {Line, Sentence}.

a_syntax_error_says_what_it_mostly_comes_from_test_() ->
    [?_assertEqual({1, <<"syntax error before: 'after'. The clause above it may end with a `;` or `,` that does not belong there">>},
                   said("f() -> receive a -> b; after 1 -> c end.")),
     ?_assertEqual({1, <<"syntax error before: g. A `,`, `;`, `.` or bracket may be missing before it">>}, said("f() -> a g().")),
     ?_assertEqual({2, <<"syntax error before: 'end'. The clause above it may end with a `;` or `,` that does not belong there">>},
                   said("f() -> case a of b -> c;\n end."))].
