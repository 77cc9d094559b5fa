import { type UserCode, userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { type Apart, refuseTogether, refuseWith } from "../console/flags.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { besideText, runText, type ShownRun, type ShowOptions } from "../console/show-run.ts";
import { pathHere } from "../console/shown-path.ts";
import { shrink } from "../console/shrink.ts";
import { type ChangeOptions, changesOf, shrunkCommand, shrunkText } from "../console/smaller.ts";
import { counted } from "../core/count-text.ts";
import { GENERATION } from "../core/results-format.ts";
import { DRAWS_USUAL } from "../core/run/chance.ts";
import type { RunTrace } from "../core/run/trace-event.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { chanceText } from "../report/chance-text.ts";
import type { Manifest } from "../results/manifest.ts";
import { systemOfRun } from "../service/exploration.ts";
import { mayRunAgain } from "../service/may-run-again.ts";
import { manifestIn, resultsIn } from "../service/open-folder.ts";
import { runChance } from "../service/run-draws.ts";
import { changedTrace, recorded, runTrace, type TracedRun } from "../service/run-trace.ts";
import { exploreFrom } from "./explore.ts";

export interface ReplayOptions extends ChangeOptions, ShowOptions {
  readonly shrink?: boolean;
  readonly chance?: string | true;
  readonly explore?: string | true;
  readonly code?: readonly string[];
}

const DRAWINGS = ["svg", "mermaid", "plantuml", "shiviz"] as const;
const CHOICES = ["actor", "kind", "around"] as const;

const APART: Apart<ReplayOptions> = [
  ["explore", ["chance", ...DRAWINGS, ...CHOICES]],
  ["chance", ["set", "until", "lost", "shrink", ...DRAWINGS]],
  ["shrink", ["set", "until", "lost"]],
  ["json", DRAWINGS],
  ["svg", ["mermaid", "plantuml", "shiviz", ...CHOICES]],
  ["mermaid", ["plantuml", "shiviz"]],
  ["plantuml", ["shiviz"]],
];

type Trial = Manifest["trials"][number];

/** `paxy replay DIR TRIAL RUN [RUN2]`: the message timeline of a run, or of two. Answers with the exit code. */
export async function replay(
  [given, trialText, ...runTexts]: readonly [string, string, string, string?],
  options: ReplayOptions,
): Promise<number> {
  const runs = runTexts.flatMap((text) => (text === undefined ? [] : [numbered("run", text)]));
  refuseTogether(options, APART);
  if (runs.length > 1) {
    refuseWith("a second run", options, ["json", "chance", "explore", "shrink", ...DRAWINGS]);
  }
  const directory = await resultsIn(given);
  const manifest = await manifestIn(directory);
  const trial = trialOf(manifest, numbered("trial", trialText), directory);
  const tooHigh = runs.find((run) => run > trial.runs);
  if (tooHigh !== undefined) {
    throw new InputError(
      `trial ${trial.number} of ${directory} has no run ${tooHigh}; it has ${counted(trial.runs, "run")}.`,
    );
  }
  const code = await userCode(options.code);
  const kept = await Promise.all(runs.map((run) => recorded({ directory, trial, run })));
  // A violation of an older paxy is shown from its file, where it has one.
  const isKept =
    manifest.generation !== GENERATION && kept.every(({ events }) => events.length > 0);
  if (isVirtual(trial.trial) && (!isKept || simulatesAgain(options))) {
    mayRunAgain(manifest, [trial], code);
  }
  const replayed: Replayed[] = [];
  for (const [at, run] of runs.entries()) {
    const asked = { directory, manifest, trial, run, kept: isKept ? kept[at] : undefined };
    replayed.push(await traceOf(asked, code, options));
  }
  const [one, other] = replayed as [Replayed, Replayed?];
  if (options.explore !== undefined) return explored(one, code, options);
  if (other !== undefined) process.stdout.write(besideText(one, other, options));
  else process.stdout.write(runText(one, options));
  if (options.chance !== undefined) {
    const { settings } = manifest;
    const which = { directory, settings, trial, run: runs[0] ?? 1, erlang: erlangOf(code) };
    process.stdout.write(await chanceOf(which, one, options));
  }
  return replayed.some(({ verdict }) => verdict === "violation") ? EXIT.violation : EXIT.ok;
}

/** Whether the events that were kept are no answer. */
const simulatesAgain = ({ set, until, lost, shrink, chance }: ReplayOptions): boolean =>
  [set, until, lost, shrink, chance].some((option) => option !== undefined);

/** A run of a batch, which may be explored further. */
interface Replayed extends ShownRun {
  readonly trial: Trial;
}

interface Asked {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly trial: Trial;
  readonly run: number;
  /** The trace that is shown where the run can't be repeated. */
  readonly kept: RunTrace | undefined;
}

/** The events of a run, as it was or changed; if it left none, the reason. */
async function traceOf(asked: Asked, code: UserCode, options: ReplayOptions): Promise<Replayed> {
  const { directory, manifest, trial, run, kept } = asked;
  const { settings } = manifest;
  const versions = [...VERSIONS, ...code.versions];
  const { timeLimitMs } = settings;
  const changes = changesOf({ trial: trial.trial, run, timeLimitMs }, options, versions);
  const which = { directory, settings, trial, run, erlang: erlangOf(code) };
  if ((changes ?? options.shrink) && !isVirtual(trial.trial)) {
    throw new InputError(
      `only simulated runs can be changed; trial ${trial.number} ran on ${trial.trial.moduleName}.`,
    );
  }
  if (options.shrink) return shrunkRun(which, options.code ?? []);
  const shown = kept ?? (await (changes ? changedTrace(which, changes) : runTrace(which)));
  if (shown.events.length === 0) throw new InputError(shown.said);
  return { trial: changes ? { ...trial, trial: changes.trial } : trial, run, ...shown };
}

const erlangOf = ({ codePaths }: UserCode) => ({ erl: "erl", ebin, codePaths });

/** Time to make a violation smaller. */
const SHRINK_MS = 10_000;

async function shrunkRun(
  which: TracedRun & { readonly trial: Trial },
  files: readonly string[],
): Promise<Replayed> {
  const shrunk = await shrink(which, SHRINK_MS);
  const { number, trial } = which.trial;
  const place = { directory: pathHere(which.directory), number, trial };
  const again = shrunkCommand(place, shrunk, files);
  const { events, reason, run } = shrunk;
  const said = `violation: ${reason}.\n${shrunkText(shrunk)}\nAgain: ${again}`;
  return {
    events,
    verdict: "violation",
    said,
    trial: { ...which.trial, trial: shrunk.trial },
    run,
  };
}

/** The state that the first events of a run lead to, in the explorer, which knows no time and no chance. */
async function explored(
  { events, trial: { trial } }: Replayed,
  code: UserCode,
  { explore, json = false, code: files = [] }: ReplayOptions,
): Promise<number> {
  const count = explore === true ? events.length : numbered("number of --explore", explore ?? "");
  const { system, beginning } = await systemOfRun(trial, events, count, { code, files });
  return exploreFrom(beginning, system, { json });
}

/** After each event, the share of futures that violate. */
async function chanceOf(
  which: TracedRun,
  { events }: Replayed,
  { chance, json = false }: ReplayOptions,
): Promise<string> {
  if (!isVirtual(which.trial.trial)) {
    throw new InputError("--chance needs a simulated run; this one ran on real nodes.");
  }
  const draws = chance === true ? DRAWS_USUAL : numbered("number of --chance", chance ?? "");
  const rows = await runChance(which, draws);
  if (!json) return chanceText(rows, events, draws);
  return rows.map((row) => `${JSON.stringify({ kind: "chance", ...row, draws })}\n`).join("");
}

function numbered(what: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InputError(
    `the ${what} is ${JSON.stringify(text)}; it must be a whole number, 1 or more.`,
  );
}

function trialOf({ trials }: Manifest, number: number, directory: string): Trial {
  const trial = trials.find((each) => each.number === number);
  if (trial !== undefined) return trial;
  const known = trials.map((each) => each.number);
  throw new InputError(
    `${directory} has no trial ${number}; ${
      known.length === 1
        ? `its only trial is ${known[0]}`
        : `its trials are ${Math.min(...known)} to ${Math.max(...known)}`
    }.`,
  );
}
