import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What a hostile folder finds outside, and must not change or tell. */
export interface Outside {
  /** A file with a secret in its first line. */
  readonly sentinel: string;
}

/** A folder that wants something else than to be graded. */
export interface Hostile {
  /** What it tries. */
  readonly tries: string;
  /** Erlang expressions that its acceptor evaluates as it begins. */
  readonly body?: (outside: Outside) => string;
  /** Lines of its acceptor below its exports. */
  readonly attributes?: (outside: Outside) => string;
  /** What else there is in the folder. */
  readonly besides?: (folder: string, outside: Outside) => void;
  /** The sentence that its row has; `runs`: it is judged as any other folder. */
  readonly told: RegExp | "runs";
}

const notAllowed = (call: string): RegExp =>
  new RegExp(`acceptor\\.erl:\\d+: .*${call.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")}`);

const call = (tries: string, body: string, told: RegExp | "runs"): Hostile => ({
  tries,
  body: ({ sentinel }) => body.replaceAll("SENTINEL", sentinel),
  told,
});

const write = (folder: string, name: string, text: string | Buffer): void =>
  writeFileSync(join(folder, name), text);

/** Calls that leave the run. */
const CALLS: readonly Hostile[] = [
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
const FLOODS: readonly Hostile[] = [
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

/** What the preprocessor, the compiler and the folder itself can be asked for. */
const SOURCES: readonly Hostile[] = [
  {
    tries: "include a file of the system",
    attributes: ({ sentinel }) => `-include("${sentinel}").`,
    told: /acceptor\.erl:\d+/,
  },
  {
    tries: "include by a path upwards",
    attributes: () => '-include("../../../../../../../../etc/passwd").',
    told: /acceptor\.erl:\d+/,
  },
  {
    tries: "a header of a library",
    attributes: () => '-include_lib("kernel/include/file.hrl").\n-include_lib("/etc/passwd").',
    told: /acceptor\.erl:\d+/,
  },
  {
    tries: "a parse transform",
    attributes: () => "-compile({parse_transform, evil}).",
    besides: (folder) =>
      write(
        folder,
        "evil.erl",
        '-module(evil).\n-export([parse_transform/2]).\nparse_transform(F, _) -> os:cmd("touch /tmp/evil"), F.\n',
      ),
    told: /parse_transform|transform/,
  },
  {
    tries: "compiler options",
    attributes: () => '-compile([{i, "/etc"}, {d, evil}, {outdir, "/tmp"}]).',
    told: "runs",
  },
  {
    tries: "code that runs when it is loaded",
    attributes: ({ sentinel }) =>
      `-on_load(evil/0).\nevil() -> os:cmd("echo gone > ${sentinel}"), ok.`,
    told: /on_load/,
  },
  {
    tries: "a NIF",
    attributes: () =>
      '-nifs([evil/0]).\n-on_load(load/0).\nevil() -> 1.\nload() -> erlang:load_nif("./evil", 0).',
    told: /on_load|nif/,
  },
  {
    tries: "imports of what is not allowed",
    attributes: () => "-import(os, [cmd/1]).",
    body: ({ sentinel }) => `cmd("echo gone > ${sentinel}")`,
    told: notAllowed("os:cmd"),
  },
  {
    tries: "another file's name in its errors",
    attributes: () => '-file("/etc/passwd", 1).',
    body: () => 'os:cmd("x")',
    told: /acceptor\.erl:\d+: .*os:cmd/,
  },
  {
    tries: "macros that double",
    attributes: () =>
      [
        "-define(m0, 1,1).",
        ...Array.from({ length: 40 }, (_, n) => `-define(m${n + 1}, ?m${n}, ?m${n}).`),
      ].join("\n"),
    body: () => "[?m40]",
    told: /./,
  },
  {
    tries: "nesting without end",
    body: () => `${"[".repeat(60_000)}${"]".repeat(60_000)}`,
    told: /./,
  },
  {
    tries: "a source of 50 MB",
    besides: (folder) => write(folder, "acceptor.erl", Buffer.alloc(50_000_000, "%")),
    told: /acceptor\.erl.* bytes/,
  },
  {
    tries: "30,000 different words",
    attributes: () => `words() -> [${Array.from({ length: 30_000 }, (_, n) => `w${n}`).join()}].`,
    told: /words/,
  },
  {
    tries: "a link out of the folder",
    besides: (folder, { sentinel }) => {
      execFileSync("rm", [join(folder, "acceptor.erl")]);
      symlinkSync(sentinel, join(folder, "acceptor.erl"));
    },
    told: /acceptor\.erl.* is a symbolic link/,
  },
  {
    tries: "a folder that is a link to itself",
    besides: (folder) => symlinkSync(folder, join(folder, "again")),
    told: "runs",
  },
  {
    tries: "a pipe in the place of a source",
    besides: (folder) => {
      execFileSync("rm", [join(folder, "proposer.erl")]);
      execFileSync("mkfifo", [join(folder, "proposer.erl")]);
    },
    told: /proposer\.erl.* is not an ordinary file/,
  },
  {
    tries: "a folder in the place of a source",
    besides: (folder) => {
      execFileSync("rm", [join(folder, "proposer.erl")]);
      mkdirSync(join(folder, "proposer.erl"));
    },
    told: /proposer/,
  },
  {
    tries: "file names with control characters",
    besides: (folder) => write(folder, "x\n\u001b[31mDECIDED.erl", "-module(x).\n"),
    told: "runs",
  },
  {
    tries: "bytes of no encoding",
    besides: (folder) =>
      write(folder, "acceptor.erl", Buffer.from([0xff, 0xfe, 0, 0x80, 10, 0x2d])),
    told: /acceptor\.erl/,
  },
  {
    tries: "escape sequences in an error",
    attributes: () => "-module('\u001b[2J\u001b]0;evil\u0007').",
    told: /acceptor\.erl/,
  },
  {
    tries: "a module in the place of one of OTP's",
    besides: (folder) =>
      write(
        folder,
        "lists.erl",
        "-module(lists).\n-export([foreach/2]).\nforeach(_, _) -> erlang:halt().\n",
      ),
    told: /./,
  },
  {
    tries: "a module in the place of one of paxy's",
    besides: (folder) => {
      write(
        folder,
        "paxy_judge.erl",
        "-module(paxy_judge).\n-export([verdict/1]).\nverdict(_) -> agreed.\n",
      );
      writeAcceptor(folder, { body: "paxy_judge:verdict(1)" });
    },
    told: "runs",
  },
];

export const HOSTILE: readonly Hostile[] = [...CALLS, ...FLOODS, ...SOURCES];

/** A folder without a fault but for what is put into its acceptor. */
export function makeHostile(folder: string, hostile: Hostile, outside: Outside): void {
  cpSync(resolve("test/lab/folders/vote_is_no_promise"), folder, { recursive: true });
  const { attributes, body } = hostile;
  if (attributes !== undefined || body !== undefined) {
    writeAcceptor(folder, {
      ...(attributes === undefined ? {} : { attributes: attributes(outside) }),
      ...(body === undefined ? {} : { body: body(outside) }),
    });
  }
  hostile.besides?.(folder, outside);
}

function writeAcceptor(folder: string, { attributes = "", body = "ok" }): void {
  const path = join(folder, "acceptor.erl");
  const text = readFileSync(path, "utf8")
    .replace("-export([start/2]).\n", () => `-export([start/2]).\n${attributes}\n`)
    .replace("    pers:open(Name),\n", () => `    hostile(),\n    pers:open(Name),\n`);
  writeFileSync(path, `${text}\nhostile() ->\n    ${body}.\n`);
}
