import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type ErlangCode, erlangEnvironment } from "./erlang-command.ts";

/** A line that Erlang answers with (erlang/node/paxy_oneshot.erl); `t` says what it is. */
export type AnswerRecord = Readonly<Record<string, unknown>> & { readonly t: string };

export interface Asked {
  /** Resolves when the whole answer has come; rejects where Erlang ended without one. */
  readonly answered: Promise<void>;
  /** Asks for an end with what is known by then. */
  stop(): void;
}

const STDERR_MAX = 2000;

/**
 * Asks an Erlang of its own, without nodes, terminal or network. It ends with
 * its answer, and with this process, however that ends: its input is closed then.
 */
export function ask(
  code: ErlangCode,
  term: string,
  onRecord: (record: AnswerRecord) => void,
): Asked {
  const child = spawn(code.erl, argumentsFor(code), { env: erlangEnvironment() });
  let complained = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complained = (complained + text).slice(0, STDERR_MAX);
  });
  // It may be gone before it has read all; how it ended tells more.
  child.stdin.on("error", () => {});
  child.stdin.write(`${term}.\n`);
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const record = recordOf(line);
    if (record !== undefined) onRecord(record);
  });
  const read = new Promise<void>((done) => lines.once("close", done));
  const answered = new Promise<void>((done, fail) => {
    child.once("error", fail);
    child.once("close", (status) => {
      const why = complained.trim().split("\n")[0] ?? "";
      if (status === 0) read.then(done);
      else fail(new Error(`Erlang ended with ${status}${why === "" ? "" : `: ${why}`}`));
    });
  });
  return { answered, stop: () => child.stdin.write("stop.\n") };
}

const argumentsFor = ({ ebin, codePaths }: ErlangCode): string[] => [
  // Ctrl-C reaches the whole process group; we are told, and tell it.
  ...["+Bi", "-boot", "no_dot_erlang", "-noshell"],
  ...["-pa", resolve(ebin)],
  ...codePaths.flatMap((path) => ["-pz", resolve(path)]),
  ...["-s", "paxy_oneshot"],
];

function recordOf(line: string): AnswerRecord | undefined {
  try {
    const data: unknown = JSON.parse(line);
    const isRecord = typeof data === "object" && data !== null && "t" in data;
    return isRecord ? (data as AnswerRecord) : undefined;
  } catch {
    // The user's own code printed something.
    return undefined;
  }
}
