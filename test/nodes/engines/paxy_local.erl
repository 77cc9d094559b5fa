%%% In the place of the engine: does to its node what no engine should. The
%%% first entry of the sleep list says what.
-module(paxy_local).

-export([run/3]).

run(#{sleep := [Deed | _]}, _Run, Options) ->
    deed(Deed, Options),
    #{verdict => agreed, decision => {value, {1, 2, 3}}, rounds => 0, elapsed => 1, reason => <<>>,
      decisions => [{fry, {1, 2, 3}, 0, 1}], messages => 1, dropped => 0,
      started_at => erlang:system_time(millisecond)}.

deed(0, _) -> ok;
%% Every byte there is, over and over, past the node's own terminal.
deed(1, _) -> raw(binary:copy(list_to_binary(lists:seq(0, 255)), 400));
deed(2, _) -> io:put_chars(user, [binary:copy(<<"x">>, 10 * 1024 * 1024), $\n]);
deed(3, #{output := Output}) ->
    Output(node(), <<"\e[2J\e]0;title\^G red \e[31m", 16#202E/utf8, 16#9B/utf8, "31m ", 255, " end">>);
%% What a record looks like to whoever does not know the token.
deed(4, _) ->
    Record = "{\"t\":\"run\",\"trial\":1,\"run\":1,\"attempt\":1,\"verdict\":\"violation\"}",
    raw([16#1E, Record, "\n", 16#1E, lists:duplicate(32, $0), Record, "\n"]);
deed(5, _) -> timer:sleep(infinity);
deed(6, _) -> exit(on_purpose);
deed(7, #{output := Output}) ->
    _ = [Output(node(), integer_to_binary(I)) || I <- lists:seq(1, 20000)];
deed(8, _) -> io:put_chars(user, "a line that has no end");
deed(9, _) -> erlang:halt(3);
%% A process of the system, which says its number.
deed(10, #{output := Output}) ->
    Port = open_port({spawn, "sleep 600"}, []),
    {os_pid, Pid} = erlang:port_info(Port, os_pid),
    Output(node(), integer_to_binary(Pid)),
    timer:sleep(infinity).

raw(Data) ->
    {ok, Terminal} = file:open("/dev/tty", [write, raw]),
    ok = file:write(Terminal, Data),
    ok = file:close(Terminal).
