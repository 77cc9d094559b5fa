import type { RunRecord } from "../run/run.ts";
import { isData, NO_COUNTS, type Verdict } from "../run/verdicts.ts";
import { seriesOf } from "../statistics/series.ts";
import { nextLook } from "../statistics/stop-rule.ts";
import { type Tallied, tallyOf } from "../statistics/tally.ts";
import { hashOf } from "../trial/configuration.ts";
import type { Trial } from "../trial/trial.ts";
import { closeDraft, openDraft, splice } from "./draft.ts";
import { emptyQueue } from "./queue.ts";
import { placeOf, runAt } from "./share.ts";
import type { Attempt, BatchSettings, QueueState, TrialState } from "./state.ts";
import { closed, runsMost, settledAgain } from "./stopping.ts";
import { freshTrial, goalIn, shareIn } from "./trials.ts";

/** A trial as the manifest keeps it. */
export type KnownTrial = Pick<
  TrialState,
  "number" | "trial" | "occurrence" | "runs" | "paused" | "cancelled" | "precision"
>;

/** A batch as the last service left it. */
export interface Left {
  readonly trials: readonly KnownTrial[];
  readonly nextNumber: number;
  /** Of this seed, time limit and Erlang code; others don't count. */
  readonly records: Iterable<EndedRun>;
  /** Called for a record that says something else than an earlier one of its attempt; the earlier one counts. */
  readonly onContradiction?: (record: EndedRun) => void;
  /** Hashes of the trials that the batch file had when it was last read; where unknown, those of `trials`. */
  readonly given?: readonly string[];
  /** Whether the batch's time was over. */
  readonly timeIsUp?: boolean;
}

/** The fields of a record that a queue needs. */
export type EndedRun = Pick<
  RunRecord,
  "trial" | "run" | "attempt" | "verdict" | "elapsedMs" | "rounds" | keyof Tallied
>;

export interface Restored {
  readonly state: QueueState;
  /** Numbers of trials that were not in the batch before. */
  readonly added: readonly number[];
  /** Numbers of trials that are no longer in it. */
  readonly gone: readonly number[];
  /** Numbers of trials that are in no file, but were added or edited on the screen. */
  readonly edited: readonly number[];
}

/** The queue of an unfinished batch, with its finished runs; the event `begin` runs the rest. */
export function restoreQueue(settings: BatchSettings, left: Left): QueueState {
  const ended = collect(left);
  const { timeIsUp = false } = left;
  const trials = left.trials.map((each) => {
    const ends = ended.get(each.number) ?? new Map();
    const trial = withEnded(waiting(each, settings), ends, settings);
    return timeIsUp ? closed(trial) : settledAgain(trial, settings);
  });
  const draft = openDraft({ ...emptyQueue(settings), timeIsUp });
  splice(draft, 0, 0, trials);
  draft.nextNumber = Math.max(left.nextNumber, 1 + maximum(trials.map((each) => each.number)));
  return closeDraft(draft)[0];
}

/**
 * The queue of an unfinished batch whose file may have changed. Trials of equal
 * configuration are matched in their order and keep number, occurrence and
 * runs; only the others are new. What was edited on the screen stays edited:
 * of each configuration there are as many trials as the queue had, and as many
 * more or fewer as the file has changed by.
 */
export function restoreChanged(
  settings: BatchSettings,
  trials: readonly Trial[],
  left: Left,
): Restored {
  const before = byHash(left.trials);
  const wanted = wantedOf(trials, left);
  const places = new Map<string, number>();
  let nextNumber = Math.max(left.nextNumber, 1 + maximum(left.trials.map((each) => each.number)));
  const added: number[] = [];
  const known = trials.flatMap((trial): KnownTrial[] => {
    const hash = hashOf(trial);
    const equals = before.get(hash) ?? [];
    const place = places.get(hash) ?? 0;
    if (place >= (wanted.get(hash) ?? 0)) return [];
    places.set(hash, place + 1);
    const matched = equals[place];
    if (matched !== undefined) return [withRepeat(matched, settings)];
    added.push(nextNumber);
    const occurrence = (equals.at(-1)?.occurrence ?? 0) + place - equals.length + 1;
    const { runs } = goalIn(settings, hash, occurrence);
    const fresh = { runs, paused: false, cancelled: false };
    return [{ number: nextNumber++, trial, occurrence, ...fresh }];
  });
  const edited: number[] = [];
  for (const [hash, equals] of before) {
    for (const each of equals.slice(places.get(hash) ?? 0, wanted.get(hash) ?? 0)) {
      edited.push(each.number);
      known.push(withRepeat(each, settings));
    }
  }
  const kept = new Set(known.map((each) => each.number));
  const gone = left.trials.map((each) => each.number).filter((each) => !kept.has(each));
  const state = restoreQueue(settings, { ...left, trials: known, nextNumber });
  return { state, added, gone, edited };
}

const withRepeat = (known: KnownTrial, settings: BatchSettings): KnownTrial => ({
  ...known,
  runs: Math.max(known.runs, wantedAtLeast(known, settings)),
});

/** A rule that stops runs decides when there are enough; only `restoreQueue` asks it. */
const wantedAtLeast = ({ trial, occurrence, runs }: KnownTrial, settings: BatchSettings): number =>
  settings.stop?.until !== undefined ? runs : goalIn(settings, hashOf(trial), occurrence).runs;

