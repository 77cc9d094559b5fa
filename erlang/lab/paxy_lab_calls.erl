%%% The one list of what a folder's code may call. Native runs, virtual time,
%%% the checker and the pages for people all read it. What is not on it is
%%% refused when the folder is loaded.
%%%
%%% A call is either allowed, and then it is a function without effects that
%%% runs as it stands; or redirected to the function of that name in
%%% paxy_lab_call, which means the same within the run.
-module(paxy_lab_calls).

-export([find/3, original/1, native/1, is_native/1, virtual/1, is_virtual/1, text/0]).
-export_type([answer/0, group/0]).

-type answer() :: allowed | {redirected, Function :: atom()} | refused.
%% With the modules that have its functions on real nodes and in virtual time.
-type group() :: {Native :: module() | none, Virtual :: module() | none, Title :: string(), [allowance() | redirection()]}.
%% A module's functions by name, whatever their arity; all: every one.
-type allowance() :: {module(), all | [atom()]}.
%% To `itself': allowed in these arities.
-type redirection() :: {module(), Function :: atom(), [arity()], To :: atom()}.

%% What becomes of a call of Module:Function/Arity.
-spec find(module(), atom(), arity()) -> answer().
find(Module, Function, Arity) ->
    case [To || {_, _, _, Rows} <- table(), {M, F, Arities, To} <- Rows,
                M =:= Module, F =:= Function, lists:member(Arity, Arities)] of
        [itself | _] -> allowed;
        [To | _] -> {redirected, To};
        [] -> allowed(Module, Function)
    end.

%% A name that has a redirection in some arity is never allowed in another.
allowed(Module, Function) ->
    Redirected = lists:any(fun({M, F, _, _}) -> M =:= Module andalso F =:= Function;
                              (_) -> false
                           end, lists:append([Rows || {_, _, _, Rows} <- table()])),
    Allowed = lists:any(fun({M, all}) -> M =:= Module;
                           ({M, Functions}) -> M =:= Module andalso lists:member(Function, Functions);
                           (_) -> false
                        end, lists:append([Rows || {_, _, _, Rows} <- table()])),
    case Allowed andalso not Redirected andalso Function =/= module_info of
        true -> allowed;
        false -> refused
    end.

%% The function of Erlang that has become Function of paxy_lab_call.
-spec original(atom()) -> iodata().
original(Function) ->
    [{Module, Name} | _] = [{M, F} || {_, _, _, Rows} <- table(), {M, F, _, To} <- Rows, To =:= Function],
    io_lib:format("~w:~w", [Module, Name]).

%% The module that has Function of paxy_lab_call on real nodes.
-spec native(atom()) -> module().
native(panel) -> paxy_lab_call_messages;
native(Function) ->
    [Native | _] = [Native || {Native, _, _, Rows} <- table(), {_, _, _, To} <- Rows, To =:= Function],
    Native.

%% Does a module say what code of a folder calls on real nodes?
-spec is_native(module()) -> boolean().
is_native(Module) -> Module =/= paxy_lab_store andalso lists:keymember(Module, 1, table()).

%% The module that has Function of paxy_lab_call in virtual time. A panel is a name for messages.
-spec virtual(atom()) -> module().
virtual(panel) -> paxy_lab_virtual_messages;
virtual(Function) ->
    [Virtual | _] = [Virtual || {_, Virtual, _, Rows} <- table(), {_, _, _, To} <- Rows, To =:= Function],
    Virtual.

%% Does a module say what code of a folder calls in virtual time?
-spec is_virtual(module()) -> boolean().
is_virtual(Module) -> Module =:= paxy_lab_virtual orelse lists:keymember(Module, 2, table()).

%% The list, in the order in which people read it.
-spec table() -> [group()].
table() ->
    [{paxy_lab_call_messages, paxy_lab_virtual_messages, "redirected: messages and names, which reach the run's own processes only",
      [{erlang, '!', [2], send}, {erlang, send, [2, 3], send},
       {erlang, register, [2], register}, {erlang, unregister, [1], unregister},
       {erlang, whereis, [1], whereis}, {erlang, registered, [0], registered},
       {erlang, node, [0, 1], node}]},
     {paxy_lab_call, paxy_lab_virtual_processes, "redirected: processes",
      [{erlang, spawn, [1, 2, 3, 4], spawn}, {erlang, spawn_link, [1, 2, 3, 4], spawn_link},
       {proc_lib, spawn, [1, 3], spawn}, {proc_lib, spawn_link, [1, 3], spawn_link},
       {erlang, link, [1], link}, {erlang, unlink, [1], unlink},
       {erlang, is_process_alive, [1], is_process_alive}]},
     {paxy_lab_call_time, paxy_lab_virtual_timers, "redirected: waiting and timers",
      [{timer, sleep, [1], sleep},
       {timer, send_after, [2, 3], timer_send_after}, {timer, cancel, [1], timer_cancel},
       {erlang, send_after, [3], send_after}, {erlang, start_timer, [3], start_timer},
       {erlang, cancel_timer, [1], cancel_timer}, {erlang, read_timer, [1], read_timer}]},
     {paxy_lab_call_chance, paxy_lab_virtual_chance, "redirected: chance, which is drawn from the seed of the run",
      [{Module, Function, Arities, To}
       || Module <- [rand, random],
          {Function, Arities, To} <- [{uniform, [0, 1], uniform}, {seed, [0, 1, 2, 3], seed}]]
      ++ [{rand, uniform_real, [0], uniform}, {rand, normal, [0], normal},
          {crypto, strong_rand_bytes, [1], random_bytes}, {crypto, rand_bytes, [1], random_bytes},
          {erlang, make_ref, [0], make_ref}, {erlang, unique_integer, [0, 1], unique_integer}]},
     {paxy_lab_call_time, paxy_lab_virtual_clocks, "redirected: clocks",
      [{erlang, monotonic_time, [0, 1], monotonic_time},
       {erlang, system_time, [0, 1], system_time}, {os, system_time, [0, 1], system_time},
       {erlang, timestamp, [0], timestamp}, {os, timestamp, [0], timestamp},
       {erlang, now, [0], timestamp}, {erlang, statistics, [1], statistics},
       {erlang, localtime, [0], localtime}, {calendar, local_time, [0], localtime},
       {erlang, date, [0], date}, {erlang, time, [0], time}]},
     {paxy_lab_call_printing, paxy_lab_virtual_printing, "redirected: printing, which goes to the output of the run",
      [{io, format, [1, 2, 3], format}, {io, fwrite, [1, 2, 3], format},
       {io, put_chars, [1, 2], put_chars}, {io, nl, [0, 1], nl}, {io, write, [1, 2], write},
       {erlang, display, [1], write},
       {error_logger, info_msg, [1, 2], format}, {error_logger, warning_msg, [1, 2], format},
       {error_logger, error_msg, [1, 2], format}]},
     {paxy_lab_store, paxy_lab_virtual_storage, "redirected: storage, which is the run's own and kept in memory",
      [{dets, open_file, [1, 2], dets_open_file}, {dets, close, [1], dets_close},
       {dets, insert, [2], dets_insert}, {dets, insert_new, [2], dets_insert_new},
       {dets, lookup, [2], dets_lookup}, {dets, member, [2], dets_member},
       {dets, delete, [2], dets_delete}, {dets, delete_all_objects, [1], dets_delete_all_objects},
       {dets, sync, [1], dets_sync}, {file, delete, [1], file_delete}]},
     {paxy_lab_call, paxy_lab_virtual_words, "redirected: what a process keeps for itself",
      [{erlang, put, [2], put}, {erlang, get, [1], get}, {erlang, erase, [1], erase}]},
     {paxy_lab_call_bounds, paxy_lab_virtual_bounds, "redirected: what needs a bound on size or number",
      [{erlang, '*', [2], multiply}, {erlang, 'bsl', [2], shift_left},
       {erlang, list_to_atom, [1], list_to_atom}, {erlang, binary_to_atom, [1, 2], binary_to_atom},
       {erlang, list_to_integer, [1, 2], list_to_integer},
       {erlang, binary_to_integer, [1, 2], binary_to_integer}]},
     {paxy_lab_call, paxy_lab_virtual_words, "environment variables, by a name that stands in the code; its value is a macro of the trial",
      [{os, getenv, [1, 2], getenv}]},
     {none, none, "allowed: arithmetic, comparison, conversion, tests, tuples, lists, maps",
      [{erlang, ['+', '-', '/', 'div', 'rem', 'band', 'bor', 'bxor', 'bnot', 'bsr',
                 '==', '/=', '=:=', '=/=', '<', '>', '=<', '>=', 'and', 'or', 'xor', 'not',
                 '++', '--', abs, min, max, round, trunc, floor, ceil, float,
                 is_atom, is_binary, is_bitstring, is_boolean, is_float, is_function, is_integer,
                 is_list, is_map, is_map_key, is_number, is_pid, is_port, is_record, is_reference,
                 is_tuple,
                 element, setelement, tuple_size, size, append_element, delete_element,
                 insert_element, tuple_to_list, list_to_tuple,
                 hd, tl, length, map_size, map_get, byte_size, bit_size, binary_part, split_binary,
                 atom_to_list, atom_to_binary, list_to_existing_atom, binary_to_existing_atom,
                 integer_to_list, integer_to_binary, float_to_list, float_to_binary,
                 list_to_float, binary_to_float, list_to_binary, binary_to_list,
                 iolist_to_binary, iolist_size, phash2, convert_time_unit, error, throw, raise, self]},
       {erlang, exit, [1], itself}, {erlang, apply, [2], itself}, {erlang, pid_to_list, [1], itself}]},
     {none, none, "allowed: modules of OTP without effects, whole",
      [{Module, all} || Module <- [lists, proplists, orddict, ordsets, dict, sets, gb_sets, gb_trees,
                                   maps, queue, array, math, string]]},
     {none, none, "allowed: single functions of other modules",
      [{io_lib, [format, fwrite, write, nl, write_string]},
       {timer, [seconds, minutes, hours, hms, now_diff]},
       {calendar, [datetime_to_gregorian_seconds, gregorian_seconds_to_datetime, day_of_the_week,
                   date_to_gregorian_days, time_to_seconds, seconds_to_time, now_to_datetime]},
       {binary, [at, first, last, part, split, match, matches]},
       {unicode, [characters_to_list, characters_to_binary]}]}].

%% The list for people.
-spec text() -> iodata().
text() ->
    ["What the code of a lab folder may call. What is not on this list is refused.\n"
     "A module gui is not started: each call of it gets the panel of the run.\n",
     [[$\n, Title, $\n, [["  ", row(Row), $\n] || Row <- Rows]] || {_, _, Title, Rows} <- table()]].

row({Module, all}) ->
    atom_to_list(Module);
row({Module, Functions}) ->
    io_lib:format("~w: ~ts", [Module, lists:join(", ", [io_lib:format("~w", [F]) || F <- Functions])]);
row({Module, Function, Arities, _}) ->
    io_lib:format("~w:~w/~ts", [Module, Function, lists:join(",", [integer_to_list(A) || A <- Arities])]).
