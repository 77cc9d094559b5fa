%%% The results of a few runs of one trial as one record, since most of the
%%% work of a batch in virtual time would otherwise be to carry them. Rows have
%%% no names, and texts are told once: a row has their places in `texts', from 0.
-module(paxy_runs_record).

-export([encode/2]).
-export_type([row/0]).

%% Verdict, decision, winner and reason (places of texts), rounds, elapsed,
%% messages, dropped, started_at, and for each decision four more: proposer and
%% value (places), round and ms.
-type row() :: [null | non_neg_integer()].

-record(texts, {place = #{} :: #{term() => non_neg_integer()},
                list = [] :: [binary()]}).   %% the latest first

%% The record `runs' of paxy_wire as JSON; the runs are `step' apart, the first of number `run'.
-spec encode(paxy_run_queue:request(), [paxy_sim_world:result()]) -> binary().
encode(#{trial := Trial, run := Run, step := Step, attempt := Attempt, config := Config}, Results) ->
    Winners = maps:from_list([{Value, Name} || {Name, Value, _} <- lists:reverse(paxy_trial:proposers(Config))]),
    {Rows, #texts{list = Texts}} =
        lists:mapfoldl(fun(Result, Known) -> row(Result, Winners, Known) end, #texts{}, Results),
    iolist_to_binary(
      [<<"{\"t\":\"runs\",\"trial\":">>, integer_to_binary(Trial),
       <<",\"run\":">>, integer_to_binary(Run), <<",\"step\":">>, integer_to_binary(Step),
       <<",\"attempt\":">>, integer_to_binary(Attempt),
       <<",\"texts\":">>, paxy_json:encode(lists:reverse(Texts)),
       <<",\"rows\":[">>, lists:join($,, Rows), <<"]}">>]).

row(#{verdict := Verdict, decision := Decision, rounds := Rounds, elapsed := Elapsed, reason := Reason,
      decisions := Decisions, messages := Messages, dropped := Dropped, started_at := StartedAt}, Winners, Texts0) ->
    {V, Texts1} = place(Verdict, Texts0),
    {D, Texts2} = place(Decision, Texts1),
    {W, Texts3} = place(winner(Decision, Winners), Texts2),
    {R, Texts4} = place(Reason, Texts3),
    {More, Texts} = decisions(Decisions, Texts4),
    {[$[, V, $,, D, $,, W, $,, R, $,, number(Rounds), $,, number(Elapsed), $,, number(Messages), $,, number(Dropped),
      $,, number(StartedAt), More, $]], Texts}.

decisions([], Texts) ->
    {[], Texts};
decisions([{Name, Value, Round, Ms} | Decisions], Texts0) ->
    {N, Texts1} = place(Name, Texts0),
    {V, Texts2} = place({value, Value}, Texts1),
    {More, Texts} = decisions(Decisions, Texts2),
    {[$,, N, $,, V, $,, number(Round), $,, number(Ms) | More], Texts}.

place(Text, #texts{place = Places, list = List} = Texts) ->
    case Places of
        #{Text := Place} -> {integer_to_binary(Place), Texts};
        #{} ->
            Place = map_size(Places),
            {integer_to_binary(Place), #texts{place = Places#{Text => Place}, list = [text(Text) | List]}}
    end.

text(none) -> <<>>;
text({value, Value}) -> paxy_wire:value(Value);
text(Name) when is_atom(Name) -> atom_to_binary(Name);
text(Text) when is_binary(Text) -> Text.

%% Whose value was agreed on.
winner({value, Value}, Winners) -> maps:get(Value, Winners, none);
winner(none, _) -> none.

number(none) -> <<"null">>;
number(Number) -> integer_to_binary(Number).
