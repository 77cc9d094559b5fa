%% The parts of the search, each by itself.
-module(paxy_check_parts_tests).
-include_lib("eunit/include/eunit.hrl").

%% Columns.

what_is_remembered_of_two_columns_never_shares_a_key_test() ->
    Seed = test_seed:begin_draws(),
    Pairs = lists:usort([{rand:uniform(1 bsl 20) - 1, rand:uniform(1 bsl Bits) - 1}
                         || Bits <- [2, 10, 20, 36], _ <- lists:seq(1, 50_000)]),
    Keys = lists:usort([paxy_check_column:key(Id, Others) || {Id, Others} <- Pairs]),
    ?assertEqual(length(Pairs), length(Keys), {seed, Seed}),
    %% By construction, for any seed: both can be read back from a key.
    [?assertEqual({Id, Others}, unkey(paxy_check_column:key(Id, Others))) || {Id, Others} <- lists:sublist(Pairs, 10_000)].

unkey(Key) ->
    Others = Key bsr 20,
    {(Key bxor paxy_check_column:key(0, Others)), Others}.

a_column_has_one_number_whoever_asks_test() ->
    Columns = paxy_check_column:new(100),
    Me = self(),
    [spawn_link(fun() -> Me ! {numbers, [paxy_check_column:number({1, N, []}, Columns) || N <- lists:seq(1, 30)]} end)
     || _ <- [1, 2, 3]],
    Lists = [receive {numbers, List} -> List end || _ <- [1, 2, 3]],
    ?assertEqual(1, length(lists:usort(Lists))),
    ?assertEqual(30, length(lists:usort(hd(Lists)))),
    ?assertThrow(too_wide, [paxy_check_column:number({1, N, []}, Columns) || N <- lists:seq(31, 200)]).

%% Messages that can no longer matter.

