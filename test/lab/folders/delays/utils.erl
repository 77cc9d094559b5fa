-module(utils).
-export([reply/3]).

%% A reply is lost with a chance of Drop %, else it comes after up to Delay ms.
reply(To, Message, {Drop, Delay}) ->
    case rand:uniform(100) =< Drop of
        true -> io:format("message dropped~n");
        false -> timer:send_after(rand:uniform(Delay), To, Message)
    end.
