%%% What redirected calls mean in virtual time (paxy_lab_calls): printing. It must be
%%% possible, and what a proposer prints of its decision is held.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_printing).
-include("paxy_lab_actor.hrl").

-export([format/2, format/4, read/1, print_to/4, put_chars/2, put_chars/3, nl/1, nl/2, write/2, write/3]).

-type place() :: paxy_lab_place:place().

%% How many arguments a format takes, if any will do, and whether it tells a decision.
-type read() :: {Plain :: non_neg_integer() | none, Decides :: boolean()}.

-spec format(term(), place()) -> ok.
format(Format, Place) -> format(unread, Format, [], Place).

%% A format that is in the code was read before.
-spec format(unread | read(), term(), term(), place()) -> ok.
format(unread, Format, Arguments, Place) ->
    format(remembered(Format), Format, Arguments, Place);
format({Plain, Decides}, Format, Arguments, _) ->
    case is_list(Arguments) andalso length(Arguments) =:= Plain of
        true -> ok;
        false ->
            try paxy_lab_virtual:text(Format, Format, Arguments) of _ -> ok
            catch error:_ -> erlang:error(badarg, [Format, Arguments])
            end
    end,
    Decides andalso paxy_lab_step:become((paxy_lab_step:lab())#lab{printed = Arguments}),
    ok.

remembered(Format) ->
    Key = {paxy_lab_print, Format},
    case erlang:get(Key) of
        undefined ->
            Read = read(Format),
            erlang:put(Key, Read),
            Read;
        Read -> Read
    end.

-spec read(term()) -> read().
read(Format) -> {plain(Format), decides(Format)}.

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
print_to(_, Format, Arguments, Place) -> format(unread, Format, Arguments, Place).

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
