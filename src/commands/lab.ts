import { macroSets } from "../batch/check-bounds.ts";
import { type CodeSource, codeSource } from "../batch/code-source.ts";
import { folderSentences } from "../batch/folder-trials.ts";
import { labBatches } from "../batch/lab-batches.ts";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { interruption } from "../console/interruption.ts";
import { InputError } from "../console/problems.ts";
import { showProgress } from "../console/progress.ts";
import { shownPath } from "../console/shown-path.ts";
import { labCalls } from "../lab/calls.ts";
import { CHECKED_SYSTEM, checkedLab, LAB_CHECKS } from "../lab/check.ts";
import { causesIn, type Ended, failuresIn } from "../lab/failures.ts";
import { sanitise } from "../nodes/sanitise.ts";
import {
  type LabFailure,
  type LabFindings,
  labJson,
  labProblemsJson,
  labReport,
} from "../report/lab-report.ts";
import type { SocketClient } from "../service/socket/client.ts";
import { type PreparedService, prepareService } from "../service/start.ts";

/** As commander hands them over. */
export interface LabOptions {
  readonly allowed?: boolean;
  readonly json?: boolean;
  readonly budget?: string;
  readonly out?: string;
  readonly set?: readonly string[];
}

/** The batches may use this share of the budget; the checks have the rest. */
const SHARES = [0.35, 0.6] as const;

/**
 * `paxy lab DIR`: a folder in every engine and under every schedule. Answers with the exit code.
 */
export async function lab(given: string | undefined, options: LabOptions): Promise<number> {
  if (options.allowed) return labCalls();
  if (given === undefined) {
    throw new InputError(
      `paxy lab needs a folder with acceptor.erl and proposer.erl: ${commandText("lab", "DIR")}`,
    );
  }
  if (sourceOf(given).kind !== "folder") {
    throw new InputError(
      `${JSON.stringify(given)} is not a folder; paxy lab takes one with acceptor.erl and proposer.erl.`,
    );
  }
  const { macros, set } = macroSets(options.set);
  if (set.length > 0) {
    throw new InputError(`paxy lab takes only --set macros.NAME=VALUE, not --set ${set[0]}.`);
  }
  const startedAt = performance.now();
  const budgetMs = budgetOf(options.budget);
  const services = [prepareService(), prepareService()];
  try {
    const code = await userCode([given]).catch((thrown: unknown) => {
      const error = inWordsOfLab(thrown);
      if (options.json && error instanceof InputError) {
        process.stdout.write(`${JSON.stringify(labProblemsJson(given, error.message))}\n`);
      }
      throw error;
    });
    const checked = Object.keys(macros).length === 0 ? code : await userCode([given], macros);
    const at = { given, code, checked, startedAt, budgetMs, out: options.out ?? "out" };
    const { findings, interrupted } = await tried(at, services);
    process.stdout.write(
      options.json ? `${JSON.stringify(labJson(findings))}\n` : sanitised(labReport(findings)),
    );
    return interrupted ? EXIT.interrupted : exitOf(findings.failures);
  } finally {
    for (const service of services) service.abandon();
  }
}

function sourceOf(given: string): CodeSource {
  try {
    return codeSource(given, []);
  } catch (thrown) {
    throw inWordsOfLab(thrown);
  }
}

/** What to type, for this command. */
const inWordsOfLab = (error: unknown): unknown =>
  error instanceof InputError
    ? new InputError(
        error.message
          .replaceAll("with --code DIR:", "with paxy lab DIR:")
          .replaceAll("type --code ", "type paxy lab ")
          .replaceAll(/^--code /gm, ""),
      )
    : error;

function exitOf(failures: readonly LabFailure[]): number {
  if (failures.some(({ kind }) => kind === "violation")) return EXIT.violation;
  return failures.length > 0 ? EXIT.notRun : EXIT.ok;
}

const sanitised = (text: string): string => text.split("\n").map(sanitise).join("\n");

function budgetOf(text = "60"): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1) return Number(text) * 1000;
  throw new InputError(
    `--budget is ${JSON.stringify(text)}; it must be a whole number of seconds from 1 to 99999.`,
  );
}

interface Place {
  readonly given: string;
  readonly code: UserCode;
  /** The same folder, packed with the macros, because a check cannot set them otherwise. */
  readonly checked: UserCode;
  /** ms, as performance.now() counts. */
  readonly startedAt: number;
  readonly budgetMs: number;
  readonly out: string;
}

async function tried(at: Place, services: PreparedService[]) {
  const [folder] = at.code.folders;
  if (folder === undefined) throw new Error(`${at.given} was read, but is not a folder`);
  const batches = labBatches(folder, at.checked.macros);
  const ended: Ended[] = [];
  for (const [index, each] of batches.entries()) {
    const service = services.shift() ?? prepareService();
    const client = await service.start(each.batch, at.code, { out: at.out }, "held");
    const until = at.startedAt + at.budgetMs * (SHARES[index] ?? 1);
    ended.push({ ...each, ...(await followed(client, until)) });
    if (ended.at(-1)?.interrupted) break;
  }
  const inRuns = await failuresIn(ended, at);
  const stopped = ended.some(({ interrupted }) => interrupted);
  const checked = stopped
    ? { checks: LAB_CHECKS.map(interruptedCheck) }
    : await checkedLab({ ...at, code: at.checked });
  const interrupted = stopped || ("interrupted" in checked && checked.interrupted);
  const findings: LabFindings = {
    folder: folder.name,
    notes: folderSentences(
      batches.map(({ batch }) => batch),
      at.code.folders,
    ).map((each) => `${each}.`),
    runs: ended.flatMap(runsOf),
    checks: checked.checks,
    checkedSystem: CHECKED_SYSTEM,
    causes: await causesIn(ended),
    failures: withCheck(inRuns, "failure" in checked ? checked.failure : undefined),
    elapsedMs: performance.now() - at.startedAt,
    budgetMs: at.budgetMs,
    results: ended.map(({ snapshot }) => shownPath(snapshot.directory)),
  };
  return { findings, interrupted };
}

const interruptedCheck = ({ label }: { readonly label: string }) => ({
  label,
  ending: "none" as const,
  said: "not started: interrupted",
});

/**
 * A violation in a run comes first, because it has lines of code; then one of a check; then a
 * failed run. What took the crash of an acceptor comes last.
 */
function withCheck(inRuns: readonly LabFailure[], inCheck: LabFailure | undefined) {
  if (inCheck === undefined || inRuns[0]?.kind === "violation") return inRuns;
  return inCheck.afterCrash ? [...inRuns, inCheck] : [inCheck, ...inRuns];
}

const runsOf = ({ snapshot, labels }: Ended) =>
  snapshot.queue.trials.map(({ counts, runs }, index) => ({
    label: labels[index] ?? "",
    wanted: runs,
    counts,
  }));

/** Follows a batch to its end, and stops it when its time is over. */
async function followed(client: SocketClient, until: number) {
  const stop = () => client.dispatch({ type: "stop" });
  const interrupted = interruption(stop);
  const timer = setTimeout(stop, Math.max(0, until - performance.now()));
  const progress = showProgress(client, process.stderr);
  const trouble = await client.closed.finally(() => {
    clearTimeout(timer);
    interrupted.end();
    progress.end();
  });
  if (trouble !== "") throw new InputError(trouble);
  return { snapshot: client.snapshot(), interrupted: interrupted.happened() };
}
