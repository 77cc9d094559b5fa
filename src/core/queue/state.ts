import type { RunRecord, RunRequest } from "../run/run.ts";
import type { Stretch } from "../run/stretch.ts";
import type { Counts } from "../run/verdicts.ts";
import type { Series } from "../statistics/series.ts";
import type { StopRule } from "../statistics/stop-rule.ts";
import type { Tally } from "../statistics/tally.ts";
import type { Trial } from "../trial/trial.ts";
import type { Places } from "./places.ts";
import type { Shard, Share } from "./share.ts";

/** The settings of a batch: what its file gives, completed with the defaults. */
export interface BatchSettings {
  readonly name: string;
  /** Runs per trial. */
  readonly repeat: number;
  readonly timeLimitMs: number;
  /** Runs at the same time. */
  readonly jobs: number;
  readonly seed: number;
  /**
   * How often a run is attempted before it has failed for good; a retry by the
   * user allows as many again.
   */
  readonly attemptsMax: number;
  /** `repeat` is then the most runs that a trial may have. */
  readonly stop?: StopRule | undefined;
  /** Trials are run in turn, a run of each, and not one after the other. */
  readonly interleave?: boolean | undefined;
  /** Fields in which trials may differ and still share their draws, message by message. */
  readonly shared?: readonly string[] | undefined;
  /** Fields whose values were drawn at random when the batch was read. */
  readonly sampled?: Sampled | undefined;
  /** Where the nodes live; all on this computer if not given. */
  readonly places?: Places | undefined;
  /** Of a batch that is run in shards, which one this is; and the command that starts one of them, but for its number. */
  readonly shard?: (Shard & { readonly command: readonly string[] }) | undefined;
}

