%%% The system that is checked: its actors, and the bounds of the check. A check learns
%%% about a core only from steps of paxy_check_actor. The reductions (equivalent states,
%%% interchangeable acceptors) are verified on the tables of paxy_check_local, never
%%% assumed. So any core that keeps the contract of paxy_core can be checked, if its
%%% states are finite.
-module(paxy_check_system).

-export([new/1, one_more/1, anonymous/2, named/2]).
-export_type([bounds/0, system/0]).

%% `proposers' and `acceptors' are how many; `duplicates' how many times in all
%% a message may arrive once more, `crashes' how many times in all an acceptor
%% may crash. A version is named, or given as it is. With `backoff' every
%% proposer waits before it tries again, also where a check needs no wait. Any
%% wait may end at any time, so `deadline' changes what a proposer is told and
%% not what can happen to the built-in one (a test compares the two).
-type bounds() :: #{proposers := pos_integer(), acceptors := pos_integer(),
                    version := pos_integer() | atom() | paxy_version:version(), rounds := pos_integer(),
                    duplicates := non_neg_integer(), crashes := non_neg_integer(), backoff => boolean(),
                    deadline => silence | phase}.

-type system() :: #{bounds := bounds(),
                    proposed := [paxy_core:value()],
                    proposer_names := [paxy_core:name()],
                    acceptor_names := [paxy_core:name()],
                    proposers := [paxy_check_actor:actor()],
                    acceptors := [paxy_check_actor:actor()],
                    version := paxy_version:version()}.

%% Throws {fault, Sentence} where a core's init/1 fails (paxy_check_call).
-spec new(bounds()) -> {ok, system()} | {error, Reason :: iodata()}.
new(#{version := #{durable := _} = Version} = Bounds) ->
    {ok, system(Bounds, Version)};
new(#{version := Name} = Bounds) ->
    case paxy_version:find(Name) of
        {ok, #{durable := _} = Version} -> {ok, system(Bounds, Version)};
        {ok, #{runner := lab} = Folder} ->
            case paxy_lab_converted:checked(Folder) of
                {ok, Version} -> {ok, system(Bounds, Version)};
                {error, _} = Error -> Error
            end;
        {error, unknown_version} -> {error, paxy_version:unknown(Name)}
    end.

system(#{rounds := Rounds} = Bounds, #{acceptor := Acceptor, rules := Rules} = Version) ->
    Proposers = proposers(Bounds),
    Acceptors = paxy_trial:acceptors(Bounds),
    #{bounds => Bounds,
      version => Version,
      proposed => [Value || {_, Value, _} <- Proposers],
      proposer_names => [Name || {Name, _, _} <- Proposers],
      acceptor_names => Acceptors,
      proposers => [proposer(Proposer, Rounds, Bounds, Version) || Proposer <- Proposers],
      acceptors => [paxy_check_actor:acceptor(Acceptor, #{name => Name, rules => Rules},
                                              paxy_effect:permit(acceptor, Name, Version, peers(everybody(Bounds))))
                    || Name <- Acceptors]}.

%% One additional proposer, which may go one round further.
-spec one_more(system()) -> {paxy_core:name(), paxy_check_actor:actor()}.
one_more(#{bounds := #{proposers := Count, rounds := Rounds} = Bounds, version := Version}) ->
    {Name, _, _} = Proposer = lists:last(proposers(Bounds#{proposers := Count + 1})),
    {Name, proposer(Proposer, Rounds + 1, Bounds, Version)}.

proposers(Bounds) ->
    paxy_trial:proposers(maps:merge(#{sleep => []}, Bounds)).

%% One more than take part: that of one_more/1.
everybody(#{proposers := Count} = Bounds) ->
    [Name || {Name, _, _} <- proposers(Bounds#{proposers := Count + 1})].

peers(Names) -> maps:from_list([{Name, peer} || Name <- Names]).

proposer({Name, Value, _}, Rounds, #{acceptors := Acceptors} = Bounds,
         #{proposer := Module, rules := Rules} = Version) ->
    Config = #{name => Name, value => Value, acceptors => Acceptors, timeout_ms => 1,
               deadline => maps:get(deadline, Bounds, silence), backoff_ms => backoff_ms(Module, Bounds), rounds_max => Rounds, rules => Rules},
    paxy_check_actor:proposer(Module, Config,
                              paxy_effect:permit(proposer, Name, Version, peers(paxy_trial:acceptors(Bounds)))).

%% The built-in proposer ignores everything while it backs off (a test looks
%% at each of its states). So a schedule in which it waits has the same
%% decisions as one in which it begins its next round at once, loses what
%% reached it meanwhile, and sends later: it is checked without back-off.
%% Other cores may behave differently, so they do wait, and every step may come then.
backoff_ms(_, #{backoff := true}) -> 1;
backoff_ms(modular_proposer, _) -> 0;
backoff_ms(_, _) -> 1.

%% A term in which an acceptor's name is replaced by a mark, so that what
%% belongs to different acceptors can be compared.
-spec anonymous(paxy_core:name(), term()) -> term().
anonymous(Name, Term) -> rename(Name, '$acceptor', Term).

%% The term of an acceptor of that name.
-spec named(paxy_core:name(), term()) -> term().
named(Name, Term) -> rename('$acceptor', Name, Term).

rename(From, To, From) -> To;
rename(From, To, [Head | Tail]) -> [rename(From, To, Head) | rename(From, To, Tail)];
rename(From, To, Tuple) when is_tuple(Tuple) ->
    list_to_tuple([rename(From, To, Element) || Element <- tuple_to_list(Tuple)]);
rename(From, To, Map) when is_map(Map) ->
    maps:from_list(rename(From, To, maps:to_list(Map)));
rename(_, _, Term) -> Term.
