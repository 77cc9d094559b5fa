%%% Takes the place of epmd for nodes that paxy owns (`-epmd_module paxy_epmd'):
%%% there is no daemon that another user or batch could ask. The batch runner
%%% tells each node the ports of its peers.
-module(paxy_epmd).

-export([start_link/0, register_node/2, register_node/3, port_please/2, port_please/3,
         listen_port_please/2, address_please/3, names/1]).
-export([set_cookie/1, set_peers/1, port/0]).
-export_type([peer/0]).

%% The node, its address and port as seen from here, and who of the two calls
%% the other: a node behind a firewall calls, and need not be called.
-type peer() :: {node(), inet:ip_address(), inet:port_number(), call | wait}.

%% Of the distribution protocol that every OTP from 23 on speaks.
-define(DISTRIBUTION_VERSION, 6).
-define(COOKIE, {?MODULE, cookie}).
-define(PEERS, {?MODULE, peers}).
-define(PORT, {?MODULE, port}).

%% The cookie with which this node will start its distribution.
-spec set_cookie(atom()) -> ok.
set_cookie(Cookie) ->
    persistent_term:put(?COOKIE, Cookie).

%% Where this node finds its peers; replaces what was set before.
-spec set_peers([peer()]) -> ok.
set_peers(Peers) ->
    persistent_term:put(?PEERS, Peers).

%% The port of this node; 0 before its distribution has started.
-spec port() -> inet:port_number().
port() ->
    persistent_term:get(?PORT, 0).

%% This module needs no process.
-spec start_link() -> ignore.
start_link() ->
    ignore.

-spec register_node(atom() | string(), inet:port_number()) -> {ok, -1}.
register_node(Name, Port) ->
    register_node(Name, Port, inet).

%% net_kernel calls this when the socket listens and nobody accepts yet: the
%% last moment at which the cookie can be set before someone may ask for it.
%% The -1 has net_kernel draw the number that tells this node from one of the
%% same name before it: of 32 bits, where a real epmd counts to 3.
-spec register_node(atom() | string(), inet:port_number(), atom()) -> {ok, -1}.
register_node(_Name, Port, _Family) ->
    true = auth:set_cookie(persistent_term:get(?COOKIE)),
    persistent_term:put(?PORT, Port),
    {ok, -1}.

-spec port_please(atom() | string(), term()) -> {port, inet:port_number(), 6} | noport.
port_please(Name, Host) ->
    port_please(Name, Host, infinity).

-spec port_please(atom() | string(), term(), timeout()) -> {port, inet:port_number(), 6} | noport.
port_please(Name, _Host, _Timeout) ->
    case peer(Name) of
        {_, _, Port, _} -> {port, Port, ?DISTRIBUTION_VERSION};
        none -> noport
    end.

peer(Name) ->
    case [Peer || {Node, _, _, _} = Peer <- persistent_term:get(?PEERS, []), name(Node) =:= to_list(Name)] of
        [Peer | _] -> Peer;
        [] -> none
    end.

%% 0: any free port.
-spec listen_port_please(atom() | string(), term()) -> {ok, 0}.
listen_port_please(_Name, _Host) ->
    {ok, 0}.

-spec address_please(string(), string(), inet | inet6) -> {ok, inet:ip_address()}.
address_please(Name, _Host, Family) ->
    case peer(Name) of
        {_, Address, _, _} -> {ok, Address};
        none when Family =:= inet6 -> {ok, {0, 0, 0, 0, 0, 0, 0, 1}};
        none -> {ok, {127, 0, 0, 1}}
    end.

-spec names(term()) -> {error, address}.
names(_Host) ->
    {error, address}.

name(Node) ->
    hd(string:split(atom_to_list(Node), "@")).

to_list(Name) when is_atom(Name) -> atom_to_list(Name);
to_list(Name) -> Name.
