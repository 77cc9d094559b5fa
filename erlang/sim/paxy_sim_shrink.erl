%%% A simulated violation made smaller: the fewest actors, faults, losses and
%%% messages that still violate. First smaller sizes and calmer parameters are
%%% tried, each with the draws of the same run and then with those of other
%%% runs; then the time limit becomes the moment of the violation; then messages
%%% are lost in halves, quarters, and at last one by one (delta debugging:
%%% Zeller, Hildebrandt, 2002). Each step is kept only if the run it gives violates.
-module(paxy_sim_shrink).

-export([run/3, resized/3]).
-export_type([shrunk/0]).

-type shrunk() :: #{trial := paxy_trial:trial(), run := pos_integer(), tried := non_neg_integer(),
                    finished := boolean()}.  %% false: its time was over first

%% Runs of a smaller trial that are tried.
-define(RUNS, 100).
%% Actors are looked for in this share of the time.
-define(SIZES_SHARE, 0.5).
-define(PASSES, 3).

-record(search, {trial :: paxy_trial:trial(), run :: pos_integer(), tried = 0 :: non_neg_integer(),
                 until :: integer(), finished = true :: boolean()}).

%% Within this many ms. A run that does not violate is an error.
-spec run(paxy_trial:trial(), pos_integer(), pos_integer()) -> {ok, shrunk()} | {error, no_violation}.
run(Trial, Run, BudgetMs) ->
    Now = erlang:monotonic_time(millisecond),
    Search = #search{trial = Trial, run = Run, until = Now + BudgetMs},
    case violates(Trial, Run) of
        false -> {error, no_violation};
        true ->
            #search{finished = AllSizes} = Sized = fewer_actors(Search#search{until = Now + round(BudgetMs * ?SIZES_SHARE)}),
            #search{trial = Smaller, run = Found, tried = Tried, finished = Finished} =
                fewer_messages(?PASSES, sooner(calmer(Sized#search{until = Now + BudgetMs, finished = true}))),
            {ok, #{trial => Smaller, run => Found, tried => Tried, finished => AllSizes andalso Finished}}
    end.

fewer_actors(#search{trial = #{proposers := P, acceptors := A} = Trial} = Search) ->
    Sizes = lists:sort([{Proposers + Acceptors, Proposers, Acceptors}
                        || Proposers <- lists:seq(1, P), Acceptors <- lists:seq(1, A),
                           Proposers + Acceptors < P + A]),
    first_of([resized(Proposers, Acceptors, Trial) || {_, Proposers, Acceptors} <- Sizes], Search).

%% A trial with this many proposers and acceptors, and without the faults of others.
-spec resized(pos_integer(), pos_integer(), paxy_trial:trial()) -> paxy_trial:trial().
resized(Proposers, Acceptors, #{faults := Faults} = Trial) ->
    Trial#{proposers := Proposers, acceptors := Acceptors,
           faults := [Fault || Fault <- Faults, is_of(Fault, Proposers, Acceptors)]}.

is_of({crash, _, _, Acceptor}, _, Acceptors) -> Acceptor =< Acceptors;
is_of({restart, _, _, Proposer}, Proposers, _) -> Proposer =< Proposers;
is_of({Link, _, _, Proposer, Acceptor, _}, Proposers, Acceptors) when Link =:= unlink; Link =:= slow ->
    Proposer =< Proposers andalso Acceptor =< Acceptors;
is_of(_, _, _) -> true.

%% The first trial that violates takes the place of the one before.
first_of([], Search) -> Search;
first_of([Trial | Others], Search) ->
    case try_trial(Trial, Search) of
        {true, Found} -> Found;
        {false, Next} -> first_of(Others, Next)
    end.

%% Parameters without which it violates, too, one after the other.
calmer(#search{trial = #{faults := Faults}} = Search0) ->
    Search = lists:foldl(fun(Fault, #search{trial = #{faults := Now} = Trial} = S) ->
                                 element(2, try_trial(Trial#{faults := Now -- [Fault]}, S))
                         end, Search0, Faults),
    lists:foldl(fun({Name, Value}, #search{trial = Trial} = S) ->
                        case Trial of
                            #{Name := Value} -> S;
                            _ -> element(2, try_trial(Trial#{Name := Value}, S))
                        end
                end, Search, [{request_duplicate, 0}, {duplicate, 0}, {request_drop, 0}, {drop, 0}, {sleep, [0]}]).

%% Events after the violation do not matter.
sooner(#search{trial = Trial, run = Run} = Search) ->
    #{decisions := Decisions} = paxy_sim:run(Trial, Run, #{}),
    Limit = max(1, violated_at(lists:keysort(4, Decisions), [])),
    same_run(Trial#{time_limit := Limit}, Search).

violated_at([{_, _, _, Ms}], _) -> Ms;
violated_at([{_, Value, _, Ms} | Later], Values) ->
    case [V || V <- Values, V =/= Value] of
        [] -> violated_at(Later, [Value | Values]);
        _ -> Ms
    end.

fewer_messages(0, Search) -> Search;
fewer_messages(Passes, #search{trial = Trial, run = Run} = Search0) ->
    Messages = messages(paxy_sim:run(Trial, Run, #{trace => true})),
    case lose(max(1, length(Messages) div 2), Messages, Search0) of
        #search{trial = Trial} = Search -> Search;
        Search -> fewer_messages(Passes - 1, Search)
    end.

%% The messages that arrive in a run.
messages(#{trace := Trace}) ->
    lists:usort([paxy_network:identity(From, To, paxy_lab_place:bare(Message)) || {_, _, To, 'receive', From, Message} <- Trace]).

lose(Size, Messages, Search0) ->
    {Kept, Search} = lose_each(pieces(Size, Messages), [], Search0),
    case Size of
        1 -> Search;
        _ -> lose(Size div 2, Kept, Search)
    end.

lose_each([], Kept, Search) -> {lists:append(lists:reverse(Kept)), Search};
lose_each([Piece | Others], Kept, #search{trial = Trial} = Search) ->
    Lost = maps:get(lost, Trial, []),
    case same_run(Trial#{lost => Piece ++ Lost}, Search) of
        #search{trial = Trial} = Same -> lose_each(Others, [Piece | Kept], Same);
        Fewer -> lose_each(Others, Kept, Fewer)
    end.

pieces(_, []) -> [];
pieces(Size, Messages) when length(Messages) =< Size -> [Messages];
pieces(Size, Messages) ->
    {Piece, Others} = lists:split(Size, Messages),
    [Piece | pieces(Size, Others)].

same_run(Trial, #search{run = Run} = Search) ->
    case is_over(Search) of
        true -> Search#search{finished = false};
        false ->
            case violates(Trial, Run) of
                true -> tried(1, Search#search{trial = Trial});
                false -> tried(1, Search)
            end
    end.

%% With the draws of the same run, or of another.
try_trial(Trial, #search{trial = Before} = Search) ->
    case same_run(Trial, Search) of
        #search{trial = Before, finished = true} = Tried when Before =/= Trial -> other_runs(Trial, Tried);
        Tried -> {Tried#search.trial =:= Trial, Tried}
    end.

other_runs(Trial, Search) ->
    Me = self(),
    Tag = make_ref(),
    ok = paxy_sim:run_many(Trial, {1, 1}, ?RUNS, fun(Run, #{verdict := Verdict}) -> Me ! {Tag, Run, Verdict} end),
    Verdicts = [receive {Tag, Run, Verdict} -> {Run, Verdict} end || Run <- lists:seq(1, ?RUNS)],
    case [Run || {Run, violation} <- Verdicts] of
        [Run | _] -> {true, tried(Run, Search#search{trial = Trial, run = Run})};
        [] -> {false, tried(?RUNS, Search)}
    end.

tried(Count, #search{tried = Tried} = Search) ->
    Search#search{tried = Tried + Count}.

is_over(#search{until = Until}) ->
    erlang:monotonic_time(millisecond) >= Until.

violates(Trial, Run) ->
    maps:get(verdict, paxy_sim:run(Trial, Run, #{})) =:= violation.
