%%% Ends a node on another host if its batch runner is silent: the link between
%%% them can break without a notice. A node here ends with its terminal
%%% (paxy_terminal), and needs no pulse.
-module(paxy_pulse).

-export([start/0, beat/0]).

%% The batch runner says something every half second (`-paxy_silence MS' says
%% how long it may be silent).
-spec start() -> ok.
start() ->
    case init:get_argument(paxy_silence) of
        {ok, [[Ms]]} ->
            SilenceMs = list_to_integer(Ms),
            true = register(?MODULE, spawn_opt(fun() -> loop(SilenceMs) end, [{priority, high}])),
            ok;
        error ->
            ok
    end.

%% The batch runner was heard.
-spec beat() -> ok.
beat() ->
    catch ?MODULE ! beat,
    ok.

loop(SilenceMs) ->
    receive beat -> loop(SilenceMs)
    after SilenceMs -> erlang:halt(0, [{flush, false}])
    end.
