%%% The versions of the protocol, by name: which cores play, which rules they
%%% read, and which roles survive a crash. A new version is a line in
%%% `built_in/0', or a user's module that says -behaviour(paxy_core): such a
%%% module is a version of its own name wherever it can be loaded, and the
%%% classic core plays the other role. A folder of process-style modules is a
%%% version by its package (paxy_lab_package).
-module(paxy_version).

-export([find/1, names/0, about_crashes/0, unknown/1]).
-export_type([version/0]).

%% `durable' has the roles whose actors may store, and come back from a crash
%% with what they stored.
-type version() :: #{proposer := module(), acceptor := module(), rules := paxy_core:rules(),
                     durable := [paxy_effect:role()]}
                 | paxy_lab_package:version().

%% The version of a name, as `moduleVersion' gives it.
-spec find(pos_integer() | atom()) -> {ok, version()} | {error, unknown_version}.
find(Name) ->
    case lists:keyfind(Name, 1, built_in()) of
        {Name, Rules} -> {ok, (classic())#{rules := Rules, durable := durable(Rules)}};
        false -> users(Name)
    end.

%% Why find/1 did not find a version, for people.
-spec unknown(term()) -> iodata().
unknown(Name) ->
    io_lib:format("there is no version ~tw of the protocol", [Name]).

users(Name) when is_atom(Name) ->
    case paxy_user_code:role(Name) of
        none -> folders(Name);
        proposer -> {ok, (classic())#{proposer := Name,
                                      durable := [acceptor | [proposer || paxy_user_code:recovers(Name)]]}};
        acceptor -> {ok, (classic())#{acceptor := Name}}
    end;
users(_) ->
    {error, unknown_version}.

folders(Name) ->
    case paxy_lab_package:find(Name) of
        {ok, Version} -> {ok, Version};
        none -> {error, unknown_version}
    end.

%% Acceptors recover from what they stored, proposers never do, unless a version says so.
classic() ->
    #{proposer => modular_proposer, acceptor => modular_acceptor, rules => #{}, durable => [acceptor]}.

%% The names of the built-in versions; no module of the user's may have one.
-spec names() -> [pos_integer() | atom()].
names() ->
    [Name || {Name, _} <- built_in()].

%% The built-in versions whose rules say what a crash does: a check of one of
%% them allows a crash unless it is told otherwise.
-spec about_crashes() -> [atom()].
about_crashes() ->
    [Name || {Name, Rules} <- built_in(), is_map_key(recovery, Rules) orelse is_map_key(ballots, Rules)].

%% Versions whose proposers come back say which ballot they then use.
durable(#{ballots := _}) -> [acceptor, proposer];
durable(_) -> [acceptor].

%% `ballot_reuse' and the three before it are broken on purpose, so that the
%% judge has something to catch.
built_in() ->
    [{1, #{sorry => ignored}},
     {2, #{sorry => counted}},
     {stale_promises, #{sorry => counted, promises => any_round}},
     {stale_votes, #{sorry => counted, votes => any_round}},
     {amnesia, #{sorry => counted, recovery => forgets_promise}},
     {ballot_reuse, #{sorry => counted, ballots => reused}},
     {stores_ballot, #{sorry => counted, ballots => stored}}].
