%%% The folders of test/lab/folders: small process-style solutions, each without
%%% a fault or with exactly one, and where it must be found.
-module(lab_expected).

-export([folders/0, load/1, checked/1, simulated/3, undecided/1, slow/0]).
-export_type([fault/0]).

%% safety: under every schedule of 2 proposers, 3 acceptors and 2 rounds, with
%% so many crashes of an acceptor and so many messages that come twice; and in
%% virtual time under these loads. liveness: undecided, for this cause; a
%% process that is gone fails the run instead.
-type fault() :: none
               | {safety, Crashes :: 0 | 1, Duplicates :: 0 | 1, Loads :: [load()]}
               | {liveness, Cause :: binary()}
               | {crash, load()}.
-type load() :: calm | contended | lossy | late | restarts.

-spec folders() -> [{string(), fault()}].
folders() ->
    [{"classic", none}, {"vote_is_no_promise", none}, {"five_arguments", none}, {"by_seed", none}, {"delays", none},
     {"named_replies", none}, {"odd_shapes", none}, {"takes_any_message", none}, {"own_windows", none},
     {"maps_and_records", none},
     {"counts_old_promises", {safety, 0, 0, [late]}},
     {"counts_old_votes", {safety, 0, 0, []}},
     {"refusal_is_promise", {safety, 0, 0, []}},
     {"refusal_is_vote", {safety, 0, 0, [calm, contended, lossy, late]}},
     {"refused_prepare_lowers_promise", {safety, 0, 0, []}},
     {"adopts_last_vote", {safety, 0, 0, []}},
     {"adopts_no_vote", {safety, 0, 0, [calm, contended, lossy, late]}},
     {"vote_goes_down", {safety, 0, 0, []}},
     {"nil_is_greatest", {safety, 0, 0, [calm, contended, lossy, late]}},
     {"stores_old_state", {safety, 1, 0, [restarts]}},
     {"stores_after_reply", {safety, 1, 0, []}},
     {"stores_when_stopped", {safety, 1, 0, [restarts]}},
     {"never_votes", {liveness, <<"no acceptor ever votes">>}},
     {"counts_old_refusals", {liveness, <<"every round is aborted by refusals of other rounds">>}},
     {"short_timeout", {liveness, <<"the time-out is shorter than the delays">>}},
     {"pattern_never_matches", {liveness, <<"every vote stays unread">>}},
     {"retry_with_wrong_argument", {crash, lossy}},
     {"restart_dies", {crash, restarts}}].

%% Of these a check, or a search to its end, takes too long for every day: npm run soak.
-spec slow() -> [string()].
slow() ->
    ["stores_after_reply", "stores_when_stopped", "stores_old_state", "refusal_is_promise", "adopts_no_vote",
     "refusal_is_vote", "vote_goes_down", "delays", "five_arguments", "odd_shapes", "takes_any_message", "own_windows"].

%% What a load changes in a trial of 3 proposers and 5 acceptors.
-spec load(load()) -> map().
load(calm) -> #{drop => 0, delay => 10};
load(contended) -> #{proposers => 5, drop => 1, delay => 50};
load(lossy) -> #{drop => 20, delay => 50};
load(late) -> #{drop => 1, delay => 20, request_delay => 50, request_drop => 10};
load(restarts) -> #{drop => 5, delay => 40, acceptors => 3,
                    faults => [{crash, 20 * N, 5, 1 + N rem 3} || N <- lists:seq(1, 30)]}.

%% How its check ends: within 2 rounds where it has a fault of safety, else within 1.
-spec checked(string()) -> atom() | {error, iodata()}.
checked(Name) ->
    {_, Fault} = lists:keyfind(Name, 1, folders()),
    Bounds = case Fault of
                 {safety, Crashes, Duplicates, _} -> #{rounds => 2, crashes => Crashes, duplicates => Duplicates};
                 _ -> #{rounds => 1, crashes => 0, duplicates => 0}
             end,
    case paxy_check:run(Bounds#{proposers => 2, acceptors => 3, version => lab_version:of_folder(Name)},
                        #{}) of
        {ok, #{ending := Ending}} -> Ending;
        {error, Reason} -> {error, iolist_to_binary(Reason)}
    end.

%% The verdicts of so many runs under a load, each once.
-spec simulated(string(), load(), pos_integer()) -> [atom()].
simulated(Name, Load, Runs) ->
    Trial = lab_version:trial(Name, (load(Load))#{time_limit => 10_000}),
    ok = paxy_sim:run_many(Trial, {1, 1}, Runs, fun(_, #{verdict := Verdict}) -> self() ! {verdict, Verdict} end),
    lists:usort([receive {verdict, Verdict} -> Verdict end || _ <- lists:seq(1, Runs)]).

%% Verdict and reason of one run at the usual load.
-spec undecided(string()) -> {atom(), binary()}.
undecided(Name) ->
    #{verdict := Verdict, reason := Reason} = paxy_sim:run(lab_version:trial(Name, #{time_limit => 5000}), 1, #{}),
    {Verdict, Reason}.
