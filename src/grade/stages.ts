import { labBatches } from "../batch/lab-batches.ts";
import type { LabFolder } from "../batch/lab-folder.ts";
import type { Batch } from "../core/batch/batch.ts";
import { NO_COUNTS } from "../core/run/verdicts.ts";
import { drawKeyOf } from "../core/trial/configuration.ts";
import { CHECK_ENDINGS, LAB_CHECKS, LAB_LIMITS, LAB_SYSTEM } from "../lab/check.ts";
import { boundsText, endingText } from "../report/check-text.ts";
import type { GradedCheck, GradedFailure, GradedLoad } from "../report/grade/graded.ts";
import {
  checkTerm,
  type FolderSource,
  folderTerm,
  inTurnTerm,
  runsTerm,
  untilTerm,
} from "../wire/questions.ts";
import { type AnswerOf, reasonsOf } from "../wire/records.ts";
import type { WalledPlace } from "./ask-walled.ts";
import { failureOfRuns, violationOf } from "./failures.ts";
import { type Heard, heard } from "./heard.ts";
import type { Room } from "./rooms.ts";

/**
 * The two stages of a submission, each in an Erlang of its own; only code that compiles reaches the
 * second.
 */

type Packed = { readonly folder: LabFolder } | { readonly problems: readonly string[] };

/** Reads, compiles and packs a folder. */
export async function packed(
  at: WalledPlace,
  room: Room,
  { name, roles }: Pick<FolderSource, "name" | "roles">,
  killMs: number,
): Promise<Packed> {
  const term = folderTerm({ path: room.code, name, roles }, room.packed);
  const { answers, broken } = await heard(at, { term, killMs });
  const answer = answers.at(-1)?.answer;
  if (answer?.t === "folder") return { folder: { ...answer, given: name } };
  if (broken !== undefined) return { problems: [`Compiling it ${broken}.`] };
  return { problems: reasonsOf(answer).map((each) => each.replace("--code DIR:", "DIR:")) };
}

export interface Tried {
  readonly loads: readonly GradedLoad[];
  readonly unbacked: number;
  readonly causes: readonly string[];
  readonly checks: readonly GradedCheck[];
  /** Of runs, in the order of the loads, then of checks. */
  readonly failures: readonly GradedFailure[];
  readonly problems: readonly string[];
}

/** Of the time, for the runs, and up to the end of the check without a crash. */
const SHARES = { runs: 0.4, check: 0.72 } as const;
/** An Erlang reserves more than it uses; this is what a check may use. */
const CHECK_BYTES_MAX = 1_000_000_000;

/** Runs a folder under the loads of `paxy lab`, with its seed, and makes its checks, all within `ms`. */
export async function tried(
  at: WalledPlace,
  folder: LabFolder,
  { runs, ms, killMs }: { runs: number; ms: number; killMs: number },
): Promise<Tried> {
  const { batch, labels } = virtualBatch(folder);
  const part = (share: number) => Math.round(ms * share);
  const [without = "", withCrash = ""] = LAB_CHECKS.map(({ crashes }) =>
    checkTerm(
      { ...LAB_SYSTEM, version: folder.name, crashes },
      { ...LAB_LIMITS, memoryMax: CHECK_BYTES_MAX },
    ),
  );
  const term = inTurnTerm([
    runsTerm(drawn(batch), runs, part(SHARES.runs)),
    untilTerm(part(SHARES.check), without),
    untilTerm(part(1), withCrash),
  ]);
  const { answers, progress, broken, isLate } = await heard(
    at,
    { term, killMs },
    (answer) => answer.t === "checked" && answer.ending === "violation",
  );
  const loads = answers.flatMap(({ answer, events }) =>
    answer.t === "tried" ? [{ answer, events }] : [],
  );
  const checks = answers.filter(({ answer }) => answer.t !== "tried");
  const checked = LAB_CHECKS.map(({ crashes }, index) => checkOf(crashes, checks[index], progress));
  const inRuns = loads.flatMap(({ answer, events }) =>
    failureOfRuns(answer, labels[answer.load - 1] ?? "", events),
  );
  return {
    loads: labels.map((label, index) => {
      const load = loads.find(({ answer }) => answer.load === index + 1);
      return { label, wanted: runs, counts: { ...NO_COUNTS, ...load?.answer.counts } };
    }),
    unbacked: loads.reduce((sum, { answer }) => sum + answer.unbacked, 0),
    causes: [...new Set(loads.flatMap(({ answer }) => answer.causes))],
    checks: withoutNeedless(checked.map(({ check }) => check)),
    failures: [...inRuns, ...checked.flatMap(({ failure }) => failure ?? [])],
    problems: problemsOf(isLate ? undefined : broken, loads.some(hasRuns)),
  };
}

/** Running out of time is not a fault of the code if some run ended. */
function problemsOf(broken: string | undefined, ran: boolean): readonly string[] {
  if (broken !== undefined) return [`Running it ${broken}.`];
  return ran ? [] : [NOTHING_ENDED];
}

const hasRuns = ({ answer }: { readonly answer: AnswerOf<"tried"> }): boolean => answer.runs > 0;

const NOTHING_ENDED = "No run finished in time: a step never ends, or --budget is too small.";

function virtualBatch(folder: LabFolder) {
  const virtual = labBatches(folder).find(({ batch }) =>
    batch.trials.every(({ moduleName }) => moduleName === "paxy_sim"),
  );
  if (virtual === undefined) throw new Error("paxy lab has no batch in virtual time");
  return virtual;
}

const drawn = ({ settings, trials }: Batch) =>
  trials.map((config) => ({
    ...{ config, hash: drawKeyOf(config), occurrence: 1 },
    ...{ seed: settings.seed, timeLimitMs: settings.timeLimitMs },
  }));

interface CheckedOnce {
  readonly check: GradedCheck;
  readonly failure?: GradedFailure | undefined;
}

/** The result of a check, or its progress when its Erlang ended. */
function checkOf(
  crashes: number,
  found: Heard | undefined,
  progress: AnswerOf<"progress"> | undefined,
): CheckedOnce {
  const label = crashes === 0 ? "every schedule" : "every schedule with a crash";
  if (found === undefined) {
    return { check: { label, ending: "none", said: "not done", closed: closedIn(progress) } };
  }
  const { answer, events } = found;
  if (answer.t !== "checked") {
    const said = `can't be done: ${reasonsOf(answer).join(" ")}`;
    return { check: { label, ending: "none", said, closed: [] } };
  }
  const ending = CHECK_ENDINGS[answer.ending];
  const bounds = { ...LAB_SYSTEM, version: "", crashes };
  const said = ending === "partly" ? "no violation so far" : endingText(bounds, answer);
  const check = { label, ending, said, closed: closedIn(answer) };
  return ending === "violation"
    ? { check, failure: violationOf(answer.reason ?? "", label, events) }
    : { check };
}

const closedIn = (answer: Pick<AnswerOf<"progress">, "closed"> | undefined): readonly string[] =>
  (answer?.closed ?? []).map(boundsText);

/** Code that fails without a crash need not be checked with one. */
const withoutNeedless = ([first, ...others]: readonly GradedCheck[]): readonly GradedCheck[] =>
  first === undefined
    ? []
    : first.ending !== "violation"
      ? [first, ...others]
      : [first, ...others.map(({ label }) => needless(label))];

const needless = (label: string): GradedCheck => ({
  label,
  ending: "none",
  said: "not started: it fails without a crash",
  closed: [],
});
