-module(paxy_lab_folder_tests).

-include_lib("eunit/include/eunit.hrl").

-define(FOLDERS, "test/lab/folders").

%% A folder of its own for a test, with the classic one's files and some of
%% them replaced or added.
-spec with(#{file:filename_all() => iodata()}, fun((file:filename_all()) -> T)) -> T.
with(Files, Function) ->
    {ok, Folder} = paxy_storage:make(default),
    try
        Classic = filelib:wildcard("*.erl", filename:join(?FOLDERS, "classic")),
        _ = [{ok, _} = file:copy(filename:join([?FOLDERS, "classic", File]), filename:join(Folder, File)) || File <- Classic],
        maps:foreach(fun(File, Text) ->
                             ok = filelib:ensure_dir(filename:join(Folder, File)),
                             ok = file:write_file(filename:join(Folder, File), Text)
                     end, Files),
        Function(Folder)
    after
        file:del_dir_r(Folder)
    end.

load(Files) -> load(Files, #{}).

load(Files, Options) ->
    with(Files, fun(Folder) -> paxy_lab_folder:load(Folder, Options) end).

%% An acceptor whose code does something.
acceptor(Body) -> acceptor("", Body).

acceptor(Attributes, Body) ->
    ["-module(acceptor).\n-export([start/2, init/1]).\n", Attributes,
     "\nstart(Name, _Panel) -> spawn(fun() -> init(Name) end).\ninit(Name) ->\n", Body, ".\n"].

sentences(Result) ->
    {error, Problems} = Result,
    unicode:characters_to_list(lists:join("\n", [paxy_lab_problem:text(Problem, #{}) || Problem <- Problems])).

says(Part, Result) ->
    Said = sentences(Result),
    ?assertNotEqual({nomatch, Part, Said}, {string:find(Said, Part), Part, Said}).

a_folder_is_read_with_its_roles_its_arguments_and_its_macros_test() ->
    {ok, Folder} = paxy_lab_folder:load(?FOLDERS ++ "/classic", #{}),
    ?assertMatch(#{name := <<"classic">>,
                   acceptor := #{module := acceptor, arguments := [name, panel]},
                   proposer := #{module := proposer, arguments := [name, proposal, acceptors, sleep, panel, main]},
                   constants := #{<<"timeout">> := #{text := "2000", line := 4, file := <<"proposer.erl">>},
                                  <<"backoff">> := #{text := "10"}, <<"delay">> := #{text := "0"}},
                   warnings := [], notes := []}, Folder),
    ?assertEqual([acceptor, order, pers, proposer], lists:sort(maps:keys(map_get(modules, Folder)))).

a_macro_takes_another_value_and_the_name_of_the_code_another_hash_test() ->
    {ok, Own} = load(#{}),
    {ok, Replaced} = load(#{}, #{macros => #{<<"timeout">> => 77}}),
    ?assert(is_in(2000, proposer, Own)),
    ?assert(is_in(77, proposer, Replaced)),
    ?assertNot(is_in(2000, proposer, Replaced)),
    ?assertEqual(map_get(hash, Own), map_get(hash, Replaced)),
    ?assertNotEqual(name(proposer, Own), name(proposer, Replaced)).

is_in(Number, Module, #{modules := Modules}) ->
    #{Module := #{core := Core}} = Modules,
    cerl_trees:fold(fun(Node, Found) -> Found orelse (cerl:is_literal(Node) andalso cerl:concrete(Node) =:= Number) end,
                    false, Core).

name(Module, #{modules := Modules}) ->
    map_get(name, map_get(Module, Modules)).

a_macro_that_nothing_reads_is_refused_test() ->
    says("timout is not a macro of the folder, nor an environment variable that it reads; it has backoff, delay, timeout",
         load(#{}, #{macros => #{<<"timout">> => 77}})).

a_condition_is_a_macro_that_is_on_or_off_test() ->
    Code = acceptor("-ifdef(keep).\nkept(_) -> 4711.\n-else.\nkept(_) -> 42.\n-endif.\n", "kept(Name)"),
    {ok, Off} = load(#{"acceptor.erl" => Code}),
    {ok, On} = load(#{"acceptor.erl" => Code}, #{macros => #{<<"keep">> => true}}),
    ?assert(is_in(42, acceptor, Off)),
    ?assert(is_in(4711, acceptor, On)).

an_environment_variable_is_a_macro_test() ->
    Code = acceptor("Delay = list_to_integer(os:getenv(\"delay\", \"5\")), {Name, Delay}"),
    {ok, Folder} = load(#{"acceptor.erl" => Code}, #{macros => #{<<"delay">> => 50}}),
    ?assertEqual([<<"delay">>], map_get(variables, Folder)),
    ?assert(is_in("50", acceptor, Folder)).

what_nothing_leads_to_may_be_wrong_test() ->
    {ok, Folder} = load(#{"gui.erl" => "-module(gui).\nstart() -> os:cmd(\"x\").\n-export([start/0]).\n",
                          "broken.erl" => "-module(broken).\nf( -> ok.\n"}),
    ?assertMatch([<<"not used: broken.erl:2: syntax error before: '->'. A `,`, `;`, `.` or bracket may be missing before it; nothing leads to this file">>], map_get(notes, Folder)).

variants_are_told_apart_by_name_test() ->
    Variant = fun(Name) -> string:replace(acceptor("Name"), "-module(acceptor)", ["-module(", Name, ")"]) end,
    Files = #{"acceptor_exp1.erl" => Variant("acceptor_exp1"), "acceptor_exp2.erl" => Variant("acceptor_exp2")},
    with(Files, fun(Folder) ->
                        ok = file:delete(filename:join(Folder, "acceptor.erl")),
                        says("several modules could be the acceptor: acceptor_exp1, acceptor_exp2; say which with --code DIR:acceptor=MODULE",
                             paxy_lab_folder:load(Folder, #{})),
                        ?assertMatch({ok, #{acceptor := #{module := acceptor_exp2}}},
                                     paxy_lab_folder:load(Folder, #{acceptor => acceptor_exp2})),
                        says("acceptor_exp3.erl is not in the folder",
                             paxy_lab_folder:load(Folder, #{acceptor => acceptor_exp3}))
                end).

arguments_are_known_by_name_in_any_order_and_number_test() ->
    Starts = #{5 => ["Name", "Proposal", "Acceptors", "Seed", "PanelId"], 8 => ["_Drop", "Name", "Proposal", "Acceptors", "Sleep", "Timeout", "PanelId", "Main"]},
    ?assertEqual({ok, [name, proposal, acceptors, seed, panel]}, paxy_lab_start:choose(proposer, Starts, false)),
    ?assertEqual({ok, [drop, name, proposal, acceptors, sleep, timeout, panel, main]},
                 paxy_lab_start:choose(proposer, maps:remove(5, Starts), false)),
    ?assertMatch({error, _}, paxy_lab_start:choose(proposer, #{3 => ["Name", "Foo", "Bar"]}, false)).

errors_name_file_line_and_what_is_wrong_test_() ->
    [{Title, fun() -> says(Said, load(Files)) end}
     || {Title, Said, Files} <-
            [{"a syntax error", "acceptor.erl:2: syntax error before: '->'", #{"acceptor.erl" => "-module(acceptor).\nf( -> ok.\n"}},
             {"a merge conflict", "proposer.erl:3: has a merge conflict", #{"proposer.erl" => "-module(proposer).\n\n<<<<<<< HEAD\n"}},
             {"a module that is missing", "acceptor.erl:6: calls paxi:f/1, but there is no paxi.erl in the folder",
              #{"acceptor.erl" => acceptor("paxi:f(Name)")}},
             {"a function that is missing", "acceptor.erl:5: calls order:f/1, which order.erl does not have",
              #{"acceptor.erl" => acceptor("order:f(Name)")}},
             {"a byte order mark", "acceptor.erl:1: begins with a byte order mark", #{"acceptor.erl" => [<<16#feff/utf8>>, acceptor("Name")]}},
             {"no start", "acceptor.erl: has no function start", #{"acceptor.erl" => "-module(acceptor).\n"}},
             {"another module's name", "acceptor.erl:1: says -module(akzeptor)", #{"acceptor.erl" => "-module(akzeptor).\n"}}]].

%% Ways past a naive list of calls.
ways_past_the_list_are_closed_test_() ->
    [{Body, fun() -> says(Said, load(#{"acceptor.erl" => acceptor(Body)})) end}
     || {Body, Said} <-
            [{"os:cmd(Name)", "calls os:cmd/1"},
             {"F = fun os:cmd/1, F(Name)", "os:cmd/1"},
             {"[fun os:cmd/1, Name]", "takes the function os:cmd/1"},
             {"{{ok, [fun os:cmd/1]}, Name}", "os:cmd/1"} ] ++
            [{"lists:map(fun os:cmd/1, [Name])", "os:cmd/1"},
             {"F = cmd, os:F(Name)", "os:cmd/1"},
             {"Name:cmd(1)", "known only when it runs"},
             {"os:Name(1)", "known only when it runs"},
             {"fun Name:cmd/1", "known only when it runs"},
             {"apply(os, cmd, [Name])", "os:cmd/1"},
             {"apply(Name, cmd, [1])", "known only when it runs"},
             {"apply(os, cmd, Name)", "known only when it runs"},
             {"spawn(os, cmd, [Name])", "os:cmd/1"},
             {"spawn(Name, f, [])", "known only when it runs"},
             {"spawn_link(os, cmd, [Name])", "os:cmd/1"},
             {"spawn(Name, os, cmd, [\"x\"])", "os:cmd/1"},
             {"spawn_opt(fun() -> Name end, [])", "erlang:spawn_opt/2"},
             {"spawn_monitor(fun() -> Name end)", "erlang:spawn_monitor/1"},
             {"binary_to_term(Name)", "erlang:binary_to_term/1"},
             {"timer:apply_after(1, os, cmd, [Name])", "timer:apply_after/4"},
             {"timer:tc(os, cmd, [Name])", "timer:tc/3"},
             {"proc_lib:spawn(os, cmd, [Name])", "os:cmd/1"},
             {"proc_lib:start(os, cmd, [Name])", "proc_lib:start/3"},
             {"rpc:call(Name, os, cmd, [1])", "rpc:call/4"},
             {"erpc:call(Name, os, cmd, [1])", "erpc:call/4"},
             {"list_to_pid(Name)", "erlang:list_to_pid/1"},
             {"Name, processes()", "erlang:processes/0"},
             {"exit(Name, kill)", "erlang:exit/2"},
             {"process_info(Name)", "erlang:process_info/1"},
             {"group_leader(Name, self())", "erlang:group_leader/2"},
             {"Name, group_leader()", "erlang:group_leader/0"},
             {"process_flag(trap_exit, Name)", "erlang:process_flag/2"},
             {"io:format(Name, \"x\", [])", "prints to a device"},
             {"erlang:load_nif(Name, 0)", "erlang:load_nif/2"},
             {"erlang:open_port({spawn, Name}, [])", "erlang:open_port/2"},
             {"os:getenv(Name)", "environment variable whose name"},
             {"erlang:halt(Name)", "erlang:halt/1"},
             {"init:stop(), Name", "init:stop/0"},
             {"file:write_file(Name, [])", "file:write_file/2"},
             {"code:load_abs(Name)", "code:load_abs/1"},
             {"gen_tcp:connect(Name, 1, [])", "gen_tcp:connect/3"},
             {"binary:copy(Name, 1 bsl 40)", "binary:copy/2"},
             {"erlang:make_tuple(1 bsl 27, Name)", "erlang:make_tuple/2"},
             {"ets:new(Name, [])", "ets:new/2"},
             {"persistent_term:put(Name, 1)", "persistent_term:put/2"},
             {"Name, erlang:get()", "erlang:get/0"},
             {"Name, erlang:erase()", "erlang:erase/0"},
             {"paxy_run:cancel(Name)", "there is no paxy_run.erl in the folder"},
             {"paxy_lab_call:send(Name, 1)", "there is no paxy_lab_call.erl in the folder"},
             {"erlang:hibernate(os, cmd, [Name])", "erlang:hibernate/3"},
             {"{erlang:nodes(), Name}", "erlang:nodes/0"},
             {"erlang:set_cookie(Name)", "erlang:set_cookie/1"}]].

attributes_that_run_something_are_refused_test_() ->
    [{Attribute, fun() -> says(Said, load(#{"acceptor.erl" => acceptor(Attribute, "Name")})) end}
     || {Attribute, Said} <-
            [{"-on_load(init/1).", "acceptor.erl:3: has -on_load"},
             {"-compile({parse_transform, evil}).", "has -compile({parse_transform, evil})"},
             {"-compile([{core_transform, evil}]).", "has -compile({core_transform, ...})"},
             {"-include(\"/etc/passwd\").", "acceptor.erl:3: includes /etc/passwd, which is neither in the folder"},
             {"-include(\"../secret.hrl\").", "includes ../secret.hrl, which is neither"},
             {"-include(\"$HOME/secret.hrl\").", "includes $HOME/secret.hrl, which is neither"},
             {"-include_lib(\"kernel/src/inet_dns.hrl\").", "which is neither"}]].

options_of_the_environment_do_not_reach_the_compiler_test() ->
    os:putenv("ERL_COMPILER_OPTIONS", "[{parse_transform, evil}]"),
    try ?assertMatch({ok, _}, load(#{}))
    after os:unsetenv("ERL_COMPILER_OPTIONS")
    end.

options_in_the_source_are_ignored_test() ->
    ?assertMatch({ok, _}, load(#{"acceptor.erl" => acceptor("-compile([{d, evil}, {i, \"/\"}, export_all, nowarn_export_all]).", "Name")})).

a_link_is_not_followed_test() ->
    with(#{}, fun(Folder) ->
                      ok = file:make_symlink("/etc/passwd", filename:join(Folder, "secret.hrl")),
                      ok = file:write_file(filename:join(Folder, "acceptor.erl"), acceptor("-include(\"secret.hrl\").", "Name")),
                      says("includes secret.hrl, which is neither", paxy_lab_folder:load(Folder, #{}))
              end).

lines_said_by_the_source_are_ignored_and_its_name_is_relative_test() ->
    Code = acceptor("-file(\"/etc/passwd\", 1000).", "os:cmd({Name, ?FILE})"),
    says("acceptor.erl:6: calls os:cmd/1", load(#{"acceptor.erl" => Code})),
    {ok, Folder} = load(#{"acceptor.erl" => acceptor("-file(\"/etc/passwd\", 1000).", "{Name, ?FILE}")}),
    ?assert(is_in("acceptor.erl", acceptor, Folder)).

macros_that_double_end_in_a_sentence_test_() ->
    {timeout, 60, fun() ->
        Doubling = [io_lib:format("-define(d~w, [?d~w, ?d~w]).\n", [I, I - 1, I - 1]) || I <- lists:seq(1, 40)],
        says("compiling the folder took more than",
             load(#{"acceptor.erl" => acceptor(["-define(d0, x).\n" | Doubling], "{Name, ?d40}")}))
    end}.

a_source_of_great_size_is_not_read_test() ->
    says("acceptor.erl: has 300", load(#{"acceptor.erl" => acceptor(lists:duplicate(300000, $\n), "Name")})).

floods_of_words_are_not_read_test() ->
    Words = [["a", integer_to_list(I), ","] || I <- lists:seq(1, 30000)],
    says("acceptor.erl: has too many different words", load(#{"acceptor.erl" => acceptor(["{Name, [", Words, "x]}"])})).

letters_of_any_language_are_read_in_both_encodings_test() ->
    Utf8 = unicode:characters_to_binary(acceptor("%% über\n", "{Name, 'größe'}")),
    Latin1 = unicode:characters_to_binary(acceptor("%% über\n", "{Name, 'größe'}"), unicode, latin1),
    [begin
         {ok, Folder} = load(#{"acceptor.erl" => Code}),
         ?assert(is_in('größe', acceptor, Folder))
     end || Code <- [Utf8, Latin1, ["%% -*- coding: latin-1 -*-\n", Latin1]]].

a_dets_file_is_worth_a_sentence_test() ->
    with(#{}, fun(Folder) ->
                      {ok, T} = dets:open_file(old_run, [{file, filename:join(Folder, "homer")}]),
                      ok = dets:close(T),
                      {ok, #{notes := [Note]}} = paxy_lab_folder:load(Folder, #{}),
                      ?assertMatch(<<"homer is a dets file of an earlier run", _/binary>>, Note)
              end).

headers_of_the_folder_are_included_test() ->
    {ok, Folder} = load(#{"include/c.hrl" => "-define(answer, 4711).\n", "acceptor.erl" => acceptor("-include(\"c.hrl\").", "{Name, ?answer}")}),
    ?assert(is_in(4711, acceptor, Folder)).

the_headers_of_a_project_are_beside_its_modules_test() ->
    with(#{"include/c.hrl" => "-define(answer, 4711).\n", "src/proposer.erl" => "-module(proposer).\n-export([start/5]).\nstart(Name, Proposal, Acceptors, Sleep, PanelId) -> spawn(fun() -> {Name, Proposal, Acceptors, Sleep, PanelId} end).\n",
           "src/acceptor.erl" => acceptor("-include(\"c.hrl\").", "{Name, ?answer}")},
         fun(Project) ->
                 {ok, Folder} = paxy_lab_folder:load(filename:join(Project, "src"), #{}),
                 ?assert(is_in(4711, acceptor, Folder))
         end).

arithmetic_in_a_guard_is_left_as_it_is_test() ->
    {ok, Folder} = load(#{"acceptor.erl" => acceptor("", "if length(Name) * 2 > 1 -> Name; true -> none end")}),
    ?assertMatch({ok, _}, paxy_lab_converted:load(Folder)).

a_guard_may_not_ask_what_is_redirected_test() ->
    says("acceptor.erl:6: uses erlang:node in a guard", load(#{"acceptor.erl" => acceptor("", "if node() =:= Name -> a; true -> b end")})),
    says("'bsl' in a guard", load(#{"acceptor.erl" => acceptor("", "if 1 bsl Name > 0 -> a; true -> b end")})).
