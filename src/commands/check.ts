import { refuseErlangCode } from "../batch/code-source.ts";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { InputError, inputError } from "../console/problems.ts";
import { checkCommand, search } from "../console/search.ts";
import { showTimeline } from "../console/show-timeline.ts";
import { FACTS } from "../core/facts.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { parseSets } from "../core/trial/sweep.ts";
import type { Trial } from "../core/trial/trial.ts";
import { type Checked, checkText, scheduleText } from "../report/check-text.ts";
import { type CheckBounds, checkTerm, showTerm } from "../wire/questions.ts";

/** As commander hands them over. */
export interface CheckOptions {
  readonly set?: readonly string[];
  readonly rounds?: string;
  readonly duplicates?: string;
  readonly crashes?: string;
  readonly memory?: string;
  readonly seed?: string;
  readonly shortest?: boolean;
  readonly compact?: boolean;
  readonly acceptCompact?: boolean;
  readonly schedule?: string;
  readonly json?: boolean;
  readonly code?: readonly string[];
}

const BOUND_MAX = FACTS.limits.checked;
const ROUNDS_MAX = 100;
const MEMORY_MB = 4000;

/** `paxy check`: every schedule of a small system, or with `--schedule` one of them. Answers with the exit code. */
export async function check(given: readonly string[], options: CheckOptions): Promise<number> {
  refuseErlangCode(given, "check");
  if (given[0] !== undefined) {
    throw new InputError(
      `"${given[0]}" is not a folder of Erlang modules; check takes no batch file. For its options: ${commandText("check", "--help")}`,
    );
  }
  const code = await userCode(options.code);
  const bounds = boundsOf(options, code);
  if (options.schedule !== undefined) return showSchedule(bounds, options.schedule, options, code);
  const limits = {
    memoryMax: whole("--memory", options.memory, MEMORY_MB, 100, 1_000_000) * 1_000_000,
    seed: whole("--seed", options.seed, 1, 0, 999_999_999),
    compact: options.compact ?? false,
    shortest: options.shortest ?? false,
  };
  const term = checkTerm(bounds, limits);
  const { answer: checked, events, interrupted } = await search("checked", term, code);
  if (options.json) printJson(events, checked);
  else {
    process.stdout.write(checkText(bounds, checked));
    if (checked.ending === "violation") {
      const command = checkCommand({ ...bounds, ...checked.bounds }, options.code ?? []);
      showTimeline(events, "step");
      process.stdout.write(scheduleText(command, checked.schedule ?? []));
    }
  }
  return exitCode(checked, interrupted, options);
}

function exitCode(
  { ending, missed = 0 }: Checked,
  interrupted: boolean,
  { acceptCompact = false }: CheckOptions,
): number {
  if (interrupted) return EXIT.interrupted;
  if (ending === "violation") return EXIT.violation;
  return ending === "complete" && (missed === 0 || acceptCompact) ? EXIT.ok : EXIT.notRun;
}

async function showSchedule(
  bounds: CheckBounds,
  schedule: string,
  { json = false }: CheckOptions,
  code: UserCode,
): Promise<number> {
  const words = schedule.split(/[\s,]+/).filter((word) => word !== "");
  const { answer, events } = await search("shown", showTerm(bounds, words), code);
  if (json) printJson(events, answer);
  else {
    showTimeline(events, "step");
    process.stdout.write(
      answer.verdict === "violation" ? `VIOLATION: ${answer.reason}.\n` : "No violation.\n",
    );
  }
  return answer.verdict === "violation" ? EXIT.violation : EXIT.ok;
}

function printJson(events: readonly TraceEvent[], answer: unknown): void {
  for (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

const SIZES = ["numProposers", "numAcceptors", "moduleVersion"] as const;

function boundsOf(options: CheckOptions, code: UserCode): CheckBounds {
  const found = parseSets(options.set ?? [], [...VERSIONS, ...code.versions]);
  if (!found.ok) throw inputError("", found.problems);
  const given: Partial<Record<keyof Trial, unknown>> = {};
  for (const { parameter, values } of found.value) {
    if (!SIZES.includes(parameter.name as (typeof SIZES)[number])) {
      throw new InputError(
        `paxy check tries every delay and loss, so --set ${parameter.name} has no effect; it takes ${SIZES.join(", ")}.`,
      );
    }
    if (values.length !== 1) {
      throw new InputError(`--set ${parameter.name} must be one value; check takes one system.`);
    }
    given[parameter.name] = values[0];
  }
  const { numProposers = 2, numAcceptors = 3, moduleVersion = code.versions[0] ?? 2 } = given;
  return {
    proposers: whole("--set numProposers", numProposers, 2, 1, BOUND_MAX),
    acceptors: whole("--set numAcceptors", numAcceptors, 3, 1, BOUND_MAX),
    version: moduleVersion as number | string,
    rounds: whole("--rounds", options.rounds, 2, 1, ROUNDS_MAX),
    duplicates: whole("--duplicates", options.duplicates, 0, 0, BOUND_MAX),
    crashes: whole("--crashes", options.crashes, 0, 0, BOUND_MAX),
  };
}

function whole(name: string, given: unknown, fallback: number, min: number, max: number): number {
  if (given === undefined) return fallback;
  const text = String(given).trim();
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new InputError(
    `${name} is ${JSON.stringify(given)}; it must be a whole number from ${min} to ${max}.`,
  );
}
