import { durationText } from "../duration-text.ts";
import { medianInterval } from "./interval.ts";
import { numberText } from "./quantile-text.ts";
import { quantile, type Sample } from "./statistics.ts";

/** Rules that end a trial before its `repeat` runs. The first rule that holds ends it. */
export interface StopRule {
  /** A trial ends with its first violation. */
  readonly until?: "violation" | undefined;
  /** A trial ends at the first look at which the median's 95 % interval is no wider than this share of the median. */
  readonly precision?: number | undefined;
  /** After this many ms no run of the batch starts. */
  readonly forMs?: number | undefined;
}

const FIRST_LOOK = 30;

/**
 * The next number of runs at which a rule of precision looks: 30, 50, 80, 120, 180 and so on. Looks
 * are few and fixed, so that no lucky moment can be chosen.
 */
export function nextLook(runs: number): number {
  let look = FIRST_LOOK;
  while (look <= runs) look = Math.ceil((look * 1.5) / 10) * 10;
  return look;
}

/**
 * The confidence of the order statistics between which a median lies in 95 % of
 * the cases once a rule of precision has ended the runs: the rule stops where an
 * interval happens to be narrow, so that one of 95 % would hold in 82 % of the
 * cases where times have two peaks (measured; README.md here).
 */
export const STOPPED_CONFIDENCE = 0.99;

/** The confidence of order statistics that hold a median with a wanted one, after a rule of precision or without. */
export const orderConfidence = (wanted: number, isStopped: boolean): number =>
  isStopped ? 1 - ((1 - wanted) * (1 - STOPPED_CONFIDENCE)) / 0.05 : wanted;

/**
 * Whether the interval of the median is no wider than `precision` of the
 * median. An interval that lies wholly beyond the time limit is as narrow as it can be.
 */
export function isPrecise(sample: Sample, precision: number): boolean {
  const [low, high] = medianInterval(sample, STOPPED_CONFIDENCE);
  const median = quantile(sample, 0.5);
  if (low?.value == null || high?.value == null || median?.value == null) return false;
  if (low.censored && high.censored) return true;
  return !high.censored && high.value - low.value <= precision * median.value;
}

/** `until a violation, for 8 h`; "" without a rule. */
export function stopText({ until, precision, forMs }: StopRule = {}): string {
  return [
    ...(until === undefined ? [] : ["until a violation"]),
    ...(precision === undefined
      ? []
      : [`until the median's 95 % interval is ${numberText(100 * precision, 2)} % wide`]),
    ...(forMs === undefined ? [] : [`for ${durationText(forMs)}`]),
  ].join(" or ");
}
