%%% A source as tokens, before the preprocessor sees it: what it includes, what
%%% it defines, and the same source with constants replaced. Lines stay where
%%% they are.
-module(paxy_lab_text).

-export([scan/2, includes/1, constants/1, conditions/1, variables/1, replaced/3]).

-define(BYTE_ORDER_MARK, 16#feff).
-export_type([form/0, constant/0, value/0]).

-type form() :: [erl_scan:token()].
%% The value of a macro as its define writes it.
-type constant() :: #{text := string(), line := pos_integer()}.
%% What takes its place; a text is Erlang source. Of false, nothing is defined.
-type value() :: integer() | boolean() | binary().

%% The forms of a source, white space and comments included.
-spec scan(binary(), string()) -> {ok, [form()]} | {error, [paxy_lab_problem:problem()]}.
scan(File, Text) ->
    case conflicts(Text) of
        [{Line, Marker} | _] ->
            {error, [paxy_lab_problem:new(File, Line, ["has a merge conflict (", Marker, "): keep one of the two sides "
                                                       "and delete the three lines with markers"])]};
        [] ->
            case erl_scan:string(Text, {1, 1}, [return, text]) of
                {ok, Tokens, _} -> {ok, forms(Tokens, [])};
                {error, {{1, 1}, _, _}, _} when hd(Text) =:= ?BYTE_ORDER_MARK ->
                    {error, [paxy_lab_problem:new(File, 1, "begins with a byte order mark, which Erlang does not take: "
                                                           "save it as UTF-8 without one (\"UTF-8\", not \"UTF-8 with BOM\")")]};
                {error, Info, _} -> {error, [paxy_lab_problem:of_compiler(File, Info)]}
            end
    end.

conflicts(Text) ->
    Lines = lists:enumerate(string:split(Text, "\n", all)),
    [{Number, lists:sublist(Line, 20)} || {Number, Line} <- Lines,
                                          lists:prefix("<<<<<<< ", Line) orelse lists:prefix(">>>>>>> ", Line)].

forms([], []) -> [];
forms([], Form) -> [lists:reverse(Form)];
forms([{dot, _} = Dot | Rest], Form) -> [lists:reverse([Dot | Form]) | forms(Rest, [])];
forms([Token | Rest], Form) -> forms(Rest, [Token | Form]).

meant(Form) ->
    [Token || Token <- Form, not lists:member(element(1, Token), [white_space, comment])].

%% What it includes, with the line.
-spec includes([form()]) -> [{include | include_lib, string(), pos_integer()}].
includes(Forms) ->
    lists:append([included(meant(Form)) || Form <- Forms]).

included([{'-', At}, {atom, _, Kind}, {'(', _} | Rest]) when Kind =:= include; Kind =:= include_lib ->
    [{Kind, lists:append([Part || {string, _, Part} <- Rest]), erl_anno:line(At)}];
included(_) ->
    [].

%% Macros without arguments by their names, with the value of the first define.
-spec constants([form()]) -> #{binary() => constant()}.
constants(Forms) ->
    lists:foldr(fun(Form, Found) -> maps:merge(Found, constant(meant(Form))) end, #{}, Forms).

constant([{'-', At}, {atom, _, define}, {'(', _}, {Kind, _, Name}, {',', _} | Rest])
  when Kind =:= atom; Kind =:= var ->
    #{atom_to_binary(Name) => #{text => lists:append(lists:join(" ", texts(value(Rest)))),
                                line => erl_anno:line(At)}};
constant(_) ->
    #{}.

%% Without the bracket and the dot that end a define.
value(Tokens) ->
    lists:sublist(Tokens, max(0, length(Tokens) - 2)).

texts(Tokens) ->
    [erl_scan:text(Token) || Token <- Tokens].

%% Names that -ifdef and -ifndef ask for.
-spec conditions([form()]) -> [binary()].
conditions(Forms) ->
    lists:usort([atom_to_binary(Name)
                 || Form <- Forms, [{'-', _}, {atom, _, Kind}, {'(', _}, {_, _, Name} | _] <- [meant(Form)],
                    Kind =:= ifdef orelse Kind =:= ifndef]).

%% Environment variables that it reads by a name that stands in it.
-spec variables([form()]) -> [binary()].
variables(Forms) ->
    lists:usort(lists:append([read(meant(Form)) || Form <- Forms])).

read([{atom, _, os}, {':', _}, {atom, _, getenv}, {'(', _}, {string, _, Name} | Rest]) ->
    [unicode:characters_to_binary(Name) | read(Rest)];
read([_ | Rest]) ->
    read(Rest);
read([]) ->
    [].

%% The source with some constants replaced, without -file attributes, and with
%% its name in the folder for ?FILE.
-spec replaced([form()], File :: binary(), #{binary() => value()}) -> string().
replaced(Forms, File, Values) ->
    lists:append([form(Form, meant(Form), File, Values) || Form <- Forms]).

form(Form, [{'-', _}, {atom, _, file} | _], _, _) ->
    blank(Form);
form(Form, [{'-', _}, {atom, _, define}, {'(', _}, {_, _, Name}, {',', _} | Rest], File, Values)
  when is_atom(Name) ->
    case maps:find(atom_to_binary(Name), Values) of
        {ok, false} -> blank(Form);
        {ok, Value} -> define(Form, value(Rest), written(Value));
        error -> plain(Form, File)
    end;
form(Form, _, File, _) ->
    plain(Form, File).

written(Value) when is_binary(Value) -> unicode:characters_to_list(Value);
written(Value) -> lists:flatten(io_lib:format("~w", [Value])).

define(Form, [First | _] = Old, New) ->
    Places = [element(2, Token) || Token <- Old],
    lists:append([case lists:member(element(2, Token), Places) of
                      true when element(2, Token) =:= element(2, First) -> New;
                      true -> lines(erl_scan:text(Token));
                      false -> erl_scan:text(Token)
                  end || Token <- Form]);
define(Form, [], _) ->
    lists:append(texts(Form)).

plain([{'?', _}, {var, _, 'FILE'} | Rest], File) ->
    lists:flatten(io_lib:format("~0tp", [unicode:characters_to_list(File)])) ++ plain(Rest, File);
plain([Token | Rest], File) ->
    erl_scan:text(Token) ++ plain(Rest, File);
plain([], _) ->
    "".

%% Nothing but its ends of lines.
blank(Form) ->
    lists:append([lines(Text) || Text <- texts(Form)]) ++ " ".

lines(Text) ->
    [Char || Char <- Text, Char =:= $\n].
