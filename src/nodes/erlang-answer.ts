import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Answer, answer } from "../wire/records.ts";
import { type ErlangCode, erlangEnvironment } from "./erlang-command.ts";

export interface Asked {
  /** Resolves when the whole answer has come; rejects where Erlang ended without one. */
  readonly answered: Promise<void>;
  /** A further question, where the first one began a conversation. */
  say(term: string): void;
  /** Ends a conversation. */
  end(): void;
  /** Asks for an end with what is known by then. */
  stop(): void;
}

const STDERR_MAX = 2000;

/**
 * Asks an Erlang of its own, without nodes, terminal or network. It ends with
 * its answer, and with this process, however that ends: its input is closed then.
 */
export function ask(code: ErlangCode, term: string, onAnswer: (answer: Answer) => void): Asked {
  const child = spawn(code.erl, argumentsFor(code), { env: erlangEnvironment() });
  let complained = "";
  let wrong: Error | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complained = (complained + text).slice(0, STDERR_MAX);
  });
  // It may be gone before it has read all; how it ended tells more.
  child.stdin.on("error", () => {});
  const say = (line: string): void => {
    child.stdin.write(`${line}.\n`);
  };
  say(term);
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    try {
      const record = recordOf(line);
      if (record !== undefined) onAnswer(answer(record));
    } catch (error) {
      wrong ??= error as Error;
      child.kill("SIGKILL");
    }
  });
  const read = new Promise<void>((done) => lines.once("close", done));
  const answered = new Promise<void>((done, fail) => {
    child.once("error", fail);
    child.once("close", (status) => {
      const why = complained.trim().split("\n")[0] ?? "";
      if (wrong !== undefined) fail(new Error(`Erlang ${wrong.message}`));
      else if (status === 0) read.then(() => (wrong === undefined ? done() : fail(wrong)));
      else fail(new Error(`Erlang ended with ${status}${why === "" ? "" : `: ${why}`}`));
    });
  });
  return { answered, say, end: () => child.stdin.end(), stop: () => say("stop") };
}

const argumentsFor = ({ ebin, codePaths }: ErlangCode): string[] => [
  // Ctrl-C reaches the whole process group; we are told, and tell it.
  ...["+Bi", "-boot", "no_dot_erlang", "-noshell"],
  ...["-pa", resolve(ebin)],
  ...codePaths.flatMap((path) => ["-pz", resolve(path)]),
  ...["-s", "paxy_oneshot"],
];

function recordOf(line: string): unknown {
  try {
    const data: unknown = JSON.parse(line);
    const isRecord = typeof data === "object" && data !== null && "t" in data;
    return isRecord ? data : undefined;
  } catch {
    // The user's own code printed something.
    return undefined;
  }
}
