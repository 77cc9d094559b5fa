%%% The system that is checked: who takes part, and how far the checker goes.
-module(paxy_check_system).

-export([new/1, anonymous/2, named/2]).
-export_type([bounds/0, system/0]).

%% `proposers' and `acceptors' are how many; `duplicates' how many times in all
%% a message may arrive once more, `crashes' how many times in all an acceptor
%% may crash.
-type bounds() :: #{proposers := pos_integer(), acceptors := pos_integer(),
                    version := pos_integer() | atom(), rounds := pos_integer(),
                    duplicates := non_neg_integer(), crashes := non_neg_integer()}.

-type system() :: #{bounds := bounds(),
                    proposed := [paxy_core:value()],
                    proposer_names := [paxy_core:name()],
                    acceptor_names := [paxy_core:name()],
                    proposers := [paxy_check_actor:actor()],
                    acceptors := [paxy_check_actor:actor()],
                    version := paxy_version:version()}.

-spec new(bounds()) -> {ok, system()} | {error, unknown_version}.
new(#{version := Name} = Bounds) ->
    case paxy_version:find(Name) of
        {ok, Version} -> {ok, system(Bounds, Version)};
        {error, _} = Error -> Error
    end.

system(#{acceptors := Count, rounds := Rounds} = Bounds,
       #{proposer := Proposer, acceptor := Acceptor, rules := Rules} = Version) ->
    Proposers = paxy_trial:proposers(maps:merge(#{sleep => []}, Bounds)),
    Acceptors = paxy_trial:acceptors(Bounds),
    Config = #{acceptors => Count, timeout_ms => 1, backoff_ms => 0, rounds_max => Rounds, rules => Rules},
    #{bounds => Bounds,
      version => Version,
      proposed => [Value || {_, Value, _} <- Proposers],
      proposer_names => [Name || {Name, _, _} <- Proposers],
      acceptor_names => Acceptors,
      proposers => [paxy_check_actor:proposer(Proposer, Config#{name => Name, value => Value})
                    || {Name, Value, _} <- Proposers],
      acceptors => [paxy_check_actor:acceptor(Acceptor, #{name => Name, rules => Rules}) || Name <- Acceptors]}.

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
