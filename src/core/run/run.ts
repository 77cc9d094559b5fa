/** The records of runs that every engine hands back and every report reads. */
import type { Trial } from "../trial/trial.ts";
import type { Stretch } from "./stretch.ts";
import type { Verdict } from "./verdicts.ts";

/** What one proposer decided. `value` is the colour as `"{255,0,0}"`. */
export interface Decision {
  readonly proposer: string;
  readonly value: string;
  readonly round: number;
  readonly elapsedMs: number;
}

/** One attempt at a run, judged. */
export interface RunRecord {
  readonly trial: number;
  readonly run: number;
  readonly attempt: number;
  readonly verdict: Verdict;
  /** The agreed value; empty unless every proposer decided it. */
  readonly decision: string;
  /** Highest round among the decisions; null unless every proposer decided. */
  readonly rounds: number | null;
  /** ms until the last proposer had decided; null unless every proposer decided. */
  readonly elapsedMs: number | null;
  readonly decisions: readonly Decision[];
  /** Messages sent by proposers and acceptors, and how many of them were lost. */
  readonly messages: number;
  readonly dropped: number;
  /** The proposer whose value was agreed on; empty if there is none or the program kept none. */
  readonly winner: string;
  /** In real time, how many ms the latest timer of the run was late, and the load of this machine. */
  readonly lateMs: number | null;
  readonly load: number | null;
  /** Wall-clock start, ISO 8601. */
  readonly startedAt: string;
  /** Why a run failed, was cancelled or violated; empty otherwise. */
  readonly reason: string;
}

/** Runs of one trial to be executed; more than one only for `paxy_sim`. */
export interface RunRequest extends Stretch {
  readonly trial: number;
  readonly attempt: number;
  readonly config: Trial;
  /** Draws are keyed by (seed, hash, occurrence, run) and the message; the hash leaves the engine out. */
  readonly seed: number;
  readonly hash: string;
  readonly occurrence: number;
  readonly timeLimitMs: number;
  /**
   * Number of simultaneous runs in real time; further requests wait until another run has ended.
   */
  readonly slots: number;
}
