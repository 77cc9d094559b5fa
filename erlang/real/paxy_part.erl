%%% The part of a run that lives on one node: it starts the acceptors or the
%%% proposers, is their group leader, and ends after the last of them. It lives
%%% no longer than the process that runs the run. Its exit reason is its
%%% closing report, so when a part has ended, all its processes are gone.
-module(paxy_part).

-export([run/1]).
-export_type([config/0, news/0, instruction/0, closing/0]).

-type config() :: #{role := paxy_effect:role(),
                    trial := paxy_trial:trial(),
                    version := paxy_version:version(),
                    run_number := pos_integer(),
                    run := reference(),        %% receiver of news
                    runner := pid(),           %% the run ends with this process
                    share => paxy_roster:share(),   %% all actors of the role if missing
                    narrate := silent | aloud,
                    storage := default | file:filename_all()}.

%% It tells the runner {Run, News}.
-type news() :: {ready, acceptor | proposer, pid(), #{paxy_core:name() => pid()}}
              | {started, SystemTimeUs :: integer()}
              | {failed, Reason :: iodata()}
              | {moved, #{paxy_core:name() => pid()}}
              | {output, pid(), node(), [Line :: binary()]}
              | {traces, pid(), [paxy_trace:event()]}.

%% The runner tells it {Run, Instruction}.
-type instruction() :: {start, Acceptors :: #{paxy_core:name() => pid()}}
                     | {leave, crash | stop, all | [paxy_core:name()]}
                     | {return, [paxy_core:name()]}
                     | {tell, paxy_process:instruction()}   %% for all its processes
                     | taken | traces | finish.

%% Its exit reason; it fails if it cannot begin.
-type closing() :: {closed, #{messages := non_neg_integer(), dropped := non_neg_integer(),
                              late => non_neg_integer()}}  %% ms, of the timer that was latest
                 | {failed, Reason :: iodata()}.

-record(part, {config :: config(),
               run :: reference(),
               roster :: paxy_roster:roster(),
               monitor :: reference(),
               folder = none :: none | file:filename_all(),
               counters :: counters:counters_ref(),
               events_max :: pos_integer(),
               output :: paxy_output:output(),
               key :: paxy_random:key(),
               network :: paxy_network:network(),       %% as it is for those that begin now
               peers = #{} :: #{paxy_core:name() => pid()},
               present = #{} :: #{pid() => paxy_core:name()},
               leaving = #{} :: #{pid() => paxy_core:name()},
               away = #{} :: #{paxy_core:name() => paxy_process:world()},
               awaited = [] :: [paxy_core:name()],      %% come back once they have left
               began = none :: none | {Monotonic :: integer(), Acceptors :: #{paxy_core:name() => pid()}}, %% of proposers
               left = [] :: [[paxy_trace:event()]]}).   %% the traces of those that left

%% How long a process may take to hand over its trace.
-define(TRACE_MS_MAX, 5000).

%% Runs until it is told to finish; the caller spawns it, monitored.
-spec run(config()) -> no_return().
run(#{role := Role, run := Run, runner := Runner, trial := Trial, run_number := Number} = Config) ->
    process_flag(trap_exit, true),
    %% High priority, so that its end does not wait for a thousand busy processes.
    process_flag(priority, high),
    group_leader(self(), self()),
    Me = self(),
    Send = fun(Lines) -> Run ! {Run, {output, Me, node(), Lines}} end,
    loop(begin_(Role, #part{config = Config, run = Run, monitor = monitor(process, Runner),
                            roster = roster(Role, Trial, Config), counters = counters:new(3, []),
                            key = paxy_random:at(paxy_trial:key(Trial), Number),
                            network = paxy_network:of_run(Number, paxy_network:new(Trial)),
                            output = paxy_output:new(Send), events_max = events_max(Trial)})).

roster(acceptor, Trial, #{version := Version} = Config) ->
    maps:with(share(paxy_trial:acceptors(Trial), Config), paxy_roster:acceptors(Trial, Version));
roster(proposer, Trial, #{version := Version} = Config) ->
    Names = [Name || {Name, _, _} <- paxy_trial:proposers(Trial)],
    maps:with(share(Names, Config), paxy_roster:proposers(Trial, Version)).

share(Names, Config) ->
    paxy_roster:share(Names, maps:get(share, Config, {1, 1})).

%% The last 10,000 events of each process, a million of all.
events_max(#{proposers := Proposers, acceptors := Acceptors}) ->
    min(10000, 1000000 div (Proposers + Acceptors)).

begin_(Role, #part{config = #{storage := Storage, version := #{durable := Durable}}} = Part) ->
    case lists:member(Role, Durable) andalso paxy_storage:make(Storage) of
        false -> ready(start_all(Role, Part));
        {ok, Folder} -> ready(start_all(Role, Part#part{folder = Folder}));
        {error, Reason} -> exit({failed, Reason})
    end.

start_all(Role, #part{roster = Roster} = Part) ->
    start([{Name, Role} || Name <- maps:keys(Roster)], Part).

ready(#part{config = #{role := Role}} = Part) ->
    tell_runner({ready, Role, self(), addresses(Part)}, Part).

tell_runner(News, #part{run = Run} = Part) ->
    Run ! {Run, News},
    Part.

addresses(#part{present = Present}) ->
    maps:from_list([{Name, Pid} || {Pid, Name} <- maps:to_list(Present)]).

start(Beginnings, #part{present = Present} = Part) ->
    Started = [{paxy_process:start_link(process(Name, Begin, Part)), Name}
               || {Name, Begin} <- Beginnings],
    Part#part{present = maps:merge(Present, maps:from_list(Started))}.

process(Name, Begin, #part{config = #{role := Role, narrate := Narrate},
                           key = Key, network = Network,
                           run = Run, roster = Roster, peers = Peers, counters = Counters,
                           events_max = EventsMax, folder = Folder}) ->
    #{Name := {Core, CoreConfig, Permit}} = Roster,
    #{role => Role, core => Core, core_config => CoreConfig, permit => Permit, key => Key, network => Network,
      run => Run, part => self(), peers => Peers, counters => Counters, events_max => EventsMax,
      narrate => Narrate, begin_ => Begin, file => file(Folder, Name)}.

file(none, _) -> none;
file(Folder, Name) -> filename:join(Folder, atom_to_list(Name)).

loop(#part{run = Run, monitor = Monitor} = Part) ->
    receive
        {say, Name, Ms, News} -> loop(print([paxy_lines:line(Name, Ms, News)], Part));
        {io_request, From, As, Request} -> loop(answer(From, As, Request, Part));
        {Run, finish} -> close(Part);
        {Run, Instruction} -> loop(obey(Instruction, Part));
        {left, Pid, World, Events} -> loop(left(Pid, World, Events, Part));
        {'EXIT', Pid, Reason} -> loop(exited(Pid, Reason, Part));
        {'DOWN', Monitor, process, _, _} -> close(Part);
        _ -> loop(Part)
    end.

print(Lines, #part{output = Output} = Part) ->
    Part#part{output = paxy_output:put(Lines, Output)}.

answer(From, As, Request, Part) ->
    {Reply, Text} = paxy_io:request(Request),
    From ! {io_reply, As, Reply},
    print(paxy_output:lines(Text), Part).

%% The proposers' clock starts with them.
obey({start, Acceptors}, #part{config = #{trial := Trial}} = Part) ->
    Now = erlang:monotonic_time(),
    _ = tell_runner({started, erlang:convert_time_unit(Now + erlang:time_offset(), native, microsecond)}, Part),
    Addresses = addresses(Part),
    _ = [map_get(Name, Addresses) ! {part, {start, Now, Sleep, Acceptors}}
         || {Name, _, Sleep} <- paxy_trial:proposers(Trial), is_map_key(Name, Addresses)],
    Part#part{began = {Now, Acceptors}};
obey({leave, Kind, Names}, #part{present = Present0, leaving = Leaving} = Part) ->
    {Present, Leavers} = part(Names, Present0),
    tell({leave, Kind}, Leavers),
    Part#part{present = Present, leaving = maps:merge(Leaving, Leavers)};
obey({return, Names}, #part{awaited = Awaited} = Part) ->
    return(Part#part{awaited = Names ++ Awaited});
obey({tell, Instruction}, #part{present = Present} = Part) ->
    tell(Instruction, Present),
    remember(Instruction, Part);
obey(taken, #part{output = Output} = Part) ->
    Part#part{output = paxy_output:taken(Output)};
obey(traces, Part) ->
    tell_runner({traces, self(), traces(Part)}, Part).

%% For those that come back later.
remember({peers, Moved}, #part{peers = Peers} = Part) -> Part#part{peers = maps:merge(Peers, Moved)};
remember({network, Change}, #part{network = Network} = Part) -> Part#part{network = paxy_network:obey(Change, Network)}.

part(all, Present) ->
    {#{}, Present};
part(Names, Present) ->
    Leavers = maps:filter(fun(_, Name) -> lists:member(Name, Names) end, Present),
    {maps:without(maps:keys(Leavers), Present), Leavers}.

tell(Instruction, Processes) ->
    maps:foreach(fun(Pid, _) -> Pid ! {part, Instruction} end, Processes).

%% A process has handed over its trace and ends now.
left(Pid, World, Events, #part{leaving = Leaving0, away = Away, left = Left} = Part) ->
    {Name, Leaving} = maps:take(Pid, Leaving0),
    receive {'EXIT', Pid, _} -> ok end,
    return(Part#part{leaving = Leaving, away = Away#{Name => World}, left = [Events | Left]}).

%% Those that are awaited and have left come back, from what they had stored.
return(#part{awaited = []} = Part) ->
    Part;
return(#part{awaited = Awaited, away = Away} = Part0) ->
    case maps:with(Awaited, Away) of
        None when map_size(None) =:= 0 ->
            Part0;
        Back ->
            Part = start([{Name, {recover, World}} || {Name, World} <- maps:to_list(Back)], Part0),
            ok = start_again(maps:with(maps:keys(Back), addresses(Part)), Part),
            tell_runner({moved, maps:with(maps:keys(Back), addresses(Part))},
                        Part#part{awaited = Awaited -- maps:keys(Back),
                                  away = maps:without(maps:keys(Back), Away)})
    end.

%% Proposers that come back start at once, and reach the acceptors where these are now.
start_again(_, #part{began = none}) ->
    ok;
start_again(Addresses, #part{began = {Began, Acceptors}, peers = Peers}) ->
    Ms = erlang:convert_time_unit(erlang:monotonic_time() - Began, native, millisecond),
    maps:foreach(fun(_, Pid) -> Pid ! {part, {start, Began, Ms, maps:merge(Acceptors, Peers)}} end, Addresses).

%% A process has ended too early.
exited(Pid, Reason, #part{config = #{role := Role}, present = Present, leaving = Leaving, left = Left} = Part) ->
    case maps:merge(Present, Leaving) of
        #{Pid := Name} ->
            tell_runner({failed, paxy_reason:text(Role, Name, Reason)},
                        Part#part{present = maps:remove(Pid, Present), leaving = maps:remove(Pid, Leaving),
                                  left = [paxy_trace:missing(Name) | Left]});
        #{} ->
            Part
    end.

%% The traces of all its processes, those that left included. One that does
%% not answer in time is marked as missing.
traces(#part{present = Present, left = Left}) ->
    tell(trace, Present),
    Deadline = erlang:monotonic_time(millisecond) + ?TRACE_MS_MAX,
    lists:append(Left ++ [trace(Pid, Name, Deadline) || {Pid, Name} <- maps:to_list(Present)]).

trace(Pid, Name, Deadline) ->
    receive
        {trace, Pid, Events} -> Events
    after max(0, Deadline - erlang:monotonic_time(millisecond)) ->
            paxy_trace:missing(Name)
    end.

-spec close(#part{}) -> no_return().
close(#part{present = Present, leaving = Leaving, folder = Folder, roster = Roster,
            counters = Counters, output = Output}) ->
    Processes = maps:keys(Present) ++ maps:keys(Leaving),
    _ = [exit(Pid, kill) || Pid <- Processes],
    _ = [receive {'EXIT', Pid, _} -> ok end || Pid <- Processes],
    ok = paxy_storage:remove(Folder, maps:keys(Roster)),
    _ = paxy_output:flush(say_the_rest(Output)),
    exit({closed, #{messages => counters:get(Counters, 1), dropped => counters:get(Counters, 2),
                    late => counters:get(Counters, 3)}}).

%% All output of the processes has arrived, since they are gone; so the loop ends.
say_the_rest(Output) ->
    receive
        {say, Name, Ms, News} -> say_the_rest(paxy_output:put([paxy_lines:line(Name, Ms, News)], Output));
        {io_request, _, _, Request} ->
            {_, Text} = paxy_io:request(Request),
            say_the_rest(paxy_output:put(paxy_output:lines(Text), Output))
    after 0 ->
            Output
    end.
