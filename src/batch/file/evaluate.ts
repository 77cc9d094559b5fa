import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { killDescendants } from "./descendants.ts";
import { BatchFileError } from "./error.ts";

/** A file of thousands of trials takes half a second, and many times that on a busy machine. */
const TIME_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 512;
const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;

/** The answer of the child, a line of JSON on its descriptor 3. */
export type Answer = { readonly exported: unknown } | { readonly problem: string };

/**
 * Evaluates a TypeScript or JavaScript file in a child process that is gone
 * when this resolves, whatever the file does: the file may loop, exit, print
 * without end or start processes of its own.
 */
export async function evaluate(path: string): Promise<unknown> {
  const child = start(resolve(path));
  const timer = setTimeout(() => end(child), TIME_LIMIT_MS);
  try {
    const [text, exit] = await Promise.all([answerOf(child), exitOf(child)]);
    return exportedBy(path, text, exit);
  } finally {
    clearTimeout(timer);
    end(child);
  }
}

/** A process group of its own, so that processes started by the file can be killed, too. */
function start(file: string): ChildProcess {
  const limit = `--max-old-space-size=${MEMORY_LIMIT_MB}`;
  return spawn(process.execPath, [limit, childProgram(), file, String(process.pid)], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    detached: true,
  });
}

/** Built beside the bundle that this is part of, or in the project's `.build` when this is run from its source. */
function childProgram(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const found = [directory, join(directory, ".build")]
      .map((place) => join(place, "batch-file.js"))
      .find((file) => existsSync(file));
    if (found) return found;
    if (dirname(directory) === directory) throw new Error("batch-file.js is not built");
    directory = dirname(directory);
  }
}

function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  killDescendants(child.pid);
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

/**
 * The line that the child says; undefined when it is too long. Its end is not
 * waited for: a process that the file started may hold the pipe open for days.
 */
function answerOf(child: ChildProcess): Promise<string | undefined> {
  const pipe = child.stdio[3] as Readable;
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    let late: NodeJS.Timeout | undefined;
    const answer = (text: string | undefined): void => {
      clearTimeout(late);
      pipe.destroy();
      resolve(text);
    };
    const soFar = (): string => Buffer.concat(chunks).toString();
    pipe.on("data", (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (chunk.includes(NEWLINE)) answer(soFar());
      else if (length > ANSWER_LIMIT_BYTES) {
        end(child);
        answer(undefined);
      }
    });
    pipe.once("end", () => answer(soFar()));
    pipe.once("error", () => answer(soFar()));
    child.once("exit", () => {
      if (!pipe.destroyed) late = setTimeout(() => answer(soFar()), LAST_BYTES_MS);
    });
  });
}

const NEWLINE = 0x0a;

/** Output written before the process ended is still in the pipe, and is read within this time. */
const LAST_BYTES_MS = 1000;

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code, signal) => done({ code, signal }));
  });
}

function exportedBy(path: string, text: string | undefined, exit: Exit): unknown {
  if (text === undefined) throw new BatchFileError(`${path} exports more than 32 MiB of data.`);
  const answer = parseAnswer(text);
  if (answer === undefined) throw new BatchFileError(`${path} ${withoutAnswer(exit)}`);
  if ("problem" in answer) throw new BatchFileError(answer.problem.replaceAll(resolve(path), path));
  return answer.exported;
}

function parseAnswer(text: string): Answer | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node's exit code when nothing is left that could settle a top-level await. */
const EXIT_CODE_UNSETTLED = 13;

/** SIGKILL is the time limit; V8 aborts when memory runs out. */
function withoutAnswer({ code, signal }: Exit): string {
  if (signal === "SIGKILL")
    return `did not finish within ${TIME_LIMIT_MS / 1000} s: an infinite loop, or an await that never resolves.`;
  if (signal === "SIGABRT") return `took more than ${MEMORY_LIMIT_MB} MB of memory.`;
  if (signal) return `was ended by ${signal} before it exported a batch.`;
  if (code === EXIT_CODE_UNSETTLED) return "has a top-level await that never resolves.";
  return `ended its process with code ${code} before it exported a batch.`;
}
