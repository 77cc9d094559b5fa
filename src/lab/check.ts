import type { UserCode } from "../batch/user-code.ts";
import { InputError } from "../console/problems.ts";
import { search, systemCommand } from "../console/search.ts";
import { whyLines } from "../core/why/words.ts";
import {
  type Checked,
  type CheckedSystem,
  coveredLines,
  endingText,
} from "../report/check-text.ts";
import { decisionsIn } from "../report/decisions.ts";
import type { LabCheck, LabFailure } from "../report/lab-report.ts";
import { checkTerm } from "../wire/questions.ts";
import { withCode } from "./code-lines.ts";

/** The systems that `paxy lab` checks in turn; `share`: the share of the remaining time. */
export const LAB_CHECKS = [
  { label: "every schedule", crashes: 0, share: 0.5 },
  { label: "the same with a crash", crashes: 1, share: 1 },
] as const;

/** The system that is checked. */
export const LAB_SYSTEM = { proposers: 2, acceptors: 3, rounds: 2, duplicates: 0 };
/** The checked system, for people. */
export const CHECKED_SYSTEM = `${LAB_SYSTEM.proposers} proposers, ${LAB_SYSTEM.acceptors} acceptors, ${LAB_SYSTEM.rounds} rounds`;

/** Of each check. */
export const LAB_LIMITS = { memoryMax: 2_000_000_000, seed: 1, compact: false, shortest: false };
/** A search with less time is not worth starting. */
const TIME_MIN_MS = 1000;

interface Place {
  readonly given: string;
  readonly code: UserCode;
  readonly startedAt: number;
  readonly budgetMs: number;
}

export interface CheckedLab {
  readonly checks: readonly LabCheck[];
  readonly failure?: LabFailure;
  readonly interrupted: boolean;
}

/** Checks a folder: 2 proposers, 3 acceptors, 2 rounds; then with one crash, if it held without. */
export async function checkedLab(at: Place): Promise<CheckedLab> {
  const checks: LabCheck[] = [];
  let failure: LabFailure | undefined;
  let interrupted = false;
  for (const each of LAB_CHECKS) {
    const why = failure ? "it fails without a crash" : interrupted ? "interrupted" : undefined;
    const timeMs = (at.startedAt + at.budgetMs - performance.now()) * each.share;
    const unstarted = why ?? (timeMs < TIME_MIN_MS ? "time ran out" : undefined);
    if (unstarted !== undefined) {
      checks.push({ label: each.label, ending: "none", said: `not started: ${unstarted}` });
      continue;
    }
    const one = await checkedOnce(each, at, timeMs);
    checks.push(one.check);
    failure ??= one.failure;
    interrupted ||= one.interrupted;
  }
  return { checks, interrupted, ...(failure === undefined ? {} : { failure }) };
}

/** A schedule writes `homer!` or `homer:3!1` where an actor crashes; what needs none is no fault of crashes. */
export const tookCrash = (schedule: readonly string[] = []): boolean =>
  schedule.some((step) => step.includes("!"));

async function checkedOnce(
  { label, crashes }: (typeof LAB_CHECKS)[number],
  { given, code }: Place,
  timeMs: number,
): Promise<{ check: LabCheck; failure?: LabFailure; interrupted: boolean }> {
  const version = code.versions[0] ?? "";
  const bounds = { ...LAB_SYSTEM, version, crashes };
  try {
    const found = await search("checked", checkTerm(bounds, LAB_LIMITS), code, timeMs);
    const checked = found.answer;
    const said = saidOf(bounds, checked);
    const check = { label, ending: CHECK_ENDINGS[checked.ending], said };
    const { interrupted } = found;
    if (checked.ending !== "violation") return { check, interrupted };
    const within = { ...bounds, ...checked.bounds };
    const command = systemCommand("check", within, [given], code.macros);
    const afterCrash = tookCrash(checked.schedule);
    const failure = {
      kind: checked.flaw === "crash" ? ("failed" as const) : ("violation" as const),
      label,
      reason: checked.reason ?? "",
      afterCrash,
      decisions: decisionsIn(found.events),
      why: [
        ...(afterCrash && checked.flaw !== "crash" && code.folders[0]?.stores === false
          ? [STORES_NOTHING]
          : []),
        ...(isOfDecisions(checked) ? whyLines(found.events, LAB_SYSTEM.acceptors) : []),
      ],
      again: `${command} --schedule '${(checked.schedule ?? []).join(" ")}'`,
    };
    const traced = { events: found.events, acceptors: LAB_SYSTEM.acceptors };
    return { check, failure: await withCode(failure, traced, code), interrupted };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const said = `can't be checked: ${error.message.replaceAll("\n", " ")}`;
    return { check: { label, ending: "none", said }, interrupted: false };
  }
}

const STORES_NOTHING =
  "The code stores nothing, so an acceptor that comes back has forgotten its promises and votes: a fault only where crashes must be survived.";

const isOfDecisions = ({ flaw }: Checked): boolean => flaw === "agreement" || flaw === "validity";

/** How the end of a check counts; `partly` has no violation so far. */
export const CHECK_ENDINGS = {
  complete: "complete",
  violation: "violation",
  states_max: "partly",
  memory_max: "partly",
  stopped: "partly",
} as const;

const saidOf = (system: CheckedSystem, checked: Checked): string =>
  checked.ending === "stopped"
    ? ["time ran out; no violation so far.", ...coveredLines(system, checked)].join(" ")
    : endingText(system, checked);
