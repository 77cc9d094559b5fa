import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Answer, answer } from "../wire/records.ts";
import { binary } from "../wire/term.ts";
import { type ErlangCode, erlangEnvironment } from "./erlang-command.ts";
import { killMarked, ownerMark } from "./owned-processes.ts";

export interface Asked {
  /** Resolves with the whole answer; rejects if Erlang ended without one. */
  readonly answered: Promise<void>;
  /** A further question, if the first one began a conversation. */
  say(term: string): void;
  /** Ends a conversation. */
  end(): void;
  /** Asks it to stop and answer with its findings so far. */
  stop(): void;
  /** Ends it at once; `answered` rejects. */
  kill(): void;
}

/** A process in which Erlang runs, and how to end it with all that it started. */
export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  kill(): void;
}

/** How Erlang is started, if not as a plain child of this process. */
export interface Place {
  start(erl: string, args: readonly string[]): Started;
  /** A secret that begins each line of the answer; other lines do not count. */
  readonly mark: string;
  /** The longest answer of paxy's own code, in bytes. */
  readonly bytesMax: number;
}

const STDERR_MAX = 2000;

const PLAIN: Place = { start: plainly, mark: "", bytesMax: Number.POSITIVE_INFINITY };

function plainly(erl: string, args: readonly string[]): Started {
  const owner = ownerMark();
  const child = spawn(erl, args, { env: { ...erlangEnvironment(), ...owner } });
  child.once("close", () => killMarked(owner));
  return { child, kill: () => child.kill("SIGKILL") };
}

/**
 * Asks an Erlang of its own, without nodes, terminal or network. It ends after its answer, and when
 * this process ends in any way, because its input is then closed.
 */
export function ask(
  code: ErlangCode,
  term: string,
  onAnswer: (answer: Answer) => void,
  { start, mark, bytesMax }: Place = PLAIN,
): Asked {
  const { child, kill } = start(code.erl, argumentsFor(code));
  let complained = "";
  let wrong: Error | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complained = (complained + text).slice(0, STDERR_MAX);
  });
  // It may end before it has read everything; its exit status says more.
  child.stdin.on("error", () => {});
  const say = (line: string): void => {
    child.stdin.write(`${line}.\n`);
  };
  say(mark === "" ? term : `{marked,${binary(mark)},${term}}`);
  let bytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bytesMax) return;
    wrong ??= new Error("printed more than an answer can hold");
    kill();
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    try {
      const record = line.startsWith(mark) ? recordOf(line.slice(mark.length)) : undefined;
      if (record !== undefined) onAnswer(answer(record));
    } catch (error) {
      wrong ??= error as Error;
      kill();
    }
  });
  const read = new Promise<void>((done) => lines.once("close", done));
  const answered = new Promise<void>((done, fail) => {
    child.once("error", fail);
    child.once("close", (status, signal) => {
      const why = complained.trim().split("\n")[0] ?? "";
      if (wrong !== undefined) fail(new Error(`Erlang ${wrong.message}`));
      else if (status === 0) read.then(() => (wrong === undefined ? done() : fail(wrong)));
      else fail(new Error(`Erlang ended with ${status ?? signal}${why === "" ? "" : `: ${why}`}`));
    });
  });
  return { answered, say, end: () => child.stdin.end(), stop: () => say("stop"), kill };
}

const argumentsFor = ({ ebin, codePaths }: ErlangCode): string[] => [
  // Ctrl-C reaches the whole process group; this process gets it, and passes it on.
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
