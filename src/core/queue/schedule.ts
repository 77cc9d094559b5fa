import type { Stretch } from "../run/stretch.ts";
import { total } from "../run/verdicts.ts";
import { drawKeyOf } from "../trial/configuration.ts";
import { isVirtual } from "../trial/trial.ts";
import { type Draft, replaceAt } from "./draft.ts";
import { runAt } from "./share.ts";
import type { Attempt, BatchSettings, Load, TrialState } from "./state.ts";

/** Which runs start next: trials in order, in a trial the attempts to be made again first. */
export function startWhatFits(draft: Draft): void {
  if (draft.status !== "running") return;
  const next = draft.settings.interleave ? nextInTurn : nextOpen;
  for (let index = next(draft); index < draft.trials.length; index = next(draft)) {
    const trial = draft.trials[index] as TrialState;
    if (!fits(draft.load, trial, draft.settings.jobs)) return;
    start(draft, index, trial);
    draft.turn = index + 1;
  }
}

/** The first trial with a run to start from the one whose turn it is on, round the end. */
function nextInTurn(draft: Draft): number {
  const { length } = draft.trials;
  for (let step = 0; step < length; step++) {
    const index = (draft.turn + step) % length;
    if (isOpen(draft.trials[index] as TrialState)) return index;
  }
  return length;
}

/** Runs may wait on the nodes that take about so long together, ms. */
const AHEAD_MS = 10;
const AHEAD_MAX = 8;

/**
 * The number of runs in real time that may wait on the nodes for a slot. For very short runs, the
 * round trip to the nodes would otherwise take a large part of the time. They wait only behind runs
 * of their own trial, and too briefly to be noticed.
 */
function ahead(load: Load, { running, elapsed, censored }: TrialState): number {
  const last = elapsed.buffer[elapsed.length - 1];
  const areOthersGoing = load.stretches > 0 || load.realTime + load.writing > running.length;
  if (last === undefined || censored > 0 || areOthersGoing) return 0;
  return Math.min(AHEAD_MAX, Math.floor(AHEAD_MS / Math.max(1, last)));
}

/** Whether a trial has a run that may start now. */
export const isOpen = (trial: TrialState): boolean =>
  !trial.paused && !trial.cancelled && (trial.again.length > 0 || trial.nextRun <= trial.runs);

/** The index of the first trial with a run to start; the number of trials where there is none. */
function nextOpen(draft: Draft): number {
  while (
    draft.firstOpen < draft.trials.length &&
    !isOpen(draft.trials[draft.firstOpen] as TrialState)
  ) {
    draft.firstOpen++;
  }
  return draft.firstOpen;
}

/** More would only fill memory, because fewer already keep the processors busy. */
const STRETCHES_MAX = 16;

/** A slot holds one run in real time, or two stretches in virtual time, so that one is ready when the other ends. */
export const slotsUsed = (load: Load): number => load.realTime + Math.ceil(load.stretches / 2);

function fits(load: Load, trial: TrialState, jobs: number): boolean {
  if (!isVirtual(trial.trial)) return slotsUsed(load) < jobs + ahead(load, trial);
  const stretches = load.stretches + 1;
  return stretches <= STRETCHES_MAX && slotsUsed({ ...load, stretches }) <= jobs;
}

function start(draft: Draft, index: number, trial: TrialState): void {
  const count = isVirtual(trial.trial) ? stretch(trial, draft.settings) : 1;
  const [attempts, rest] = take(trial, count);
  replaceAt(draft, index, {
    ...rest,
    running: [
      ...rest.running,
      { ...attempts, left: attempts.count, over: false, startedAtMs: draft.atMs },
    ],
  });
  draft.effects.push({
    type: "start",
    request: {
      trial: trial.number,
      ...attempts,
      config: trial.trial,
      seed: draft.settings.seed,
      hash: drawKeyOf(trial.trial, draft.settings.shared),
      occurrence: trial.occurrence,
      timeLimitMs: draft.settings.timeLimitMs,
      slots: draft.settings.jobs,
    },
  });
}

type Attempts = Attempt & Stretch;

/** The next attempts of a trial, neighbours in its share at the same attempt, and the trial without them. */
function take(trial: TrialState, most: number): [Attempts, TrialState] {
  const first = trial.again[0];
  const { share, nextRun } = trial;
  const { step } = share;
  if (first === undefined) {
    const count = Math.min(most, trial.runs - nextRun + 1);
    return [
      { run: runAt(share, nextRun), attempt: 1, step, count },
      { ...trial, nextRun: nextRun + count },
    ];
  }
  let count = 1;
  while (count < most && follows(first, count * step, trial.again[count])) count++;
  return [
    { ...first, step, count },
    { ...trial, again: trial.again.slice(count) },
  ];
}

const follows = (first: Attempt, by: number, other: Attempt | undefined): boolean =>
  other !== undefined && other.run === first.run + by && other.attempt === first.attempt;

const STRETCH_MAX = 4000;
/** Measured: runs x proposers x acceptors a second, on one core. */
const PRODUCT_PER_STRETCH = 40_000;

/** The first runs of a trial that ends with its first violation. */
const STRETCH_UNTIL = 20;

/**
 * How many runs take between a fifth of a second and a second in virtual time. Until a violation,
 * few at first, and then no more than have ended: those that start beside the one that violates are
 * in vain.
 */
function stretch({ trial, counts }: TrialState, { stop }: BatchSettings): number {
  const product = trial.numProposers * trial.numAcceptors;
  const most = Math.max(1, Math.min(STRETCH_MAX, Math.floor(PRODUCT_PER_STRETCH / product)));
  return stop?.until === "violation"
    ? Math.min(most, Math.max(STRETCH_UNTIL, total(counts)))
    : most;
}
