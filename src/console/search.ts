import { type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import type { Macros } from "../core/trial/macros.ts";
import { usualCrashes } from "../core/trial/parameters.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { type CheckFigures, checkProgressText } from "../report/check-text.ts";
import type { CheckBounds } from "../wire/questions.ts";
import type { Answer, AnswerOf } from "../wire/records.ts";
import { commandText } from "./command-text.ts";
import { interruption } from "./interruption.ts";
import { ebin } from "./places.ts";
import { InputError } from "./problems.ts";
import { statusLine } from "./status-line.ts";

/** Between lines of progress where there is no terminal; the first comes sooner. */
const UPDATE_INTERVAL_MS = 10_000;
const FIRST_UPDATE_MS = 2000;

export interface Searched<T extends Answer["t"]> {
  readonly answer: AnswerOf<T>;
  readonly events: readonly TraceEvent[];
  readonly interrupted: boolean;
}

/** A search that has not started has no states. */
const stageOf = (record: AnswerOf<"progress">): CheckFigures => {
  const { states = 0, transitions = 0, depth = 0, frontier = 0 } = record;
  return { ...record, states, transitions, depth, frontier };
};

/**
 * Asks Erlang, shows its progress on standard error, and stops after `timeMs` with the findings so
 * far.
 */
export async function search<T extends Answer["t"]>(
  wanted: T,
  term: string,
  { codePaths }: { readonly codePaths: readonly string[] },
  timeMs?: number,
): Promise<Searched<T>> {
  const events: TraceEvent[] = [];
  let answer: Answer | undefined;
  const progress = showProgress(process.stderr);
  const asked = ask({ erl: "erl", ebin, codePaths }, term, (record) => {
    if (record.t === "progress") progress.update(stageOf(record));
    else if (record.t === "event") events.push(tidyEvent(record.event));
    else answer = record;
  });
  const stopping = interruption(() => asked.stop());
  const timer = timeMs === undefined ? undefined : setTimeout(() => asked.stop(), timeMs);
  await asked.answered.finally(() => {
    clearTimeout(timer);
    stopping.end();
    progress.end();
  });
  if (answer === undefined) throw new Error("Erlang gave no answer");
  if (answer.t === "refused") throw new InputError(answer.reasons.join("\n"));
  if (answer.t === "crashed") throw new Error(`Erlang crashed: ${answer.reason}`);
  if (answer.t !== wanted) throw new Error(`Erlang answered with ${answer.t}, not ${wanted}`);
  return { answer: answer as AnswerOf<T>, events, interrupted: stopping.happened() };
}

/** A line that is updated on a terminal; elsewhere one now and then. */
function showProgress(stream: NodeJS.WriteStream) {
  const status = statusLine(stream);
  let dueAt = performance.now() + FIRST_UPDATE_MS;
  return {
    update(figures: CheckFigures): void {
      const line = checkProgressText(figures);
      status.update(line);
      if (stream.isTTY || performance.now() < dueAt) return;
      stream.write(`${line}\n`);
      dueAt = performance.now() + UPDATE_INTERVAL_MS;
    },
    end: status.clear,
  };
}

/** A command line about a system; `macros` are the values that its folder was packed with. */
export function systemCommand(
  command: "check" | "explore",
  bounds: CheckBounds,
  files: readonly string[],
  macros: Macros,
): string {
  const {
    proposers,
    acceptors,
    version,
    rounds,
    duplicates,
    crashes,
    backoff = false,
    deadline,
  } = bounds;
  return commandText(
    command,
    ...files.flatMap((file) => ["--code", file]),
    ...["--set", `numProposers=${proposers}`, "--set", `numAcceptors=${acceptors}`],
    ...["--set", `moduleVersion=${version}`, "--rounds", String(rounds)],
    ...(deadline === undefined ? [] : ["--set", `deadline=${deadline}`]),
    ...(duplicates > 0 ? ["--duplicates", String(duplicates)] : []),
    ...(crashes > 0 || usualCrashes(version) > 0 ? ["--crashes", String(crashes)] : []),
    ...(backoff ? ["--backoff"] : []),
    ...Object.entries(macros).flatMap(([name, value]) => ["--set", `macros.${name}=${value}`]),
  );
}