/** Wanted number of trials of each configuration. */
function wantedOf(file: readonly Trial[], left: Left): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  const add = (hash: string, by: number) => wanted.set(hash, (wanted.get(hash) ?? 0) + by);
  const queue = left.trials.map((each) => hashOf(each.trial));
  for (const trial of file) add(hashOf(trial), 1);
  for (const hash of queue) add(hash, 1);
  for (const hash of left.given ?? queue) add(hash, -1);
  return wanted;
}

function byHash(trials: readonly KnownTrial[]): Map<string, KnownTrial[]> {
  const groups = new Map<string, KnownTrial[]>();
  for (const each of [...trials].sort((a, b) => a.occurrence - b.occurrence)) {
    const hash = hashOf(each.trial);
    groups.set(hash, [...(groups.get(hash) ?? []), each]);
  }
  return groups;
}

const maximum = (numbers: readonly number[]): number =>
  numbers.reduce((most, each) => Math.max(most, each), 0);

function waiting(known: KnownTrial, settings: BatchSettings): TrialState {
  const { number, trial, occurrence, runs, paused, cancelled, precision } = known;
  const hash = hashOf(trial);
  const { share } = shareIn(settings, hash, occurrence);
  const fresh = freshTrial(trial, { number, occurrence, runs, hash, share });
  return { ...fresh, paused, cancelled, precision };
}

/** The attempt of each run that counts. */
type Ends = ReadonlyMap<number, EndedRun>;

const isEqual = (one: EndedRun, other: EndedRun): boolean =>
  one.verdict === other.verdict && one.elapsedMs === other.elapsedMs && one.rounds === other.rounds;

/** Per trial and run its first attempt that is data, or else its last one. */
function collect({ records, onContradiction }: Left): Map<number, Ends> {
  const trials = new Map<number, Map<number, EndedRun>>();
  for (const record of records) {
    const { trial, run, attempt } = record;
    const runs = trials.get(trial) ?? new Map<number, EndedRun>();
    if (runs.size === 0) trials.set(trial, runs);
    const before = runs.get(run);
    if (before === undefined || (!isData(before.verdict) && before.attempt < attempt)) {
      runs.set(run, record);
    } else if (before.attempt === attempt && !isEqual(before, record)) onContradiction?.(record);
  }
  return trials;
}

/**
 * A trial with the ends of its runs. A run that was under way, one that has an
 * attempt left and one that an interruption cancelled are attempted (again)
 * first.
 */
function withEnded(fresh: TrialState, ends: Ends, settings: BatchSettings): TrialState {
  const last = lastPlace(fresh, ends);
  const again: Attempt[] = [];
  const stands: EndedRun[] = [];
  for (let place = 1; place <= last; place++) {
    const run = runAt(fresh.share, place);
    const end = ends.get(run);
    const next = nextAttempt(end, fresh.cancelled, settings.attemptsMax);
    if (next !== undefined) again.push({ run, attempt: next });
    else if (end !== undefined) stands.push(end);
  }
  const runs = Math.max(fresh.runs, last <= fresh.runs ? last : lookFrom(fresh, last, settings));
  const judged = withData({ ...fresh, runs, nextRun: last + 1, again }, stands);
  const asked = shareIn(settings, fresh.hash, fresh.occurrence).runs;
  const added = Math.max(0, runs - asked);
  return { ...judged, undecidedToRetry: Math.max(0, judged.counts.undecided - added) };
}

/** The runs of a trial that the manifest knows fewer runs of: those to the end of the look that it was at. */
const lookFrom = (trial: TrialState, last: number, settings: BatchSettings): number =>
  (trial.precision ?? settings.stop?.precision) === undefined
    ? last
    : Math.max(last, Math.min(nextLook(last - 1), runsMost(trial, settings)));

/** A run so far beyond the others that no retry can have added it is a damaged row, as is one of another shard. */
function lastPlace({ runs, share }: TrialState, ends: Ends): number {
  let last = 0;
  for (const run of ends.keys()) {
    const place = placeOf(share, run) ?? 0;
    if (place <= runs + ends.size) last = Math.max(last, place);
  }
  return last;
}

function withData(trial: TrialState, stands: readonly EndedRun[]): TrialState {
  const counts = { ...NO_COUNTS } as Record<Verdict, number>;
  for (const { verdict } of stands) counts[verdict]++;
  const data = stands.filter(({ verdict }) => isData(verdict));
  const decided = data.filter((end) => end.elapsedMs !== null && end.rounds !== null);
  const failed = stands.filter(({ verdict }) => verdict === "failed");
  return {
    ...trial,
    counts,
    tally: tallyOf(data),
    failedRuns: failed.map(({ run, attempt }) => ({ run, attempt })),
    cancelledToRetry: counts.cancelled,
    measuredRuns: seriesOf(decided.map(({ run }) => run)),
    elapsed: seriesOf(decided.map((end) => end.elapsedMs as number)),
    rounds: seriesOf(decided.map((end) => end.rounds as number)),
    censored: data.length - decided.length,
    violatedAt: firstViolation(stands),
  };
}

/** The attempt that a run still needs; undefined if its last one counts. */
function nextAttempt(
  last: EndedRun | undefined,
  cancelled: boolean,
  attemptsMax: number,
): number | undefined {
  if (last === undefined) return 1;
  if (cancelled || isData(last.verdict)) return undefined;
  const spent = last.verdict === "failed" && last.attempt % attemptsMax === 0;
  return spent ? undefined : last.attempt + 1;
}

/** They stand in the order of their runs. */
const firstViolation = (stands: readonly EndedRun[]): number | null =>
  stands.find(({ verdict }) => verdict === "violation")?.run ?? null;
