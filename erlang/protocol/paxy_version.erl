%%% The versions of the protocol, by name: which cores, and which rules they
%%% read. A new version is a line in `built_in/0', or a module of the user's
%%% that says -behaviour(paxy_core): it is a version by its own name wherever
%%% it can be loaded, with the usual core for the other role. A folder of
%%% process-style modules is one by its package (paxy_lab_package).
-module(paxy_version).

-export([find/1, names/0]).
-export_type([version/0]).

-type version() :: #{proposer := module(), acceptor := module(), rules := paxy_core:rules()}
                 | paxy_lab_package:version().

%% The version of a name, as `moduleVersion' gives it.
-spec find(pos_integer() | atom()) -> {ok, version()} | {error, unknown_version}.
find(Name) ->
    case lists:keyfind(Name, 1, built_in()) of
        {Name, Rules} ->
            {ok, #{proposer => modular_proposer, acceptor => modular_acceptor, rules => Rules}};
        false ->
            users(Name)
    end.

users(Name) when is_atom(Name) ->
    case paxy_user_code:role(Name) of
        none -> folders(Name);
        Role ->
            Usual = #{proposer => modular_proposer, acceptor => modular_acceptor, rules => #{}},
            {ok, Usual#{Role := Name}}
    end;
users(_) ->
    {error, unknown_version}.

folders(Name) ->
    case paxy_lab_package:find(Name) of
        {ok, Version} -> {ok, Version};
        none -> {error, unknown_version}
    end.

-spec names() -> [pos_integer() | atom()].
names() ->
    [Name || {Name, _} <- built_in()].

%% The last three are broken on purpose, so that the judge has something to catch.
built_in() ->
    [{1, #{sorry => ignored}},
     {2, #{sorry => counted}},
     {stale_promises, #{sorry => counted, promises => any_round}},
     {stale_votes, #{sorry => counted, votes => any_round}},
     {amnesia, #{sorry => counted, recovery => forgets_promise}}].
