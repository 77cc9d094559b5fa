%%% Erlang terms as JSON (RFC 8259); OTP before 27 has no encoder of its own.
-module(paxy_json).

-export([encode/1]).
-export_type([json/0]).

%% Atoms other than null, true and false become strings, tuples arrays; what
%% else there is, also as a key of a map, becomes a string that shows the term.
-type json() :: null | boolean() | atom() | number() | binary() | [json()]
              | #{json() => json()} | tuple() | pid() | reference().

%% One line: neither control characters nor invalid UTF-8 come through, bytes
%% that are not UTF-8 become U+FFFD.
-spec encode(json()) -> iodata().
encode(null) -> <<"null">>;
encode(true) -> <<"true">>;
encode(false) -> <<"false">>;
encode(Term) when is_binary(Term) -> string(Term);
encode(Term) when is_integer(Term) -> integer_to_binary(Term);
encode(Term) when is_float(Term) -> float_to_binary(Term, [short]);
encode(Term) when is_atom(Term) -> string(atom_to_binary(Term));
encode([]) -> <<"[]">>;
encode([First | Rest] = Term) ->
    case is_proper(Rest) of
        true -> [$[, encode(First), [[$,, encode(Element)] || Element <- Rest], $]];
        false -> shown(Term)
    end;
encode(Term) when is_map(Term) ->
    case [[$,, string(key(Key)), $:, encode(Value)] || {Key, Value} <- maps:to_list(Term)] of
        [] -> <<"{}">>;
        [[_ | First] | Rest] -> [${, First, Rest, $}]
    end;
encode(Term) when is_tuple(Term) -> encode(tuple_to_list(Term));
encode(Term) -> shown(Term).

is_proper([]) -> true;
is_proper([_ | Rest]) -> is_proper(Rest);
is_proper(_) -> false.

key(Key) when is_atom(Key) -> atom_to_binary(Key);
key(Key) when is_binary(Key) -> Key;
key(Key) -> unicode:characters_to_binary(io_lib:format("~0tp", [Key])).

shown(Term) ->
    string(unicode:characters_to_binary(io_lib:format("~0tp", [Term]))).

string(Text) ->
    [$", escape(Text, Text, 0, 0), $"].

%% Takes over stretches that need no escape as they stand: Length bytes of
%% Text from byte From on.
escape(<<C, Rest/binary>>, Text, From, Length)
  when C >= $\s, C < 127, C =/= $", C =/= $\\ ->
    escape(Rest, Text, From, Length + 1);
escape(<<C/utf8, Rest/binary>>, Text, From, Length) when C >= 160 ->
    escape(Rest, Text, From, Length + utf8_size(C));
escape(<<>>, Text, From, Length) ->
    binary:part(Text, From, Length);
escape(<<C/utf8, Rest/binary>>, Text, From, Length) ->
    [binary:part(Text, From, Length), escaped(C) | next(Rest, Text)];
escape(<<_, Rest/binary>>, Text, From, Length) ->
    [binary:part(Text, From, Length), <<16#FFFD/utf8>> | next(Rest, Text)].

next(Rest, Text) ->
    escape(Rest, Text, byte_size(Text) - byte_size(Rest), 0).

utf8_size(C) when C < 16#800 -> 2;
utf8_size(C) when C < 16#10000 -> 3;
utf8_size(_) -> 4.

escaped($") -> <<"\\\"">>;
escaped($\\) -> <<"\\\\">>;
escaped($\n) -> <<"\\n">>;
escaped($\r) -> <<"\\r">>;
escaped($\t) -> <<"\\t">>;
escaped(C) -> io_lib:format("\\u~4.16.0b", [C]).