/** The fields that were drawn, and the numbers of the first and the last trial that they were drawn for. */
export interface Sampled {
  readonly fields: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** One attempt at a run. */
export interface Attempt {
  readonly run: number;
  readonly attempt: number;
}

/** Attempts that were started together: one run in real time, many in virtual time. */
export interface RunningAttempts extends Attempt, Stretch {
  /** How many of them have not ended. */
  readonly left: number;
  /** Over on the nodes: the slot is free, and the row is being written. */
  readonly over: boolean;
  /** When they were handed to the nodes: wall clock, ms. */
  readonly startedAtMs: number;
}

/** A trial in the queue. Plain data; every collection is replaced, never changed. */
export interface TrialState {
  /** Given once, never reused; from 1. */
  readonly number: number;
  readonly trial: Trial;
  /** Hash of the configuration, hex. */
  readonly hash: string;
  /** Its number among the trials of equal configuration, from 1. */
  readonly occurrence: number;
  readonly paused: boolean;
  readonly cancelled: boolean;
  /** Which runs of the trial this batch has: all, or those of its shard. */
  readonly share: Share;
  /** Number of wanted runs, including those added by retries. */
  readonly runs: number;
  /** The place in the share of the first run that was never started (from 1); all before it were. */
  readonly nextRun: number;
  /** Attempts to make before any new run: runs whose last attempt failed. */
  readonly again: readonly Attempt[];
  readonly running: readonly RunningAttempts[];
  /** Verdicts of ended runs, by their last attempt. */
  readonly counts: Counts;
  /** Runs whose last attempt failed for good; a retry attempts them again. */
  readonly failedRuns: readonly Attempt[];
  /** Undecided runs that no retry has added a run for yet. */
  readonly undecidedToRetry: number;
  /** The same of cancelled runs: a run that was cancelled for taking long must not be replaced by a luckier one. */
  readonly cancelledToRetry: number;
  /** The data: numbers, elapsed ms and rounds of the runs that every proposer decided, as they ended. */
  readonly measuredRuns: Series;
  readonly elapsed: Series;
  readonly rounds: Series;
  /**
   * Runs among the data that are censored at the time limit: undecided ones,
   * and violations in which not every proposer decided.
   */
  readonly censored: number;
  /** Of the same runs: messages, winners, lateness. */
  readonly tally: Tally;
  /** The first run, by number, that violates; null while none has. */
  readonly violatedAt: number | null;
  /** A precision that was asked for on the screen, for this trial alone. */
  readonly precision?: number | undefined;
}

export type TrialStatus = "waiting" | "running" | "paused" | "done" | "cancelled";

export interface QueueState {
  readonly settings: BatchSettings;
  readonly status: "running" | "paused" | "finished" | "stopping" | "stopped";
  /** Why the batch paused itself (a full disk, nodes that are down); empty when it did not. */
  readonly pausedBecause: string;
  readonly trials: readonly TrialState[];
  readonly nextNumber: number;
  /** The changes that an undo takes back, the last one last. */
  readonly changes: readonly Change[];
  /** The last deleted trial and where it stood, for undo. */
  readonly deleted: readonly { readonly index: number; readonly trial: TrialState }[];
  /** Over all trials in the queue. */
  readonly totals: Totals;
  /** Runs in progress. */
  readonly load: Load;
  /** No trial before this index has a run to start. */
  readonly firstOpen: number;
  /** Where trials are run in turn: the index of the next one. */
  readonly turn: number;
  /** Whether the batch's time is over. */
  readonly timeIsUp: boolean;
}

/** A change of the list that can be taken back; of a deletion, `deleted` has the trial. */
export type Change =
  | { readonly type: "delete" }
  | { readonly type: "add"; readonly numbers: readonly number[] }
  | { readonly type: "move"; readonly number: number; readonly by: number }
  | { readonly type: "edit"; readonly number: number; readonly trial: Trial }
  | { readonly type: "pauseTrial"; readonly number: number; readonly wasPaused: boolean }
  | { readonly type: "moreRuns"; readonly number: number; readonly runs: number }
  | { readonly type: "untilPrecise"; readonly number: number; readonly before: Wanted }
  | { readonly type: "setJobs"; readonly before: number }
  /** Of the batch: paused, or resumed. */
  | { readonly type: "pause"; readonly wasPaused: boolean }
  /** `givenUp`: attempts that were waiting; `cancelledToRetry`: before. */
  | {
      readonly type: "cancel";
      readonly number: number;
      readonly givenUp: readonly Attempt[];
      readonly wasCancelled: boolean;
      readonly cancelledToRetry: number;
    }
  /** `added`: runs, for undecided and for cancelled ones; `failedRuns`: those that are attempted again. */
  | {
      readonly type: "retry";
      readonly number: number;
      readonly added: { readonly undecided: number; readonly cancelled: number };
      readonly failedRuns: readonly Attempt[];
      readonly wasCancelled: boolean;
    }
  /** Made together, and taken back together. */
  | { readonly type: "several"; readonly changes: readonly Change[] };

/** How many runs a trial wants, and until when. */
export type Wanted = Pick<TrialState, "runs" | "precision">;

export interface Totals {
  /** Runs wanted; of a cancelled trial those that were started. */
  readonly runs: number;
  /** Runs that have ended. */
  readonly done: number;
  readonly counts: Counts;
}

export interface Load {
  /** Runs in real time. */
  readonly realTime: number;
  /** Stretches of runs in virtual time. */
  readonly stretches: number;
  /** Runs that are over, whose rows are being written; they hold no slot. */
  readonly writing: number;
}

/** Events of the queue. Every event may start runs; `begin` does nothing else. */
export type QueueEvent =
  | { readonly type: "begin" }
  | { readonly type: "command"; readonly command: Command }
  /** Attempts in real time that are over on the nodes: others may start, while their rows are written. */
  | { readonly type: "over"; readonly records: readonly RunRecord[] }
  /** Attempts that ended and whose rows are written. One that is not in progress is ignored. */
  | { readonly type: "ended"; readonly records: readonly RunRecord[] }
  /** The time of the batch is over: no run starts any more. */
  | { readonly type: "timeUp" }
  /** The service can't go on (a full disk, no nodes); running runs go on. */
  | { readonly type: "fault"; readonly because: string }
  /** The cause of the fault is gone. A batch that the user paused stays paused. */
  | { readonly type: "recovered" };

/** Effects for the service, to be done in this order. */
export type Effect =
  | { readonly type: "start"; readonly request: RunRequest }
  | {
      readonly type: "cancel";
      readonly trial: number;
      readonly run: number;
      readonly attempt: number;
    }
  /** Nothing is left to do: `status` says whether the batch was stopped. More may be added to a finished one. */
  | { readonly type: "finished" };

/** Commands of a front end; a command that can't be done now is refused with a reason. */
export type Command =
  | { readonly type: "add"; readonly trials: readonly Trial[]; readonly after?: number }
  /** A trial that has already run is left as it is and a changed copy is added after it. */
  | { readonly type: "edit"; readonly number: number; readonly trial: Trial }
  | { readonly type: "delete"; readonly number: number }
  | { readonly type: "undo" }
  | { readonly type: "move"; readonly number: number; readonly by: number }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "pauseTrial"; readonly number: number }
  | { readonly type: "resumeTrial"; readonly number: number }
  /** Cancels the runs of a trial, or one run, in progress or waiting. */
  | { readonly type: "cancel"; readonly number: number; readonly run?: number }
  | { readonly type: "retry"; readonly number: number }
  /** More runs than were wanted so far. */
  | { readonly type: "moreRuns"; readonly number: number; readonly runs: number }
  /** More runs until the median's 95 % interval is no wider than this share of the median. */
  | { readonly type: "untilPrecise"; readonly number: number; readonly precision: number }
  | { readonly type: "retryAll" }
  | { readonly type: "setJobs"; readonly jobs: number }
  /** The same command for several trials; those that can't do it are left out. */
  | { readonly type: "several"; readonly commands: readonly TrialCommand[] }
  | { readonly type: "stop" };

/** A command about one trial. */
export type TrialCommand = Extract<Command, { readonly number: number }>;
