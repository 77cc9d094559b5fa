import * as z from "zod";
import { type Parsed, parsed, problem, refused, show } from "./problem.ts";
import type { Command } from "./queue-state.ts";
import { TRIALS_MAX } from "./queue-trials.ts";
import type { Trial } from "./trial.ts";
import { isObject, parseTrial, type Versions } from "./trial-schema.ts";

const number = z.int().min(1);
const type = <Name extends Command["type"]>(name: Name) => ({ type: z.literal(name) });

/** The commands, their trials not yet looked into. */
const COMMAND = z.discriminatedUnion("type", [
  z.strictObject({
    ...type("add"),
    trials: z.array(z.unknown()).max(TRIALS_MAX),
    after: z.int().min(0).optional(),
  }),
  z.strictObject({ ...type("edit"), number, trial: z.unknown() }),
  z.strictObject({ ...type("delete"), number }),
  z.strictObject(type("undo")),
  z.strictObject({ ...type("move"), number, by: z.int() }),
  z.strictObject(type("pause")),
  z.strictObject(type("resume")),
  z.strictObject({ ...type("pauseTrial"), number }),
  z.strictObject({ ...type("resumeTrial"), number }),
  z.strictObject({ ...type("cancel"), number, run: number.optional() }),
  z.strictObject({ ...type("retry"), number }),
  z.strictObject(type("retryAll")),
  z.strictObject({ ...type("setJobs"), jobs: z.int() }),
  z.strictObject(type("stop")),
]);

/** A command from plain data that came over a socket; its trials are held against the rules of a batch file. */
export function parseCommand(data: unknown, versions: Versions): Parsed<Command> {
  const found = COMMAND.safeParse(data);
  if (!found.success)
    return refused(problem("", `the command is not understood: ${wrong(data, found.error)}`));
  const command = found.data;
  if (command.type === "edit") {
    const trial = parseTrial(command.trial, versions, "trial");
    return trial.ok ? parsed({ ...command, trial: trial.value }) : trial;
  }
  if (command.type !== "add") return parsed(command as Command);
  const trials = parseTrials(command.trials, versions);
  return trials.ok ? parsed({ ...command, trials: trials.value } as Command) : trials;
}

function parseTrials(data: readonly unknown[], versions: Versions): Parsed<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const [index, each] of data.entries()) {
    const trial = parseTrial(each, versions, `trials[${index}]`);
    if (!trial.ok) return trial;
    trials.push(trial.value);
  }
  return parsed(trials);
}

function wrong(data: unknown, error: z.ZodError): string {
  const where = error.issues[0]?.path.join(".") ?? "";
  return isObject(data)
    ? `type ${show(data.type)}, field ${where === "" ? "unknown" : where}`
    : show(data);
}
