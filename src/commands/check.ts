import {
  boundsOf,
  type GivenBounds,
  macroSets,
  scheduleWords,
  whole,
} from "../batch/check-bounds.ts";
import { refuseErlangCode } from "../batch/code-source.ts";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { InputError } from "../console/problems.ts";
import { search, systemCommand } from "../console/search.ts";
import { showTimeline } from "../console/show-timeline.ts";
import { whyJson, whyText } from "../console/why.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import { type Checked, checkText, type Flaw, scheduleText } from "../report/check-text.ts";
import { type CheckBounds, checkTerm, showTerm } from "../wire/questions.ts";

/** As commander hands them over. */
export interface CheckOptions extends GivenBounds {
  readonly memory?: string;
  readonly seed?: string;
  readonly shortest?: boolean;
  readonly compact?: boolean;
  readonly acceptCompact?: boolean;
  readonly schedule?: string;
  readonly json?: boolean;
  readonly code?: readonly string[];
}

const MEMORY_MB = 4000;

/** `paxy check`: every schedule of a small system, or with `--schedule` one of them. Answers with the exit code. */
export async function check(given: readonly string[], options: CheckOptions): Promise<number> {
  refuseErlangCode(given, "check");
  if (given[0] !== undefined) {
    throw new InputError(
      `"${given[0]}" is not a folder of Erlang modules; check takes no batch file. For its options: ${commandText("check", "--help")}`,
    );
  }
  const { macros, set } = macroSets(options.set);
  const code = await userCode(options.code, macros);
  const bounds = boundsOf("check", { ...options, set }, code);
  if (options.schedule !== undefined) return showSchedule(bounds, options.schedule, options, code);
  const limits = {
    memoryMax: whole("--memory", options.memory, MEMORY_MB, 100, 1_000_000) * 1_000_000,
    seed: whole("--seed", options.seed, 1, 0, 999_999_999),
    compact: options.compact ?? false,
    shortest: options.shortest ?? false,
  };
  const term = checkTerm(bounds, limits);
  const { answer: checked, events, interrupted } = await search("checked", term, code);
  if (options.json) printJson(events, withWhy(checked, events, bounds));
  else {
    process.stdout.write(checkText(bounds, checked));
    if (checked.ending === "violation") {
      const found = { ...bounds, ...checked.bounds };
      const files = options.code ?? [];
      const commands = {
        again: systemCommand("check", found, files, macros),
        explore: systemCommand("explore", found, files, macros),
      };
      showTimeline(events, "step");
      if (isUnsafe(checked)) process.stdout.write(whyText(events, bounds.acceptors));
      process.stdout.write(scheduleText(commands, checked.schedule ?? []));
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
  const { answer, events } = await search("shown", showTerm(bounds, scheduleWords(schedule)), code);
  const violates = answer.verdict === "violation";
  if (json) printJson(events, withWhy(answer, events, bounds));
  else {
    showTimeline(events, "step");
    process.stdout.write(
      violates
        ? `${answer.flaw === "crash" ? "CRASH" : "VIOLATION"}: ${answer.reason}.\n`
        : "No violation.\n",
    );
    if (isUnsafe(answer)) process.stdout.write(whyText(events, bounds.acceptors));
  }
  return violates ? EXIT.violation : EXIT.ok;
}

/** Only a violation of the decisions can be explained. */
const isUnsafe = ({ flaw }: { readonly flaw?: Flaw | undefined }): boolean =>
  flaw === "agreement" || flaw === "validity";

const withWhy = (
  answer: { readonly flaw?: Flaw | undefined },
  events: readonly TraceEvent[],
  { acceptors }: CheckBounds,
): object => (isUnsafe(answer) ? { ...answer, why: whyJson(events, acceptors) } : answer);

function printJson(events: readonly TraceEvent[], answer: unknown): void {
  for (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
