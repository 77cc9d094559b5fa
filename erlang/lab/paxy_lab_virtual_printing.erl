%%% What redirected calls mean in virtual time (paxy_lab_calls): printing. It must be
%%% possible, and what a proposer prints of its decision is held.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_printing).
-include("paxy_lab_actor.hrl").

-export([format/2, format/4, print_to/4, put_chars/2, put_chars/3, nl/1, nl/2, write/2, write/3]).

-type place() :: paxy_lab_place:place().

-spec format(term(), place()) -> ok.
format(Format, Place) -> format(Format, Format, [], Place).

%% Number stands for a format that is in the code.
-spec format(term(), term(), term(), place()) -> ok.
format(Number, Format, Arguments, _) ->
    {Plain, Decides} = print(Number, Format),
    case is_list(Arguments) andalso length(Arguments) =:= Plain of
        true -> ok;
        false ->
            try paxy_lab_virtual:text(Number, Format, Arguments) of _ -> ok
            catch error:_ -> erlang:error(badarg, [Format, Arguments])
            end
    end,
    Decides andalso paxy_lab_step:become((paxy_lab_step:lab())#lab{printed = Arguments}),
    ok.

%% How many arguments a format takes, if any will do, and whether it tells a decision.
print(Number, Format) ->
    Key = {paxy_lab_print, Number},
    case erlang:get(Key) of
        undefined ->
            Read = {plain(Format), decides(Format)},
            erlang:put(Key, Read),
            Read;
        Read -> Read
    end.

plain(Format) ->
    try io_lib:scan_format(Format, []) of
        _ -> 0
    catch
        error:_ -> taking(Format, 1)
    end.

taking(_, 20) -> none;
taking(Format, Count) ->
    try io_lib:scan_format(Format, lists:duplicate(Count, any)) of
        Parts ->
            Any = lists:all(fun(#{control_char := Char}) -> lists:member(Char, "wpn~"); (_) -> true end, Parts),
            case Any of
                true -> Count;
                false -> none
            end
    catch
        error:_ -> taking(Format, Count + 1)
    end.

%% To a device: `standard_io', or another that is not the code's to choose.
-spec print_to(term(), term(), term(), place()) -> ok.
print_to(_, Format, Arguments, Place) -> format(Format, Format, Arguments, Place).

decides(Format) ->
    try string:find(string:lowercase(unicode:characters_to_binary(Format)), <<"decided">>) =/= nomatch
    catch _:_ -> false
    end.

-spec put_chars(term(), place()) -> ok.
put_chars(_, _) -> ok.
-spec put_chars(term(), term(), place()) -> ok.
put_chars(_, _, _) -> ok.
-spec nl(place()) -> ok.
nl(_) -> ok.
-spec nl(term(), place()) -> ok.
nl(_, _) -> ok.
-spec write(term(), place()) -> ok.
write(_, _) -> ok.
-spec write(term(), term(), place()) -> ok.
write(_, _, _) -> ok.
