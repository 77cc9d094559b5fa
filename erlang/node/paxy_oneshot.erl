%%% Answers one request that needs Erlang but no nodes, and ends. The request is
%%% a line on standard input with one Erlang term, read as a term and never
%%% evaluated; the answer is lines of JSON on standard output. A second line, or
%%% the end of the input, asks it to stop and answer with its findings so far.
-module(paxy_oneshot).

-export([start/0]).

%% Maximum time to stop once asked.
-define(END_WITHIN_MS, 10_000).
%% A question that is {marked, Mark, Question} has each line of its answer begin with Mark.
-define(MARK, {?MODULE, mark}).

%% Called at boot (`-s paxy_oneshot').
-spec start() -> pid().
start() ->
    spawn(fun() ->
                  ok = io:setopts([binary, {encoding, unicode}]),
                  Question = paxy_wire:parse(io:get_line("")),
                  erlang:halt(answered(fun() -> conversation(Question) end))
          end).

%% The status with which this Erlang ends.
answered(Answer) ->
    try Answer()
    catch Class:Reason:Stack -> put_line(#{t => crashed, reason => paxy_wire:text("~0tP", [{Class, Reason, Stack}, 50])}), 1
    end.

%% In an exploration, every line is a question; otherwise a second line asks for the end.
conversation({ok, {explore, Bounds}}) ->
    case paxy_explore:start(Bounds) of
        {ok, Session} -> explored(Session, Bounds);
        {error, Reason} -> refused(Reason)
    end;
conversation(Question) ->
    Answering = self(),
    _ = spawn(fun() -> wait_for_end(Answering) end),
    answer(Question).

explored(Session, Bounds) ->
    case io:get_line("") of
        Line when is_binary(Line) ->
            {ok, Question} = paxy_wire:parse(Line),
            case paxy_explore:ask(Session, Question) of
                {ok, View} -> put_line(paxy_wire:explored(View, Bounds));
                {error, Reason} -> refused(Reason)
            end,
            explored(Session, Bounds);
        _ -> 0
    end.

age_ms() ->
    erlang:convert_time_unit(erlang:monotonic_time() - erlang:system_info(start_time), native, millisecond).

wait_for_end(Answering) ->
    _ = io:get_line(""),
    Answering ! stop,
    timer:sleep(?END_WITHIN_MS),
    erlang:halt(1).

answer({ok, {marked, Mark, Question}}) ->
    ok = persistent_term:put(?MARK, Mark),
    answer({ok, Question});
answer({ok, {in_turn, Questions}}) ->
    lists:foldl(fun(Question, Status) -> max(Status, answered(fun() -> answer({ok, Question}) end)) end, 0, Questions);
%% Answers with the findings so far when this many ms have passed since this Erlang
%% started.
answer({ok, {until, Ms, Question}}) ->
    Timer = erlang:send_after(max(0, Ms - age_ms()), self(), stop),
    Status = answer({ok, Question}),
    _ = erlang:cancel_timer(Timer),
    receive stop -> Status after 0 -> Status end;
answer({ok, {check, Bounds, Options}}) ->
    Report = fun(Figures) -> put_line(Figures#{t => progress}) end,
    case paxy_check:run(Bounds, Options#{report => Report}) of
        {ok, Outcome} ->
            events(Bounds, maps:get(trace, Outcome, [])),
            put_line((maps:remove(trace, Outcome))#{t => checked});
        {error, Reason} -> refused(Reason)
    end;
answer({ok, {show, Bounds, Words}}) ->
    case paxy_check:show(Bounds, Words) of
        {ok, #{trace := Trace} = Shown} ->
            events(Bounds, Trace),
            put_line((maps:remove(trace, Shown))#{t => shown});
        {error, Reason} -> refused(Reason)
    end;
answer({ok, {replay, Trial, Run}}) ->
    #{verdict := Verdict, reason := Reason} = Result = paxy_sim:run(Trial, Run, #{trace => true}),
    events(Trial, maps:get(trace, Result, [])),
    put_line(#{t => replayed, verdict => Verdict, reason => Reason,
               decisions => [[Name, paxy_wire:text("~w", [Value]), Round, Ms]
                             || {Name, Value, Round, Ms} <- maps:get(decisions, Result)]});
answer({ok, {shrink, Trial, Run, BudgetMs}}) ->
    case paxy_sim_shrink:run(Trial, Run, BudgetMs) of
        {ok, #{trial := Smaller, run := Found} = Shrunk} ->
            #{reason := Reason} = Result = paxy_sim:run(Smaller, Found, #{trace => true}),
            events(Smaller, maps:get(trace, Result, [])),
            put_line((shrunk(Shrunk))#{reason => Reason});
        {error, no_violation} -> refused("the run does not violate")
    end;
answer({ok, {chance, Trial, Run, Draws}}) ->
    Emit = fun({Events, Violations}) -> put_line(#{t => chance, events => Events, violations => Violations}) end,
    case paxy_sim_chance:of_run(Trial, Run, Draws, Emit) of
        ok -> 0;
        {error, Reason} -> refused(Reason)
    end;
answer({ok, {count, Trial, Spans, Names}}) ->
    Runs = lists:sum([Count || {_, Count} <- Spans]),
    put_line(#{t => counted, runs => Runs, counts => paxy_witness:count(Trial, Spans, Names)});
answer({ok, {compile, File, Folder}}) ->
    case paxy_user_code:compile(File, Folder) of
        {ok, Module, Role} -> put_line(#{t => compiled, module => Module, role => Role});
        {error, Reasons} -> put_line(#{t => refused, reasons => Reasons})
    end;
answer({ok, {folder, Source, Options, Into}}) ->
    answer_folder(Source, Options, Into);
answer({ok, {runs, Order}}) ->
    ok = paxy_grade:runs(Order, fun({event, Trial, Event}) -> events(Trial, [Event]);
                                   (Tried) -> put_line(Tried)
                                end),
    0;
answer({ok, lab_calls}) ->
    put_line(#{t => calls, text => unicode:characters_to_binary(paxy_lab_calls:text())});
answer(_) ->
    refused("paxy's own Erlang did not understand the question").

answer_folder(Source, Options, Into) ->
    case paxy_lab_package:write(Source, Options, Into) of
        {ok, Folder} ->
            put_line(folder(Folder));
        {error, Problems, Sources} ->
            put_line(#{t => refused,
                       reasons => [unicode:characters_to_binary(paxy_lab_problem:text(Problem, Sources)) || Problem <- Problems]})
    end.

shrunk(#{trial := #{faults := Faults} = Trial, run := Run, tried := Tried, finished := Finished}) ->
    Numbers = maps:with([proposers, acceptors, sleep, drop, duplicate, request_drop, request_duplicate, time_limit], Trial),
    Numbers#{t => shrunk, run => Run, tried => Tried, finished => Finished,
             faults => [tuple_to_list(Fault) || Fault <- Faults],
             lost => [paxy_wire:text("~ts>~ts:~ts:~w", [From, To, Kind, Round])
                      || {From, To, Kind, Round} <- lists:sort(maps:get(lost, Trial, []))]}.

folder(#{sources := Sources, acceptor := Acceptor, proposer := Proposer, warnings := Warnings} = Folder) ->
    (maps:with([name, hash, constants, variables, conditions, stores, notes], Folder))
        #{t => folder,
          files => maps:map(fun(_, Bytes) -> iolist_to_binary([io_lib:format("~2.16.0b", [B]) || <<B>> <= erlang:md5(Bytes)]) end, Sources),
          constants => maps:map(fun(_, Text) -> unicode:characters_to_binary(Text) end, maps:get(constants, Folder)),
          arguments => #{acceptor => maps:get(arguments, Acceptor), proposer => maps:get(arguments, Proposer)},
          warnings => [unicode:characters_to_binary(paxy_lab_problem:text(Warning, Sources)) || Warning <- Warnings]}.

refused(Reason) ->
    put_line(#{t => refused, reasons => [unicode:characters_to_binary(Reason)]}).

events(Config, Trace) ->
    Places = paxy_trial:places(Config),
    lists:foreach(fun(Event) -> put_line(#{t => event, event => paxy_wire:event(Event, Places)}) end, Trace).

put_line(Map) ->
    ok = io:put_chars([persistent_term:get(?MARK, <<>>), paxy_wire:encode(Map), $\n]),
    0.
