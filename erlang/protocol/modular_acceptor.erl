%%% The acceptor ("Paxos Made Simple", 2.2 and 2.3), as a pure core.
-module(modular_acceptor).
-behaviour(paxy_core).

-export([init/1, handle/2, recover/2, fields/1]).

-record(acceptor, {name :: atom(),
                   promised = null :: order:ballot(),
                   voted = null :: order:ballot(),
                   value = none :: term()}).

-spec init(paxy_core:acceptor_config()) -> #acceptor{}.
init(#{name := Name}) ->
    #acceptor{name = Name}.

%% Rule `recovery' is `whole', or `forgets_promise' in the version `amnesia'.
-spec recover(paxy_core:acceptor_config(), none | {stored, term()}) -> #acceptor{}.
recover(Config, none) ->
    init(Config);
recover(#{name := Name, rules := Rules}, {stored, {Promised, Voted, Value}}) ->
    Kept = case Rules of
               #{recovery := forgets_promise} -> order:null();
               #{} -> Promised
           end,
    #acceptor{name = Name, promised = Kept, voted = Voted, value = Value}.

-spec handle(paxy_core:event(), #acceptor{}) -> {#acceptor{}, [paxy_core:effect()]}.
handle({prepare, Ballot}, State) -> prepare(Ballot, State);
handle({accept, Ballot, Value}, State) -> accept(Ballot, Value, State);
handle(_, State) -> {State, []}.

-spec fields(#acceptor{}) -> [{atom(), term()}].
fields(#acceptor{promised = Promised, voted = Voted, value = Value}) ->
    [{promised, Promised}, {voted, Voted}] ++ [{value, Value} || Voted =/= order:null()].

%% Phase 1b: promise a ballot at least as high as the one promised before.
prepare(Ballot, #acceptor{name = Name, promised = Promised} = State0) ->
    case order:goe(Ballot, Promised) of
        true ->
            State = State0#acceptor{promised = Ballot},
            #acceptor{voted = Voted, value = Value} = State,
            {State, [stored(State), reply(Ballot, {promise, Name, Ballot, Voted, Value})]};
        false ->
            {State0, [reply(Ballot, {sorry, Name, prepare, Ballot})]}
    end.

%% Phase 2b: vote for a ballot unless a higher one was promised; a vote is
%% also a promise.
accept(Ballot, Value, #acceptor{name = Name, promised = Promised} = State0) ->
    case order:goe(Ballot, Promised) of
        true ->
            State = State0#acceptor{promised = Ballot, voted = Ballot, value = Value},
            {State, [stored(State), reply(Ballot, {vote, Name, Ballot})]};
        false ->
            {State0, [reply(Ballot, {sorry, Name, accept, Ballot})]}
    end.

stored(#acceptor{promised = Promised, voted = Voted, value = Value}) ->
    {store, {Promised, Voted, Value}}.

%% A ballot names its proposer, so a reply needs no other address.
reply(Ballot, Message) ->
    {send, order:proposer(Ballot), Message}.