%% 1 -m-> 2 -n-> 3: m matters in 1 alone, n in 1 and 2, since 2 may follow.
a_message_is_alive_where_it_or_what_follows_takes_it_test() ->
    Table = #{1 => #{{m, 1} => [{0, 2, {[]}}]}, 2 => #{{n, 1} => [{0, 3, {[]}}], tick => [{0, 3, {[]}}]}, 3 => #{}},
    ?assertEqual(#{1 => [{m, 1}, {n, 1}], 2 => [{n, 1}], 3 => []}, paxy_check_inflight:proposer(Table)).

a_request_is_of_use_in_itself_or_for_its_reply_or_not_at_all_test() ->
    Table = #{1 => #{10 => [{0, 2, {[]}}], 11 => [{0, 1, {[20]}}]}, 2 => #{11 => [{0, 2, {[20]}}]}},
    {Uses} = paxy_check_inflight:requests(Table, fun(20) -> 1 end, 0),
    ?assertEqual(#{1 => #{10 => always, 11 => {only, 1, [20]}}, 2 => #{10 => never, 11 => {only, 1, [20]}}}, Uses).

%% A crash leads back from 2 to 1, where 10 matters.
a_request_that_only_a_crash_could_revive_dies_with_the_last_crash_test() ->
    Table = #{1 => #{10 => [{0, 2, {[]}}]}, 2 => #{crash => [{1, 1, {[]}}]}},
    {None, One} = paxy_check_inflight:requests(Table, fun(_) -> 1 end, 1),
    ?assertMatch(#{2 := #{10 := never}}, None),
    ?assertMatch(#{2 := #{10 := always}}, One).

%% States that nobody can tell apart.

states_that_answer_alike_are_one_test() ->
    Table = #{1 => #{a => [{0, 2, {[]}}], b => [{0, 3, {[]}}]}, 2 => #{c => [{0, 4, {[]}}]}, 3 => #{c => [{0, 4, {[]}}]},
              4 => #{}, 5 => #{c => [{0, 4, {[9]}}]}},
    #{1 := One, 2 := Two, 3 := Three, 4 := Four, 5 := Five} =
        paxy_check_bisimulation:blocks(#{1 => [], 2 => [], 3 => [], 4 => [red], 5 => []}, Table),
    ?assertEqual(Two, Three),
    ?assertEqual(4, length(lists:usort([One, Two, Four, Five]))).

states_that_have_decided_differently_are_two_test() ->
    Blocks = paxy_check_bisimulation:blocks(#{1 => [], 2 => [red], 3 => [red]}, #{}),
    ?assertEqual(map_get(2, Blocks), map_get(3, Blocks)),
    ?assertNotEqual(map_get(1, Blocks), map_get(2, Blocks)).

%% Exchanging acceptors.

%% A proposer that goes on with a reply of either acceptor, or of the first alone.
acceptors_that_are_treated_alike_can_be_exchanged_test() ->
    Acceptors = [#{1 => #{}}, #{1 => #{}}],
    Either = #{1 => #{{m, 1} => [{0, 2, {[], []}}], {m, 2} => [{0, 3, {[], []}}]},
               2 => #{{m, 2} => [{0, 4, {[7], [7]}}]}, 3 => #{{m, 1} => [{0, 4, {[7], [7]}}]}, 4 => #{}},
    {ok, #{swaps := {{Swap}}}} = paxy_check_symmetry:find(Acceptors, [{1, Either}]),
    ?assertEqual({1, 3, 2, 4}, Swap),
    First = #{1 => #{{m, 1} => [{0, 2, {[], []}}]}, 2 => #{}},
    ?assertEqual(asymmetric, paxy_check_symmetry:find(Acceptors, [{1, First}])),
    ?assertEqual(asymmetric, paxy_check_symmetry:find([#{1 => #{}}, #{1 => #{}, 2 => #{}}], [{1, Either}])).

%% The table of states.

a_key_is_new_once_in_every_width_test() ->
    [begin
         Table = paxy_check_table:new(Width, 5000),
         Keys = [N * (1 bsl Bits) div 5000 || N <- lists:seq(0, 3999)],
         ?assertEqual({Width, 4000}, {Width, length([Key || Key <- Keys, paxy_check_table:insert(Key, Table)])}),
         ?assertEqual([], [Key || Key <- Keys, paxy_check_table:insert(Key, Table)])
     end || {Width, Bits} <- [{1, 57}, {quotient, 59}, {quotient, 67}, {2, 115}, {4, 230}, {hash, 230}]].

two_keys_that_share_a_word_are_two_test() ->
    Table = paxy_check_table:new(3, 1000),
    Keys = [(A bsl 116) bor (B bsl 58) bor C || A <- [0, 1, 2], B <- [0, 1, 2], C <- lists:seq(0, 50)],
    Me = self(),
    Pids = [spawn_link(fun() -> Me ! {new, length([K || K <- Keys, paxy_check_table:insert(K, Table)])} end) || _ <- [1, 2, 3]],
    ?assertEqual(length(Keys), lists:sum([receive {new, N} -> N end || _ <- Pids])).

%% Keys of one place in the table, of one quotient, and any, until it is as full as it gets;
%% each by three processes at once.
a_quotient_tells_every_key_from_every_other_test_() ->
    {timeout, 60, fun() ->
        Seed = test_seed:begin_draws(),
        Table = paxy_check_table:new(quotient, 1),
        Most = paxy_check_table:entries_max(Table),
        Base = rand:uniform(1 bsl 66),
        Near = [Base + N || N <- lists:seq(1, 20_000)] ++ [Base + (N bsl 17) || N <- lists:seq(1, 20_000)],
        Keys = lists:usort(Near ++ [rand:uniform(1 bsl 67) - 1 || _ <- lists:seq(1, Most - 40_000)]),
        Me = self(),
        Pids = [spawn_link(fun() -> Me ! {new, length([K || K <- Keys, paxy_check_table:insert(K, Table)])} end) || _ <- [1, 2, 3]],
        ?assertEqual({length(Keys), Seed}, {lists:sum([receive {new, N} -> N end || _ <- Pids]), Seed}),
        ?assertEqual({[], Seed}, {[K || K <- Keys, paxy_check_table:insert(K, Table)], Seed}),
        ?assert(paxy_check_table:insert(hd(Keys) - 1, Table) =/= lists:member(hd(Keys) - 1, Keys))
    end}.

a_key_is_stored_in_as_few_words_as_hold_it_test() ->
    ?assertEqual([1, quotient, quotient, 2, 2, 3], [paxy_check_table:width(Bits) || Bits <- [58, 59, 67, 68, 116, 117]]),
    [?assertEqual(1, paxy_check_table:bytes(Table) div 8 div Slots)
     || Width <- [1, quotient, hash], {_, _, Slots} = Table <- [paxy_check_table:new(Width, 500_000)]].

a_level_keeps_its_keys_test() ->
    _ = test_seed:begin_draws(),
    Keys = [[rand:uniform(1 bsl 60) || _ <- lists:seq(1, rand:uniform(1500))] || _ <- lists:seq(1, 30)],
    {Full, Open, _} = lists:foldl(fun(Some, Level) ->
                                          paxy_check_level:add(paxy_check_level:chunk(Some, 8), length(Some), 8, Level)
                                  end, {[], [], 0}, Keys),
    ?assertEqual(lists:sort(lists:append(Keys)),
                 lists:sort([Key || Chunk <- Full ++ Open, Key <- paxy_check_level:keys(Chunk, 8)])),
    ?assert(lists:all(fun(Chunk) -> byte_size(Chunk) =< 4000 end, Full)).
