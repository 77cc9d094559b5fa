%%% A line of JSON with the names of all records and answers that the types of
%%% paxy_wire have, and then one of each kind, as Erlang encodes it.
-module(wire_examples).
-export([print/0]).

print() ->
    put_line(paxy_json:encode(#{records => names(record), answers => names(answer)})),
    [put_line(encoded(Record)) || Record <- records()],
    put_line("answers"),
    [put_line(paxy_wire:encode(Answer)) || Answer <- answers()],
    erlang:halt(0).

encoded({json, Json}) -> Json;
encoded(Record) -> paxy_wire:encode(Record).

put_line(Line) -> ok = io:put_chars([Line, $\n]).

names(Type) ->
    {ok, {_, [{abstract_code, {_, Forms}}]}} = beam_lib:chunks(code:which(paxy_wire), [abstract_code]),
    [Union] = [Of || {attribute, _, type, {Name, Of, []}} <- Forms, Name =:= Type],
    {type, _, union, Maps} = Union,
    [Name || {type, _, map, Fields} <- Maps,
             {type, _, map_field_exact, [{atom, _, t}, {atom, _, Name}]} <- Fields].

records() ->
    Id = #{trial => 1, run => 2, attempt => 3},
    Request = Id#{count => 1, slots => 1, module => paxy_sim, config => trial()},
    Result = paxy_sim:run(trial(), 2, #{trace => true}),
    Run = paxy_wire:run(Request, 2, Result),
    [{json, paxy_runs_record:encode(Request#{step => 2}, [Result, paxy_sim:run((trial())#{version => nobodys}, 4, #{})])},
     #{t => ready, port => 4711, otp => <<"25">>},
     #{t => refused, reason => <<"no">>},
     #{t => not_understood, request => <<"{dance}">>},
     Run,
     (paxy_wire:run(Request, 2, paxy_sim:run((trial())#{version => nobodys}, 2, #{})))
    ] ++ paxy_wire:trace(Run, {trial(), map_get(trace, Result)}) ++
    [Id#{t => ended, verdict => failed, reason => <<"it \"crashed\"">>},
     Id#{t => done},
     #{t => out, trial => 1, run => 2, node => node(), text => <<"line\n">>},
     paxy_nodes:health(7),
     #{t => health, ref => 8, nodes => [#{name => 'a@b', up => false},
                                        (paxy_nodes:sample())#{name => 'a@b', up => true, round_trip_ms => 0.5}]},
     #{t => connected, ref => 9, nodes => [#{name => 'a@b', connected => true}]},
     #{t => there, folder => <<"/tmp/a">>, address => <<"10.0.0.2">>, caller => <<"10.0.0.1">>},
     #{t => unpacked},
     #{t => pinged, ref => 1, from => 'a@b', links => [#{name => 'c@d', round_trips_ms => [0.5, 1]}]},
     #{t => borrowed, nodes => [#{name => 'a@b', problem => <<>>}]},
     #{t => node_down, node => 'a@b', reason => <<"net_tick_timeout">>}].

answers() ->
    Bounds = #{proposers => 2, acceptors => 1, version => stale_promises, rounds => 2, duplicates => 0, crashes => 0},
    {ok, Found} = paxy_check:run(Bounds, #{memory_max => 4_000_000_000}),
    {ok, Shown} = paxy_check:show(Bounds, map_get(schedule, Found)),
    #{verdict := Verdict, reason := Reason, trace := [Event | _]} = paxy_sim:run(trial(), 2, #{trace => true}),
    {ok, Session} = paxy_explore:start(Bounds),
    {ok, View} = paxy_explore:ask(Session, {at, map_get(schedule, Found)}),
    [paxy_wire:explored(View, Bounds),
     #{t => event, event => paxy_wire:event(Event, paxy_trial:places(trial()))},
     progress(),
     (maps:remove(trace, Found))#{t => checked},
     (maps:remove(trace, Shown))#{t => shown},
     #{t => chance, events => 12, violations => 3},
     #{t => counted, runs => 7, counts => #{refusal => 3}},
     #{t => replayed, verdict => Verdict, reason => Reason, decisions => [[fry, <<"{255,0,0}">>, 0, 12]]},
     #{t => shrunk, run => 2, proposers => 2, acceptors => 1, sleep => [0], drop => 0, duplicate => 0,
       request_drop => 0, request_duplicate => 0, time_limit => 70, faults => [[crash, 10, 5, 1]],
       lost => [<<"fry>homer:prepare:0">>], tried => 12, finished => true, reason => <<"both">>},
     #{t => compiled, module => mine, role => acceptor},
     #{t => folder, name => <<"mine">>, hash => <<"c0ffee">>, files => #{<<"acceptor.erl">> => <<"00">>},
       constants => #{<<"timeout">> => <<"2000">>}, variables => [], conditions => [<<"keep">>], stores => true,
       arguments => #{acceptor => [name, panel], proposer => []}, notes => [], warnings => []},
     #{t => tried, load => 1, runs => 2, counts => #{violation => 1, agreed => 1}, unbacked => 1,
       causes => [<<"no acceptor ever votes">>],
       first => #{run => 2, verdict => violation, reason => <<"both">>, unbacked => [[fry, <<"{255,0,0}">>]]}},
     #{t => calls, text => <<"lists:map/2">>},
     #{t => refused, reasons => [<<"no">>]},
     #{t => crashed, reason => <<"badarg">>}].

progress() ->
    #{t => progress, phase => search, within => #{rounds => 1, crashes => 0, duplicates => 0}, states => 7,
      transitions => 9, frontier => 3, depth => 2, growth => 1.5, elapsed => 20, memory => 100,
      closed => [#{rounds => 1, crashes => 0, duplicates => 0, states => 5}]}.

trial() ->
    (paxy_trial:defaults())#{sleep => [0], proposers => 2, acceptors => 3, drop => 20, delay => 10, timeout => 100,
                             backoff => 10, version => 2, time_limit => 5000, seed => 1}.
