import * as z from "zod";
import { JOBS_MAX, MORE_RUNS_MAX, TRIALS_MAX } from "../limits.ts";
import { type Parsed, parsed, problem, refused } from "../problem.ts";
import { parseTrial, type Versions } from "../trial/schema.ts";
import type { Trial } from "../trial/trial.ts";
import type { Command } from "./state.ts";

const whole = z.int().min(-Number.MAX_SAFE_INTEGER);
const number = z.int().positive();
const ofTrial = <Type extends string>(type: Type) =>
  z.strictObject({ type: z.literal(type), number });
const plain = <Type extends string>(type: Type) => z.strictObject({ type: z.literal(type) });

/** Commands about one trial that hold no trial of their own. */
const ABOUT_TRIAL = [
  ofTrial("delete"),
  z.strictObject({ type: z.literal("move"), number, by: whole }),
  ofTrial("pauseTrial"),
  ofTrial("resumeTrial"),
  z.strictObject({ type: z.literal("cancel"), number, run: number.optional() }),
  ofTrial("retry"),
  z.strictObject({ type: z.literal("moreRuns"), number, runs: z.int().min(1).max(MORE_RUNS_MAX) }),
  z.strictObject({ type: z.literal("untilPrecise"), number, precision: z.number().gt(0).max(1) }),
] as const;

const outer = z.discriminatedUnion("type", [
  ...ABOUT_TRIAL,
  z.strictObject({
    type: z.literal("several"),
    commands: z.array(z.discriminatedUnion("type", ABOUT_TRIAL)).max(TRIALS_MAX),
  }),
  z.strictObject({
    type: z.literal("add"),
    trials: z.array(z.unknown()).max(TRIALS_MAX),
    after: z.int().nonnegative().optional(),
  }),
  z.strictObject({ type: z.literal("edit"), number, trial: z.unknown() }),
  plain("undo"),
  plain("pause"),
  plain("resume"),
  plain("retryAll"),
  z.strictObject({ type: z.literal("setJobs"), jobs: z.int().positive().max(JOBS_MAX) }),
  plain("stop"),
]);

/** A command that came from outside this process; its trials are checked like those of a batch file. */
export function parseCommand(data: unknown, versions: Versions): Parsed<Command> {
  const found = outer.safeParse(data);
  if (!found.success) return refused(problem("", "unknown command"));
  const command = found.data;
  if (command.type === "edit") {
    const trial = parseTrial(command.trial, versions, "trial");
    return trial.ok ? parsed({ ...command, trial: trial.value }) : trial;
  }
  if (command.type !== "add") return parsed(command as Command);
  const trials: Trial[] = [];
  for (const [index, each] of command.trials.entries()) {
    const trial = parseTrial(each, versions, `trials[${index}]`);
    if (!trial.ok) return trial;
    trials.push(trial.value);
  }
  const { after } = command;
  return parsed({ type: "add", trials, ...(after === undefined ? {} : { after }) });
}
