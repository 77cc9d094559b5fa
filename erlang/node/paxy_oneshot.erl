%%% Answers one request on standard input with lines of JSON on standard
%%% output, and ends: what needs Erlang, but no nodes. A request is a line with
%%% one Erlang term, read as a term and never evaluated. A further line, or the
%%% end of the input, asks for an end with what is known by then.
-module(paxy_oneshot).

-export([start/0]).

%% So long may it take to end when it was asked to.
-define(END_WITHIN_MS, 10_000).

%% Called at boot (`-s paxy_oneshot').
-spec start() -> pid().
start() ->
    spawn(fun() ->
                  ok = io:setopts([binary, {encoding, unicode}]),
                  Line = io:get_line(""),
                  Answering = self(),
                  _ = spawn(fun() -> wait_for_end(Answering) end),
                  Status = try answer(parse(Line))
                           catch Class:Reason:Stack -> put_line(#{t => crashed, reason => text("~0tp", [{Class, Reason, Stack}])}), 1
                           end,
                  erlang:halt(Status)
          end).

wait_for_end(Answering) ->
    _ = io:get_line(""),
    Answering ! stop,
    timer:sleep(?END_WITHIN_MS),
    erlang:halt(1).

-spec parse(binary()) -> term().
parse(Line) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Line)),
    {ok, Term} = erl_parse:parse_term(Tokens),
    Term.

answer({check, Bounds, Options}) ->
    Report = fun(Figures) -> put_line(Figures#{t => progress}) end,
    case paxy_check:run(Bounds, Options#{report => Report}) of
        {ok, Outcome} ->
            events(maps:get(trace, Outcome, [])),
            put_line((maps:remove(trace, Outcome))#{t => checked});
        {error, Reason} -> refused(Reason)
    end;
answer({show, Bounds, Words}) ->
    case paxy_check:show(Bounds, Words) of
        {ok, #{trace := Trace} = Shown} ->
            events(Trace),
            put_line((maps:remove(trace, Shown))#{t => shown});
        {error, Reason} -> refused(Reason)
    end;
answer({replay, Trial, Run}) ->
    #{verdict := Verdict, reason := Reason} = Result = paxy_sim:run(Trial, Run, #{trace => true}),
    events(maps:get(trace, Result, [])),
    put_line(#{t => replayed, verdict => Verdict, reason => Reason,
               decisions => [[Name, text("~w", [Value]), Round, Ms]
                             || {Name, Value, Round, Ms} <- maps:get(decisions, Result)]});
answer({compile, File, Folder}) ->
    case paxy_user_code:compile(File, Folder) of
        {ok, Module, Role} -> put_line(#{t => compiled, module => Module, role => Role});
        {error, Reasons} -> put_line(#{t => refused, reasons => Reasons})
    end;
answer({folder, Source, Options, Into}) ->
    answer_folder(Source, Options, Into);
answer(lab_calls) ->
    put_line(#{t => calls, text => unicode:characters_to_binary(paxy_lab_calls:text())}).
answer_folder(Source, Options, Into) ->
    case paxy_lab_package:write(Source, Options, Into) of
        {ok, Folder} ->
            put_line(folder(Folder));
        {error, Problems, Sources} ->
            put_line(#{t => refused,
                       reasons => [unicode:characters_to_binary(paxy_lab_problem:text(Problem, Sources)) || Problem <- Problems]})
    end.

folder(#{sources := Sources, acceptor := Acceptor, proposer := Proposer, warnings := Warnings} = Folder) ->
    (maps:with([name, hash, constants, variables, conditions, notes], Folder))
        #{t => folder,
          files => maps:map(fun(_, Bytes) -> iolist_to_binary([io_lib:format("~2.16.0b", [B]) || <<B>> <= erlang:md5(Bytes)]) end, Sources),
          constants => maps:map(fun(_, Text) -> unicode:characters_to_binary(Text) end, maps:get(constants, Folder)),
          arguments => #{acceptor => maps:get(arguments, Acceptor), proposer => maps:get(arguments, Proposer)},
          warnings => [unicode:characters_to_binary(paxy_lab_problem:text(Warning, Sources)) || Warning <- Warnings]}.

refused(Reason) ->
    put_line(#{t => refused, reasons => [unicode:characters_to_binary(Reason)]}).

events(Trace) ->
    lists:foreach(fun(Event) -> ok = io:put_chars([<<"{\"t\":\"event\",\"event\":">>, paxy_trace:json(Event), <<"}\n">>]) end,
                  Trace).

put_line(Map) ->
    ok = io:put_chars([paxy_json:encode(Map), $\n]),
    0.

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).
