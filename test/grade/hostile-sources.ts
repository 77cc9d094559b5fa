import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Hostile, notAllowed, writeAcceptor } from "./hostile-folder.ts";

const write = (folder: string, name: string, text: string | Buffer): void =>
  writeFileSync(join(folder, name), text);

/** What the preprocessor, the compiler and the folder itself can be asked for. */
export const SOURCES: readonly Hostile[] = [
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
