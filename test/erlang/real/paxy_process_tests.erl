-module(paxy_process_tests).
-export([config/2]).
-include_lib("eunit/include/eunit.hrl").

-define(RED, {255, 0, 0}).

%% The test is the part, the runner and the other side of an acceptor.
with_acceptor(Changes, Test) ->
    scratch:within(fun(Folder) ->
                           process_flag(trap_exit, true),
                           Config = config(filename:join(Folder, "homer"), Changes),
                           Acceptor = paxy_process:start_link(Config),
                           try Test(Acceptor, Config) after exit(Acceptor, kill), drain(Acceptor) end
                   end).

config(File, Changes) ->
    Trial = maps:merge((paxy_trial:defaults())#{sleep => [0], proposers => 1, acceptors => 1, drop => 0, delay => 0, timeout => 100,
                                                backoff => 0, version => 2, time_limit => 1000, seed => 1},
                       maps:with([drop, delay, duplicate], Changes)),
    {ok, Version} = paxy_version:find(2),
    maps:merge(#{role => acceptor, core => modular_acceptor, core_config => #{name => homer, rules => #{}},
                 permit => paxy_effect:permit(acceptor, homer, Version, #{fry => []}), key => paxy_random:key(<<>>),
                 network => paxy_network:of_run(1, paxy_network:new(Trial)), run => make_ref(), part => self(), peers => #{}, counters => counters:new(3, []),
                 events_max => 100, narrate => silent, begin_ => acceptor, file => File},
               maps:without([drop, delay, duplicate], Changes)).

drain(Acceptor) ->
    receive {'EXIT', Acceptor, _} -> ok end,
    process_flag(trap_exit, false),
    flush().

flush() -> receive _ -> flush() after 0 -> ok end.

ask(Acceptor, Message) -> ask(Acceptor, 0, Message).
ask(Acceptor, Clock, Message) -> Acceptor ! {message, Clock, fry, self(), Message}.

answer() ->
    receive
        {message, _, homer, _, Message} -> Message;
        {late, Ms, {message, _, homer, _, Message}} -> {Ms, Message};
        {'EXIT', _, Reason} -> {exit, Reason}
    after 30000 -> silence
    end.

