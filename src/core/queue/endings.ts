import type { RunRecord } from "../run/run.ts";
import { holdsRun } from "../run/stretch.ts";
import { counted, isData } from "../run/verdicts.ts";
import { append } from "../statistics/series.ts";
import { tallied } from "../statistics/tally.ts";
import { type Draft, indexOfTrial, replaceAt } from "./draft.ts";
import type { QueueState, RunningAttempts, TrialState } from "./state.ts";
import { settled } from "./stopping.ts";

/**
 * Takes in the end of an attempt. An attempt that is not in progress (cancelled twice, a late echo)
 * changes nothing.
 */
export function end(draft: Draft, record: RunRecord): void {
  const index = indexOfTrial(draft.trials, record.trial);
  const trial = draft.trials[index];
  if (trial === undefined || attemptsOf(trial, record) === undefined) return;
  const without = { ...trial, running: withoutOne(trial, record) };
  const ended =
    record.verdict === "failed" && mayTryAgain(draft, trial, record)
      ? tryAgain(without, record)
      : concluded(without, record);
  const wanted = draft.timeIsUp ? ended : settled(ended, draft.settings, record);
  replaceAt(draft, index, wanted);
  if (wanted.again.length > 0 || wanted.runs > ended.runs)
    draft.firstOpen = Math.min(draft.firstOpen, index);
}

/** An attempt is over on the nodes, so its slot is free for the next one. */
export function free(draft: Draft, record: RunRecord): void {
  const index = indexOfTrial(draft.trials, record.trial);
  const trial = draft.trials[index];
  const attempts = trial && attemptsOf(trial, record);
  if (trial === undefined || attempts === undefined) return;
  const running = trial.running.map((each) => (each === attempts ? { ...each, over: true } : each));
  replaceAt(draft, index, { ...trial, running });
}

/** The trial whose queue entry waits for this record; other rows need not be written. */
export function goingTrial(
  state: QueueState,
  record: Pick<RunRecord, "trial" | "run" | "attempt">,
): Pick<TrialState, "trial"> | undefined {
  const trial = state.trials[indexOfTrial(state.trials, record.trial)];
  const attempts = trial && attemptsOf(trial, record);
  return attempts === undefined || attempts.over ? undefined : trial;
}

type Which = Pick<RunRecord, "run" | "attempt">;

export const attemptsOf = (
  trial: TrialState,
  { run, attempt }: Which,
): RunningAttempts | undefined =>
  trial.running.find((each) => each.attempt === attempt && holdsRun(each, run));

function withoutOne(trial: TrialState, record: RunRecord): readonly RunningAttempts[] {
  const attempts = attemptsOf(trial, record);
  return trial.running.flatMap((each) => {
    if (each !== attempts) return [each];
    return each.left > 1 ? [{ ...each, left: each.left - 1 }] : [];
  });
}

/**
 * Each time it is asked for, by the batch or by a retry, a run is attempted
 * up to `attemptsMax` times: attempts 1 and 2, after a retry 3 and 4, and so on.
 */
function mayTryAgain(draft: Draft, trial: TrialState, { attempt }: RunRecord): boolean {
  const stopping = draft.status === "stopping" || draft.status === "stopped";
  return !stopping && !trial.cancelled && attempt % draft.settings.attemptsMax !== 0;
}

const tryAgain = (trial: TrialState, { run, attempt }: RunRecord): TrialState => ({
  ...trial,
  again: [...trial.again, { run, attempt: attempt + 1 }],
});

/** The trial after the last attempt at one of its runs. */
function concluded(trial: TrialState, record: RunRecord): TrialState {
  const judged = withData({ ...trial, counts: counted(trial.counts, record.verdict) }, record);
  switch (record.verdict) {
    case "failed": {
      const { run, attempt } = record;
      return { ...judged, failedRuns: [...judged.failedRuns, { run, attempt }] };
    }
    case "cancelled":
      return { ...judged, cancelledToRetry: judged.cancelledToRetry + 1 };
    case "undecided":
      return { ...judged, undecidedToRetry: judged.undecidedToRetry + 1 };
    case "violation":
      return { ...judged, violatedAt: Math.min(record.run, trial.violatedAt ?? record.run) };
    default:
      return judged;
  }
}

/** Failed and cancelled runs are not data; a run that some proposer did not decide is censored. */
function withData(trial: TrialState, record: RunRecord): TrialState {
  if (!isData(record.verdict)) return trial;
  const tally = tallied(trial.tally, record);
  if (record.elapsedMs === null || record.rounds === null) {
    return { ...trial, tally, censored: trial.censored + 1 };
  }
  return {
    ...trial,
    tally,
    measuredRuns: append(trial.measuredRuns, record.run),
    elapsed: append(trial.elapsed, record.elapsedMs),
    rounds: append(trial.rounds, record.rounds),
  };
}
