import { join } from "node:path";
import type { TrialState } from "../core/queue/state.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import { explain } from "../core/why/explain.ts";
import { whyLines } from "../core/why/words.ts";
import { readRegular } from "../results/regular-file.ts";
import { readTrace } from "../results/traces.ts";
import { firstViolation, violationFile } from "../results/violations.ts";
import { commandText } from "./command-text.ts";
import { pathHere } from "./shown-path.ts";

/** Why a run violated, as lines to print below its timeline. */
export const whyText = (events: readonly TraceEvent[], acceptors: number): string =>
  whyLines(events, acceptors)
    .map((line, index) => `${index === 0 ? "Why: " : "     "}${line}\n`)
    .join("");

/** The same as plain data: the explanation, and its sentences. */
export const whyJson = (events: readonly TraceEvent[], acceptors: number): object => ({
  type: "why",
  sentences: whyLines(events, acceptors),
  ...explain(events, acceptors),
});

/** The first violation of a batch: its explanation, and the command that shows it. */
export interface ShownViolation {
  readonly trial: number;
  readonly run: number;
  readonly why: readonly string[];
  readonly replay: string;
}

/** Undefined if the batch has none. */
export async function violationOf(
  directory: string,
  trials: readonly Pick<TrialState, "number" | "trial">[],
): Promise<ShownViolation | undefined> {
  const which = await firstViolation(directory);
  if (which === undefined) return undefined;
  const text = await readRegular(join(directory, violationFile(which))).catch(() => undefined);
  const trial = trials.find(({ number }) => number === which.trial)?.trial;
  const why =
    text === undefined || trial === undefined ? [] : whyLines(readTrace(text), trial.numAcceptors);
  return {
    ...{ trial: which.trial, run: which.run },
    why,
    replay: commandText("replay", pathHere(directory), String(which.trial), String(which.run)),
  };
}