counted(#{counters := Counters}) -> {counters:get(Counters, 1), counters:get(Counters, 2)}.

%% All that was said to it has been dealt with.
trace(Acceptor) ->
    Acceptor ! {part, trace},
    receive {trace, Acceptor, Events} -> Events end.

kinds(Events) -> [Kind || {_, _, homer, Kind, _, _} <- Events].

a_reply_goes_to_who_asked_with_a_later_clock_test() ->
    with_acceptor(#{}, fun(Acceptor, Config) ->
        ask(Acceptor, 40, {prepare, {0, fry}}),
        receive {message, Clock, homer, Acceptor, Message} ->
                ?assertEqual({promise, homer, {0, fry}, null, none}, Message),
                ?assert(Clock > 40)
        end,
        ?assertEqual({1, 0}, counted(Config)),
        ?assertEqual([start, 'receive', send], kinds(trace(Acceptor)))
    end).

what_it_promised_is_on_disk_when_the_reply_is_here_test() ->
    with_acceptor(#{}, fun(Acceptor, #{file := File}) ->
        ask(Acceptor, {prepare, {7, fry}}),
        ?assertMatch({promise, _, _, _, _}, answer()),
        ?assertMatch({ok, {stored, {{7, fry}, null, none}}, _}, pers:recover(File))
    end).

a_lost_reply_is_counted_and_leaves_the_state_changed_test() ->
    with_acceptor(#{drop => 100}, fun(Acceptor, #{file := File} = Config) ->
        ask(Acceptor, {prepare, {7, fry}}),
        ?assertEqual([start, 'receive', send, lost], kinds(trace(Acceptor))),
        ?assertEqual({1, 1}, counted(Config)),
        ?assertMatch({ok, {stored, {{7, fry}, null, none}}, _}, pers:recover(File))
    end).

a_late_reply_is_sent_at_once_and_waits_at_its_receiver_test() ->
    with_acceptor(#{delay => 60000}, fun(Acceptor, _) ->
        ask(Acceptor, {prepare, {0, fry}}),
        {Ms, {promise, _, _, _, _}} = answer(),
        ?assert(Ms >= 1 andalso Ms =< 60000)
    end).

a_late_message_is_waited_out_test() ->
    with_acceptor(#{}, fun(Acceptor, _) ->
        Sent = erlang:monotonic_time(millisecond),
        Acceptor ! {late, 40, {message, 1, fry, self(), {prepare, {0, fry}}}},
        ?assertMatch({promise, _, _, _, _}, answer()),
        ?assert(erlang:monotonic_time(millisecond) - Sent >= 40)
    end).

a_late_message_that_waits_too_long_makes_its_run_late_test() ->
    with_acceptor(#{}, fun(Acceptor, #{counters := Counters}) ->
        Acceptor ! {late, 500, {message, 1, fry, self(), {prepare, {0, fry}}}},
        _ = trace(Acceptor),
        true = erlang:suspend_process(Acceptor),
        timer:sleep(700),
        true = erlang:resume_process(Acceptor),
        ?assertMatch({promise, _, _, _, _}, answer()),
        ?assert(counters:get(Counters, 3) >= 150)
    end).

a_doubled_reply_comes_twice_while_the_fault_lasts_test() ->
    with_acceptor(#{}, fun(Acceptor, _) ->
        Acceptor ! {part, {network, {duplicate, 100}}},
        ask(Acceptor, {prepare, {0, fry}}),
        ?assertMatch([{promise, _, _, _, _}, {promise, _, _, _, _}], [answer(), answer()]),
        Acceptor ! {part, {network, {duplicate, off}}},
        ask(Acceptor, {prepare, {1, fry}}),
        ?assertMatch({promise, _, _, _, _}, answer()),
        _ = trace(Acceptor),
        ?assertEqual({messages, []}, process_info(self(), messages))
    end).

what_arrives_during_a_cut_is_lost_test() ->
    with_acceptor(#{}, fun(Acceptor, Config) ->
        Acceptor ! {part, {network, cut}},
        ask(Acceptor, {prepare, {0, fry}}),
        Acceptor ! {part, {network, heal}},
        ?assertEqual([start, cut, lost, heal], kinds(trace(Acceptor))),
        ?assertEqual({0, 1}, counted(Config)),
        ask(Acceptor, {prepare, {0, fry}}),
        ?assertMatch({promise, _, _, _, _}, answer())
    end).

hosts_that_are_parted_lose_nothing_and_the_trace_shows_it_test() ->
    with_acceptor(#{}, fun(Acceptor, Config) ->
        Acceptor ! {part, {network, parted}},
        ask(Acceptor, {prepare, {0, fry}}),
        ?assertMatch({promise, _, _, _, _}, answer()),
        Acceptor ! {part, {network, rejoined}},
        ?assertEqual([start, parted, 'receive', send, rejoined], kinds(trace(Acceptor))),
        ?assertEqual({1, 0}, counted(Config))
    end).

one_that_crashed_comes_back_with_its_promise_and_its_clock_test() ->
    with_acceptor(#{}, fun(Acceptor, Config) ->
        ask(Acceptor, 10, {prepare, {7, fry}}),
        {promise, _, _, _, _} = answer(),
        Acceptor ! {part, {leave, crash}},
        {World, Events} = receive {left, Acceptor, W, E} -> {W, E} end,
        ?assertEqual({exit, crash}, answer()),
        ?assertEqual(crash, lists:last(kinds(Events))),
        Back = paxy_process:start_link(Config#{begin_ => {recover, World}}),
        ask(Back, {prepare, {6, fry}}),
        ?assertEqual({sorry, homer, prepare, {6, fry}}, answer()),
        [{Clock, _, homer, recover, none, {stored, {{7, fry}, null, none}}} | _] = trace(Back),
        {Last, _, _, crash, _, _} = lists:last(Events),
        ?assert(Clock > Last),
        exit(Back, kill),
        receive {'EXIT', Back, killed} -> ok end,
        self() ! {'EXIT', Acceptor, crash}
    end).

storage_that_fails_ends_it_before_the_reply_test() ->
    with_acceptor(#{file => "/nowhere/at/all"}, fun(Acceptor, _) ->
        ask(Acceptor, {prepare, {0, fry}}),
        ?assertEqual({exit, {storage, enoent}}, answer()),
        self() ! {'EXIT', Acceptor, over}
    end).

a_cores_mistake_ends_it_with_the_place_test() ->
    with_acceptor(#{core => broken_core}, fun(Acceptor, _) ->
        ask(Acceptor, {crash}),
        {exit, Reason} = answer(),
        Text = unicode:characters_to_binary(paxy_reason:text(acceptor, homer, Reason)),
        ?assertMatch({match, _}, re:run(Text, "^acceptor homer crashed in broken_core:handle \\(line \\d+\\): oops$")),
        self() ! {'EXIT', Acceptor, over}
    end).

what_a_core_returns_is_checked_test_() ->
    [fun() -> with_acceptor(#{core => broken_core}, fun(Acceptor, _) ->
         ask(Acceptor, {return, Returned}),
         {exit, Reason} = answer(),
         ?assertEqual(Expected, unicode:characters_to_binary(paxy_reason:text(acceptor, homer, Reason))),
         self() ! {'EXIT', Acceptor, over}
     end) end
     || {Returned, Expected} <-
            [{nothing, <<"acceptor homer: broken_core:handle returned nothing, which is not {State, Effects}">>},
             {{s, [{dance}]}, <<"acceptor homer: broken_core:handle returned {dance}, which is not a valid effect for an acceptor "
                                "(valid: store, send, timer)">>}]].

a_timer_that_is_set_again_replaces_the_one_before_test() ->
    with_acceptor(#{core => broken_core}, fun(Acceptor, _) ->
        ask(Acceptor, {return, {s, [{timer, first, 20}, {timer, second, 40}]}}),
        ?assertEqual({timer, second}, answer()),
        ?assertEqual([second], [Tag || {_, _, homer, timer, none, Tag} <- trace(Acceptor)])
    end).

a_proposer_that_it_has_not_heard_of_cannot_be_reached_yet_test() ->
    with_acceptor(#{core => broken_core}, fun(Acceptor, Config) ->
        Acceptor ! {message, 1, fry, self(), {return, {s, []}}},
        ?assertEqual([start, 'receive'], kinds(trace(Acceptor))),
        Acceptor ! {part, {peers, #{fry => away}}},
        ask(Acceptor, {return, {s, [{send, fry, {hi}}]}}),
        ?assertEqual([start, 'receive', 'receive', send, lost], kinds(trace(Acceptor))),
        ?assertEqual({1, 1}, counted(Config))
    end).
