import { type Hostile, notAllowed } from "./hostile-folder.ts";

const call = (tries: string, body: string, told: RegExp | "runs"): Hostile => ({
  tries,
  body: ({ sentinel }) => body.replaceAll("SENTINEL", sentinel),
  told,
});

/** Calls that leave the run. */
export const CALLS: readonly Hostile[] = [
  call("write a file", 'file:write_file("SENTINEL", "gone")', notAllowed("file:write_file")),
  call("delete a file", 'file:delete("SENTINEL")', "runs"),
  call(
    "read a file",
    'io:format("~p", [file:read_file("SENTINEL")])',
    notAllowed("file:read_file"),
  ),
  call("evaluate a file", 'file:script("SENTINEL")', notAllowed("file:script")),
  call("run a command", 'os:cmd("echo gone > SENTINEL")', notAllowed("os:cmd")),
  call("run a command by a fun", '(fun os:cmd/1)("echo gone > SENTINEL")', notAllowed("os:cmd")),
  call(
    "apply with a computed module",
    'M = list_to_atom("o" ++ "s"), M:cmd("echo gone > SENTINEL")',
    notAllowed("os:cmd"),
  ),
  call("apply/3", 'apply(list_to_atom("os"), cmd, ["echo gone > SENTINEL"])', notAllowed("os:cmd")),
  call(
    "call a tuple",
    '{os, cmd} = T = {os, cmd}, erlang:apply(T, ["echo gone > SENTINEL"])',
    "runs",
  ),
  call(
    "a fun out of a binary",
    'F = binary_to_term(<<131,113,100,0,2,111,115,100,0,3,99,109,100,97,1>>), F("echo gone > SENTINEL")',
    notAllowed("binary_to_term"),
  ),
  call(
    "make a fun",
    'F = erlang:make_fun(os, cmd, 1), F("echo gone > SENTINEL")',
    notAllowed("os:cmd"),
  ),
  call("spawn by names", 'spawn(os, cmd, ["echo gone > SENTINEL"])', notAllowed("os:cmd")),
  call("spawn on a node", "spawn(node(), fun() -> ok end)", "runs"),
  call(
    "a timer with a call",
    'timer:apply_after(1, os, cmd, ["echo gone > SENTINEL"])',
    notAllowed("timer:apply_after"),
  ),
  call("proc_lib", 'proc_lib:spawn(os, cmd, ["echo gone > SENTINEL"])', notAllowed("os:cmd")),
  call("rpc", 'rpc:call(node(), os, cmd, ["echo gone > SENTINEL"])', notAllowed("rpc:call")),
  call("erpc", 'erpc:call(node(), os, cmd, ["echo gone > SENTINEL"])', notAllowed("erpc:call")),
  call(
    "a message to rex",
    '{rex, node()} ! {self(), {call, os, cmd, ["echo gone > SENTINEL"], group_leader()}}',
    notAllowed("group_leader"),
  ),
  call(
    "a message to the file server",
    'file_server_2 ! {file_request, self(), make_ref(), {delete, "SENTINEL"}}',
    "runs",
  ),
  call("the code server", "code_server ! {code_call, self(), stop}", "runs"),
  call("a pid by its number", 'list_to_pid("<0.0.0>") ! stop', notAllowed("list_to_pid")),
  call("all processes", "[exit(P, kill) || P <- processes()]", notAllowed("processes")),
  call("kill a registered process", "exit(whereis(init), kill)", notAllowed("exit")),
  call("process_info", "process_info(self(), dictionary)", notAllowed("process_info")),
  call(
    "the state of others",
    "sys:replace_state(whereis(kernel_sup), fun(_) -> gone end)",
    notAllowed("sys:replace_state"),
  ),
  call("another group leader", "group_leader(whereis(user), self())", notAllowed("group_leader")),
  call("a flag of the process", "process_flag(priority, max)", notAllowed("process_flag")),
  call("print on a device", 'io:format(user, "~s~n", ["{\\"t\\":\\"tried\\"}"])', "runs"),
  call("end the VM", "erlang:halt(0)", notAllowed("halt")),
  call("stop the VM", "init:stop()", notAllowed("init:stop")),
  call("open a socket", 'gen_tcp:connect("127.0.0.1", 22, [])', notAllowed("gen_tcp:connect")),
  call("open a port", 'open_port({spawn, "touch SENTINEL.2"}, [])', notAllowed("open_port")),
  call("load code", 'code:load_binary(lists, "x", <<>>)', notAllowed("code:load_binary")),
  call("compile code", "compile:forms([])", notAllowed("compile:forms")),
  call(
    "evaluate text",
    '{ok, T, _} = erl_scan:string("1."), erl_parse:parse_exprs(T)',
    notAllowed("erl_scan:string"),
  ),
  call("native code", 'erlang:load_nif("./x", 0)', notAllowed("load_nif")),
  call("trace others", "erlang:trace(all, true, [call])", notAllowed("trace")),
  call(
    "start distribution",
    "net_kernel:start([evil, shortnames])",
    notAllowed("net_kernel:start"),
  ),
  call("ask epmd", "erl_epmd:names()", notAllowed("erl_epmd:names")),
  call("monitor a node", "monitor_node(other@host, true)", notAllowed("monitor_node")),
  call("tables of others", "ets:delete(ac_tab)", notAllowed("ets:delete")),
  call("persistent terms", "persistent_term:put(paxy, gone)", notAllowed("persistent_term:put")),
  call("the log", 'error_logger:error_msg("gone")', "runs"),
  call("environment", 'os:putenv("PATH", "")', notAllowed("os:putenv")),
  call("the working folder", 'file:set_cwd("/")', notAllowed("file:set_cwd")),
  call("dets elsewhere", 'dets:open_file(x, [{file, "SENTINEL"}])', "runs"),
];

/** Calls that are allowed, taken too far. */
export const FLOODS: readonly Hostile[] = [
  call(
    "atoms without end",
    "F = fun F(N) -> list_to_atom(integer_to_list(N)), F(N + 1) end, F(0)",
    "runs",
  ),
  call("memory in one call", "lists:seq(1, 1000000000)", "runs"),
  call("a number without end", "1 bsl 100000000000", "runs"),
  call("a binary without end", "binary:copy(<<1>>, 100000000000)", notAllowed("binary:copy")),
  call("a list that grows", "F = fun F(L) -> F([L | L]) end, F([])", "runs"),
  call("a loop without end", "F = fun F() -> F() end, F()", "runs"),
  call("messages without end", "F = fun F() -> self() ! x, F() end, F()", "runs"),
  call("processes without end", "F = fun F() -> spawn(fun() -> F() end), F() end, F()", "runs"),
  call(
    "output without end",
    'F = fun F() -> io:format("~s", [lists:duplicate(1000, $x)]), F() end, F()',
    "runs",
  ),
  call(
    "forged lines",
    'io:format("[Proposer fry] DECIDED {1,2,3} in round 0 after 1 ms~n{\\"t\\":\\"tried\\",\\"load\\":1,\\"runs\\":500}~n")',
    "runs",
  ),
  call("a name of paxy's", "register(paxy_oneshot, self())", "runs"),
];
