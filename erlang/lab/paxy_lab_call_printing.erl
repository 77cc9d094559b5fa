%%% What redirected calls mean in the processes of a folder on real nodes (paxy_lab_calls):
%%% printing.
-module(paxy_lab_call_printing).
-include("paxy_lab_context.hrl").

-export([format/1, format/2, put_chars/1, nl/0, write/1]).

-define(PRINTING_MAX, 2000).

-spec format(term()) -> ok.
format(Format) -> format(Format, []).

-spec format(term(), term()) -> ok.
format(Format, Arguments) ->
    #context{board = Board, actor = Actor, role = Role} = paxy_lab_call:context(),
    Text = try io_lib:format(Format, Arguments)
           catch error:_ -> error(badarg, [Format, Arguments])
           end,
    _ = Role =:= proposer andalso decides(Format) andalso ets:insert(Board, {{printed, Actor}, Arguments}),
    print(Text).

%% The line in which a proposer says what it decided.
decides(Format) ->
    try string:find(string:lowercase(unicode:characters_to_binary(Format)), <<"decided">>) =/= nomatch
    catch _:_ -> false
    end.

-spec put_chars(term()) -> ok.
put_chars(Text) -> print(Text).
-spec nl() -> ok.
nl() -> print("\n").
-spec write(term()) -> ok.
write(Term) -> print(io_lib:write(Term)).

%% Nobody waits for what is printed; what comes faster than it is taken is counted.
print(Text) ->
    #context{part = Part, actor = Actor, figures = Figures, aloud = Aloud} = paxy_lab_call:context(),
    _ = case Aloud andalso atomics:add_get(Figures, ?PRINTING, 1) of
            false -> ok;
            Count when Count > ?PRINTING_MAX ->
                atomics:sub(Figures, ?PRINTING, 1),
                atomics:add(Figures, ?UNPRINTED, 1);
            _ ->
                case unicode:characters_to_binary(Text) of
                    Bytes when is_binary(Bytes) -> Part ! {print, Actor, Bytes};
                    _ -> atomics:sub(Figures, ?PRINTING, 1), error(badarg, [Text])
                end
        end,
    ok.
