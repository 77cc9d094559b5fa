-module(utils).
-export([delayed_send/3, log/2, quorum/1]).
delayed_send(To, Msg, 0) -> To ! Msg;
delayed_send(To, Msg, Max) -> erlang:send_after(rand:uniform(Max), To, Msg).
log(F, A) -> case os:getenv("verbose") of false -> ok; _ -> io:format(F, A) end.
quorum(L) -> trunc(length(L) / 2) + 1.
