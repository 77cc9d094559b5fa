%%% Derives the actors of a trial, the values and starts of its proposers, and the keys of
%%% all draws, in the same way for every engine.
-module(paxy_trial).

-export([proposers/1, acceptors/1, places/1, ballot_names/1, key/1, wait/4, draws/3, rounds_max/0, actors_max/0, defaults/0]).
-export_type([trial/0, proposer/0, places/0]).

%% A validated trial with what identifies its draws. Times are whole ms.
-type trial() :: #{sleep := [non_neg_integer()],
                   proposers := 1..1000, acceptors := 1..1000,
                   drop := 0..100, delay := 0..60000, timeout := 1..600000,
                   backoff := 0..60000, version := pos_integer() | atom(),
                   deadline := silence | phase,  %% when the wait for a quorum starts again (modular_proposer)
                   ballots := name | number,     %% who wins among equal rounds
                   drop_scope := paxy_network:scope(), delay_scope := paxy_network:scope(),
                   duplicate := 0..100,
                   request_drop := 0..100, request_delay := 0..60000, request_duplicate := 0..100,
                   faults := [paxy_faults:fault()],
                   macros => #{binary() => integer() | boolean() | binary()}, %% of a folder's code
                   lost => [paxy_network:identity()],  %% by a run that is made smaller
                   time_limit := pos_integer(),
                   seed := non_neg_integer(),    %% of the batch
                   hash := binary(),             %% of the configuration without its engine
                   occurrence := pos_integer()}. %% among equal configurations of its engine

-type places() :: #{paxy_core:name() => {proposer | acceptor, Index :: pos_integer()}}.

-type proposer() :: {paxy_core:name(), paxy_core:value(), SleepMs :: non_neg_integer()}.

%% How many proposers, and how many acceptors, a trial may have.
-spec actors_max() -> pos_integer().
actors_max() -> 1000.

%% A run that comes to this round is undecided.
-spec rounds_max() -> pos_integer().
rounds_max() -> 100000.

%% The defaults of the parameters that the classic entry points do not take;
%% paxy_facts exports them to the batch runner.
-spec defaults() -> #{deadline := silence, ballots := name, drop_scope := replies, delay_scope := replies,
                      duplicate := 0, request_drop := 0, request_delay := 0, request_duplicate := 0,
                      faults := [], hash := binary(), occurrence := 1}.
defaults() ->
    #{deadline => silence, ballots => name, drop_scope => replies, delay_scope => replies, duplicate => 0,
      request_drop => 0, request_delay => 0, request_duplicate => 0,
      faults => [], hash => <<>>, occurrence => 1}.

%% The proposers in order, each with its own colour.
-spec proposers(#{proposers := pos_integer(), sleep := [non_neg_integer()], _ => _}) -> [proposer()].
proposers(#{proposers := Count, sleep := Sleep}) ->
    [{Name, Colour, Ms} || {{Name, Colour}, Ms} <- lists:zip(colours(Count), cycle(Sleep, Count))].

-spec acceptors(#{acceptors := pos_integer(), _ => _}) -> [paxy_core:name()].
acceptors(#{acceptors := Count}) ->
    names(Count, [homer, marge, bart, lisa, maggie, apu, barney, burns, carl, edna, flanders,
                  krusty, lenny, milhouse, moe, nelson, otto, patty, ralph, selma, skinner,
                  smithers, wiggum], "acceptor_").

%% What each proposer is called in its ballots. Names of equal rounds are
%% compared as Erlang compares terms: the later name in the alphabet wins, or,
%% with `number', the later place.
-spec ballot_names(trial()) -> #{paxy_core:name() => order:name()}.
ballot_names(#{ballots := Ballots} = Trial) ->
    maps:from_list([{Name, case Ballots of name -> Name; number -> {Place, Name} end}
                    || {Place, {Name, _, _}} <- lists:enumerate(proposers(Trial))]).

%% The place of every actor among those of its role, from 1.
-spec places(#{proposers := pos_integer(), acceptors := pos_integer(), _ => _}) -> places().
places(#{proposers := _, acceptors := _} = Trial) ->
    Proposers = [Name || {Name, _, _} <- proposers(Trial#{sleep => []})],
    maps:from_list(placed(proposer, Proposers) ++ placed(acceptor, acceptors(Trial))).

placed(Role, Names) ->
    [{Name, {Role, Index}} || {Index, Name} <- lists:enumerate(Names)].

%% The key from which all runs of a trial draw. It leaves out the engine, so that engines
%% can be compared, and the trial's place in the batch, so that adding or moving a trial
%% changes no other.
-spec key(#{seed := non_neg_integer(), hash := binary(), occurrence := pos_integer(), _ => _}) -> paxy_random:key().
key(#{seed := Seed, hash := Hash, occurrence := Occurrence}) ->
    paxy_random:key([integer_to_binary(Seed), $/, Hash, $/, integer_to_binary(Occurrence)]).

%% The length in ms of a proposer's wait of a drawn length, which is uniform in
%% 1..Max. Waits are counted from 0: one after each aborted round, so that the
%% wait after a round has the same luck in every engine.
-spec wait(Key :: paxy_random:key(), paxy_core:name(), Count :: non_neg_integer(), Max :: pos_integer()) ->
          pos_integer().
wait(Key, Name, Count, Max) ->
    Actor = paxy_random:at(Key, 1 bsl 57 bor erlang:phash2(Name, 1 bsl 27)),
    element(1, paxy_random:uniform(Max, paxy_random:at(Actor, Count))).

%% The draws of an actor of a folder, in its life of this number (from 0).
-spec draws(Key :: paxy_random:key(), paxy_core:name(), Life :: non_neg_integer()) -> paxy_random:stream().
draws(Key, Name, Life) ->
    paxy_random:at(paxy_random:at(Key, 3 bsl 56 bor erlang:phash2(Name, 1 bsl 27)), Life).

%% The classic lab's names in its order; a colour belongs to a place.
colours(Count) ->
    Known = [{fry, {255, 0, 0}}, {bender, {0, 255, 0}}, {leela, {0, 0, 255}},
             {amy, {255, 128, 0}}, {zoidberg, {255, 0, 255}}, {professor, {0, 255, 255}},
             {hermes, {255, 255, 0}}, {scruffy, {128, 0, 255}}, {nibbler, {0, 128, 128}},
             {kif, {128, 0, 0}}, {zapp, {128, 128, 0}}],
    lists:sublist(Known, Count) ++
        [{list_to_atom("proposer_" ++ integer_to_list(I)), made_up_colour(I)}
         || I <- beyond(Known, Count)].

%% Distinct for every I up to 1000, and unlike the known ones: R and B spell
%% I in base 32 between 1 and 249, in steps of 8.
made_up_colour(I) ->
    {1 + 8 * (I div 32), 65 + (I * 37) rem 128, 1 + 8 * (I rem 32)}.

names(Count, Known, Prefix) ->
    lists:sublist(Known, Count) ++
        [list_to_atom(Prefix ++ integer_to_list(I)) || I <- beyond(Known, Count)].

%% The numbers up to Count that the known names do not cover.
beyond(Known, Count) ->
    lists:nthtail(min(length(Known), Count), lists:seq(1, Count)).

cycle([], Count) -> lists:duplicate(Count, 0);
cycle(List, Count) -> [lists:nth((I rem length(List)) + 1, List) || I <- lists:seq(0, Count - 1)].
