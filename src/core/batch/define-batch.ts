import type { Trial } from "../trial/trial.ts";

/** Whole numbers from `from` to `to`, both included where the steps meet it. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A trial as a batch file may write it; missing fields have their defaults. */
export type TrialInput = Partial<Omit<Trial, "sleep">> & {
  readonly sleep?: readonly number[] | string;
  /** Fields whose values each make a trial; several fields make every combination. */
  readonly sweep?: SweepInput;
};

/** A list or range of values for any field; one value stands for a list of one. */
export type SweepInput = {
  readonly [Name in keyof Trial]?: Name extends "sleep"
    ? readonly number[] | string | readonly (readonly number[] | string)[]
    : readonly Trial[Name][] | Trial[Name] | Range | Sample | string;
};

export interface BatchInput {
  readonly name?: string;
  /** Runs per trial. */
  readonly repeat?: number;
  /** Seconds. */
  readonly timeLimit?: number;
  readonly jobs?: number;
  readonly seed?: number;
  /**
   * Attempts at a run before it has failed for good (for instance because a node was lost); 2 if
   * not given.
   */
  readonly attempts?: number;
  /** `violation`: a trial ends with its first violation. `repeat` is then the most runs, 10,000 if not given. */
  readonly until?: "violation";
  /**
   * Width of the median's 95 % interval that ends a trial: `"5%"` of the median. At least 30 runs.
   */
  readonly precision?: string | number;
  /** Time after which no run starts: `"8h"`, `"30min"`. Trials then take turns. */
  readonly for?: string;
  /** Trials are run in turn, so that a drift of the machine does not become a difference between them. */
  readonly interleave?: boolean;
  /**
   * `"shared"`: trials that differ in version alone get the same luck, message
   * by message; `"shared: propBackoff"` the same for other fields.
   */
  readonly draws?: string;
  /** Where nodes live: `acceptors=HOST+HOST,proposers=HOST`, or an object with these fields. */
  readonly place?:
    | string
    | { readonly [Side in "acceptors" | "proposers" | "run"]?: string | readonly string[] };
  /** How nodes on other hosts are reached: `tls` (the default), `tls6` (IPv6) or `ssh`. */
  readonly through?: "tls" | "tls6" | "ssh";
  /** The ports that they may listen on, such as `9100-9110`. */
  readonly ports?: string;
  readonly trials?: readonly TrialInput[];
  /** One more trial per combination of its fields. */
  readonly sweep?: SweepInput;
  /**
   * Number of configurations to draw, from the batch's seed, if a field is a `sample(from, to)`.
   */
  readonly samples?: number;
}

/** Returns the batch as it is; it gives editors the types of a batch file. */
export const defineBatch = (batch: BatchInput): BatchInput => batch;

/**
 * A range for a field under `sweep`. It is not expanded here, so that a typing error costs nothing.
 */
export const range = (from: number, to: number, step = 1): Range => ({ from, to, step });

/** A whole number drawn uniformly, both ends included. */
export interface Sample {
  readonly sample: true;
  readonly from: number;
  readonly to: number;
}

/**
 * A random value for a field under `sweep`: each of the batch's `samples` configurations draws its
 * own.
 */
export const sample = (from: number, to: number): Sample => ({ sample: true, from, to });
