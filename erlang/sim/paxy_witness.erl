%%% Events of interest that a run may reach, told from its trace: a thousand runs
%%% that agree say little if none of them ever met a rival. Told from the messages
%%% of the classic protocol.
-module(paxy_witness).

-export([names/0, seen/2, count/3]).
-export_type([name/0]).

-type name() :: 'second-round' | refusal | 'rival-ballots' | 'stale-promise' | 'stale-vote'
              | 'adopted-value' | 'split-vote' | 'lost-vote' | 'crash-after-vote' | 'proposer-back'.

%% In the order of the table in README.md.
-spec names() -> [name()].
names() ->
    ['second-round', refusal, 'rival-ballots', 'stale-promise', 'stale-vote', 'adopted-value', 'split-vote',
     'lost-vote', 'crash-after-vote', 'proposer-back'].

%% The history so far: each proposer's last ballot, the proposers that each acceptor has
%% granted something, the values asked for and voted for.
-record(past, {ballots = #{} :: #{atom() => order:ballot()}, granted = #{} :: #{atom() => atom()},
               asked = #{} :: #{term() => term()}, voted = none :: none | {value, term()},
               voters = #{} :: #{atom() => true}, seen = [] :: [name()]}).

%% The events that a run reached; Values has each proposer's value.
-spec seen([paxy_trace:event()], #{paxy_core:name() => term()}) -> ordsets:ordset(name()).
seen(Trace, Values) ->
    #past{seen = Seen} = lists:foldl(fun({_, _, Actor, Kind, _, Message}, Past) ->
                                             happened(Kind, Actor, paxy_lab_place:bare(Message), Values, Past)
                                     end, #past{}, Trace),
    ordsets:from_list(Seen).

happened(send, Name, {prepare, Ballot}, _, Past) ->
    see('second-round', is_later_round(Ballot), Past#past{ballots = (Past#past.ballots)#{Name => Ballot}});
happened(send, Name, {accept, Ballot, Value}, Values, #past{asked = Asked} = Past) ->
    see('adopted-value', maps:get(Name, Values, Value) =/= Value, Past#past{asked = Asked#{Ballot => Value}});
happened(send, Name, {promise, _, Ballot, _, _}, _, Past) ->
    granted(Name, Ballot, Past);
happened(send, Name, {vote, _, Ballot}, _, #past{asked = Asked, voted = Voted, voters = Voters} = Past0) ->
    Value = {value, maps:get(Ballot, Asked, none)},
    Past = granted(Name, Ballot, Past0#past{voted = Value, voters = Voters#{Name => true}}),
    see('split-vote', Voted =/= none andalso Voted =/= Value, Past);
happened('receive', Name, {promise, _, Ballot, _, _}, _, #past{ballots = Ballots} = Past) ->
    see('stale-promise', maps:get(Name, Ballots, Ballot) =/= Ballot, Past);
happened('receive', Name, {vote, _, Ballot}, _, #past{ballots = Ballots} = Past) ->
    see('stale-vote', maps:get(Name, Ballots, Ballot) =/= Ballot, Past);
happened('receive', _, {sorry, _, _, _}, _, Past) -> see(refusal, true, Past);
happened(lost, _, {vote, _, _}, _, Past) -> see('lost-vote', true, Past);
happened(crash, Name, _, _, #past{voters = Voters} = Past) -> see('crash-after-vote', is_map_key(Name, Voters), Past);
happened(recover, Name, _, Values, Past) -> see('proposer-back', is_map_key(Name, Values), Past);
happened(_, _, _, _, Past) -> Past.

is_later_round({Round, _}) when is_integer(Round) -> Round > 0;
is_later_round(_) -> false.

granted(Name, Ballot, #past{granted = Granted} = Past) ->
    Proposer = proposer(Ballot),
    see('rival-ballots', maps:get(Name, Granted, Proposer) =/= Proposer, Past#past{granted = Granted#{Name => Proposer}}).

proposer({_, {_, Name}}) -> Name;
proposer({_, Name}) -> Name;
proposer(Other) -> Other.

see(Name, true, #past{seen = Seen} = Past) -> Past#past{seen = [Name | Seen]};
see(_, false, Past) -> Past.

%% The number of a trial's simulated runs that reached each event. Each span is Count runs
%% from the number First on.
-spec count(paxy_trial:trial(), [{First :: pos_integer(), Count :: pos_integer()}], [name()]) ->
          #{name() => non_neg_integer()}.
count(Trial, Spans, Names) ->
    Values = maps:from_list([{Name, Value} || {Name, Value, _} <- paxy_trial:proposers(Trial)]),
    Reduce = fun(Result) -> seen(maps:get(trace, Result, []), Values) end,
    Counts = counters:new(length(Names), []),
    Places = maps:from_list(lists:zip(Names, lists:seq(1, length(Names)))),
    Counted = fun(_, Seen) -> [counters:add(Counts, Place, 1) || Place <- maps:values(maps:with(Seen, Places))] end,
    Options = #{trace => true, reduce => Reduce},
    [ok = paxy_sim:run_many(Trial, {First, 1}, Count, Options, Counted) || {First, Count} <- Spans],
    maps:map(fun(_, Place) -> counters:get(Counts, Place) end, Places).
