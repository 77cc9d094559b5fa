%%% The network and its faults: decides the fate of each message. Pure; every
%%% engine asks here, so a lost or late message means the same in all of them.
%%%
%%% The luck of a message belongs to the message: to its direction, proposer,
%%% acceptor, round and phase, and to which copy of it this is. So it is the
%%% same in every engine, whatever was sent before it.
-module(paxy_network).

-export([new/1, of_run/2, resume/2, obey/2, event/1, send/5, is_prompt/1, passes/2, identity/3]).
-export_type([network/0, identity/0, options/0, direction/0, change/0, scope/0]).
-compile({inline, [place/2, number/3, fate/3, copy/4, delay/2, within/2]}).

%% Kinds of replies; `replies' are all of them, those of a user's core too.
-type scope() :: replies | [promises | votes | refusals].

-type options() :: #{proposers := pos_integer(), acceptors := pos_integer(), version := pos_integer() | atom(),
                     drop := 0..100, delay := non_neg_integer(), duplicate := 0..100,
                     drop_scope := scope(), delay_scope := scope(),
                     request_drop := 0..100, request_delay := non_neg_integer(),
                     request_duplicate := 0..100,
                     lost => [identity()],         %% messages that are lost, whatever their luck
                     seed := non_neg_integer(), hash := binary(), occurrence := pos_integer(), _ => _}.

-type direction() :: request | reply.

%% What a fault changes. Nothing passes between the sides while they are cut
%% from each other, and nothing reaches those that are away. Hosts that are parted
%% change nothing here: their network holds back what is sent.
-type change() :: cut | heal | parted | rejoined | {duplicate, 0..100 | off} | {away | back, [paxy_core:name()]}
                | {links, links()}.

%% What becomes of the messages sent from one actor to another: lost, or so many ms later.
-type links() :: #{{From :: paxy_core:name(), To :: paxy_core:name()} => lost | pos_integer()}.

%% A message by its kind and round; equal ones between two actors are one.
-type identity() :: {From :: paxy_core:name(), To :: paxy_core:name(), Kind :: atom(), Round :: integer() | none}.

-record(way, {drop :: 0..100, delay :: non_neg_integer(), duplicate :: 0..100,
              drops :: scope(), delays :: scope()}).

-record(network, {key :: paxy_random:key(),                 %% of the trial, then of the run
                  places :: #{paxy_core:name() => pos_integer()},
                  requests :: perfect | #way{},
                  replies :: perfect | #way{},
                  usual :: 0..100,                          %% % of doubled replies, while no fault says otherwise
                  line = whole :: whole | cut,
                  away = [] :: [paxy_core:name()],
                  links = usual :: usual | links(),
                  lost = none :: none | #{identity() => []},
                  copies :: single | #{paxy_core:name() => #{non_neg_integer() => pos_integer()}}}). %% of each sender, by number
-opaque network() :: #network{}.

%% The network of a trial. Copies are counted only where a message can be sent twice.
-spec new(options()) -> network().
new(#{drop := Drop, delay := Delay, duplicate := Duplicate, drop_scope := Drops, delay_scope := Delays,
      request_drop := RequestDrop, request_delay := RequestDelay, request_duplicate := RequestDuplicate,
      version := Version} = Trial) ->
    Single = RequestDuplicate =:= 0 andalso lists:member(Version, paxy_version:names()),
    #network{key = paxy_trial:key(Trial), places = places(Trial), usual = Duplicate,
             requests = way(#way{drop = RequestDrop, delay = RequestDelay, duplicate = RequestDuplicate,
                                 drops = replies, delays = replies}),
             replies = way(#way{drop = Drop, delay = Delay, duplicate = Duplicate,
                                drops = Drops, delays = Delays}),
             lost = case maps:get(lost, Trial, []) of
                        [] -> none;
                        Lost -> maps:from_keys(Lost, [])
                    end,
             copies = case Single of true -> single; false -> #{} end}.

way(#way{drop = 0, delay = 0, duplicate = 0}) -> perfect;
way(Way) -> Way.

%% The sum of the numbers of a proposer and an acceptor tells both.
places(Trial) ->
    Proposers = [Name || {Name, _, _} <- paxy_trial:proposers(Trial#{sleep => []})],
    Acceptors = paxy_trial:acceptors(Trial),
    maps:from_list([{Name, Place bsl 10} || {Place, Name} <- lists:enumerate(0, Proposers)]
                   ++ lists:zip(Acceptors, lists:seq(0, length(Acceptors) - 1))).

%% The same network at the beginning of a run.
-spec of_run(pos_integer(), network()) -> network().
of_run(Run, #network{key = Key} = Network) ->
    Network#network{key = paxy_random:at(Key, Run)}.

%% The network as it is now, for an actor that was away; its copies are counted on.
-spec resume(Own :: network(), Now :: network()) -> network().
resume(#network{copies = Copies}, Now) ->
    Now#network{copies = Copies}.

-spec obey(change(), network()) -> network().
obey(cut, Network) -> Network#network{line = cut};
obey(heal, Network) -> Network#network{line = whole};
obey({links, Links}, Network) when Links =:= #{} -> Network#network{links = usual};
obey({links, Links}, Network) -> Network#network{links = Links};
obey(Change, Network) when Change =:= parted; Change =:= rejoined -> Network;
obey({away, Names}, #network{away = Away} = Network) -> Network#network{away = lists:usort(Names ++ Away)};
obey({back, Names}, #network{away = Away} = Network) -> Network#network{away = Away -- Names};
obey({duplicate, off}, #network{usual = Percent} = Network) -> obey({duplicate, Percent}, Network);
obey({duplicate, Percent}, #network{replies = #way{} = Way} = Network) ->
    Network#network{replies = way(Way#way{duplicate = Percent})};
obey({duplicate, Percent}, #network{replies = perfect} = Network) ->
    Network#network{replies = way(#way{drop = 0, delay = 0, duplicate = Percent, drops = replies, delays = replies})}.

%% What everyone who is present notes of a change in its trace.
-spec event(change()) -> none | cut | heal | parted | rejoined.
event({_, _}) -> none;
event(Change) -> Change.

%% The delays in ms after which a message that is sent now arrives: none when
%% it is lost, two when it is doubled.
-spec send(direction(), From :: paxy_core:name(), To :: paxy_core:name(), paxy_core:message(), network()) ->
          {[non_neg_integer()], network()}.
send(Direction, From, To, {'$process', _, Message}, Network) ->
    send(Direction, From, To, Message, Network);  %% to another process of a folder's actor
send(_, _, _, _, #network{line = cut} = Network) ->
    {[], Network};
send(Direction, From, To, Message, #network{links = #{} = Links} = Network0) ->
    {Delays, Network} = send(Direction, From, To, Message, Network0#network{links = usual}),
    {linked(Delays, maps:get({From, To}, Links, 0)), Network#network{links = Links}};
send(Direction, From, To, Message, #network{lost = #{} = Lost} = Network0) ->
    case is_map_key(identity(From, To, Message), Lost) of
        true -> {[], Network0};
        false ->
            {Delays, Network} = send(Direction, From, To, Message, Network0#network{lost = none}),
            {Delays, Network#network{lost = Lost}}
    end;
send(request, From, To, Message, #network{away = [], requests = Way} = Network) ->
    travel(Way, 0, From, To, Message, Network);
send(reply, From, To, Message, #network{away = [], replies = Way} = Network) ->
    travel(Way, 1, From, To, Message, Network);
send(Direction, From, To, Message, #network{away = Away} = Network0) ->
    case lists:member(To, Away) of
        true -> {[], Network0};
        false ->
            {Delays, Network} = send(Direction, From, To, Message, Network0#network{away = []}),
            {Delays, Network#network{away = Away}}
    end.

linked(_, lost) -> [];
linked(Delays, Ms) -> [Delay + Ms || Delay <- Delays].

%% Does every request arrive, at once?
-spec is_prompt(network()) -> boolean().
is_prompt(#network{line = whole, away = [], links = usual, lost = none, requests = perfect}) -> true;
is_prompt(#network{}) -> false.

%% Of cores' messages and of those of lab folders.
-spec identity(From :: paxy_core:name(), To :: paxy_core:name(), paxy_core:message()) -> identity().
identity(From, To, Message) when is_tuple(Message), is_atom(element(1, Message)) ->
    [Kind | Parts] = tuple_to_list(Message),
    {From, To, Kind, round_in(Parts)};
identity(From, To, _) ->
    {From, To, none, none}.

round_in([{Round, _} | _]) when is_integer(Round) -> Round;
round_in([{_, {Round, _}} | _]) when is_integer(Round) -> Round;
round_in([_ | Parts]) -> round_in(Parts);
round_in([]) -> none.

%% Does a message that arrives now get through to its receiver?
-spec passes(To :: paxy_core:name(), network()) -> boolean().
passes(_, #network{line = cut}) -> false;
passes(_, #network{away = []}) -> true;
passes(To, #network{away = Away}) -> not lists:member(To, Away).

travel(perfect, _, _, _, _, Network) ->
    {[0], Network};
travel(Way, Direction, From, To, Message, #network{key = Key, places = Places, copies = single} = Network) ->
    Number = number(Direction, place(From, Places) + place(To, Places), phase_and_round(Message)),
    {fate(Message, Way, paxy_random:at(Key, Number)), Network};
travel(Way, Direction, From, To, Message, #network{key = Key, places = Places, copies = Copies} = Network) ->
    Number = number(Direction, place(From, Places) + place(To, Places), phase_and_round(Message)),
    Own = case Copies of
              #{From := Known} -> Known;
              #{} -> #{}
          end,
    Copy = case Own of
               #{Number := Earlier} -> Earlier;
               #{} -> 0
           end,
    {fate(Message, Way, paxy_random:at(Key, Number + (min(Copy, 4095) bsl 44))),
     Network#network{copies = Copies#{From => Own#{Number => Copy + 1}}}}.

%% A process that is none of the two sides counts as the first of them.
place(Name, Places) ->
    case Places of
        #{Name := Place} -> Place;
        #{} -> 0
    end.

%% Direction (bit 0), phase (bits 1 and 2), round (20 bits), proposer and
%% acceptor (10 bits each); the number of the copy stands above them.
number(Direction, Link, PhaseAndRound) ->
    Direction bor (PhaseAndRound bsl 1) bor (Link bsl 23).

phase_and_round({promise, _, {Round, _}, _, _}) -> Round bsl 2;
phase_and_round({vote, _, {Round, _}}) -> Round bsl 2 bor 1;
phase_and_round({sorry, _, prepare, {Round, _}}) -> Round bsl 2;
phase_and_round({sorry, _, accept, {Round, _}}) -> Round bsl 2 bor 1;
phase_and_round({prepare, {Round, _}}) -> Round bsl 2;
phase_and_round({accept, {Round, _}, _}) -> Round bsl 2 bor 1;
%% A message that only a user's core knows.
phase_and_round(Message) -> erlang:phash2(Message, 1 bsl 20) bsl 2 bor 2.

%% The draws and their order depend only on the parameters.
fate(Message, #way{drop = Drop, delay = Max, duplicate = Percent, drops = Drops, delays = Delays}, Luck0) ->
    {Unlucky, Drawn, Luck} = paxy_random:percent_uniform(Drop, Max, Luck0),
    case Unlucky andalso within(Drops, Message) of
        true -> [];
        false ->
            Late = within(Delays, Message),
            [delay(Late, Drawn) | copy(Percent, Late, Max, Luck)]
    end.

copy(0, _, _, _) -> [];
copy(Percent, Late, Max, Luck) ->
    case paxy_random:percent_uniform(Percent, Max, Luck) of
        {true, Drawn, _} -> [delay(Late, Drawn)];
        {false, _, _} -> []
    end.

delay(true, Drawn) -> Drawn;
delay(false, _) -> 0.

within(replies, _) -> true;
within(Kinds, Message) -> lists:member(kind(element(1, Message)), Kinds).

kind(promise) -> promises;
kind(vote) -> votes;
kind(sorry) -> refusals;
kind(_) -> other.
