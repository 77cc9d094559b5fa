import { axisStep, roundStep } from "../../core/statistics/round-step.ts";

/** An axis upwards: where a value stands, and the values that have a label. */
export interface Scale {
  /** 0 at the bottom, 1 at the top. */
  readonly place: (value: number) => number;
  /** Rows of the plot, the bottom one included; fewer than there are, so that all steps are equal. */
  readonly rows: number;
  readonly ticks: readonly number[];
  readonly isLog: boolean;
}

interface ScaleInput {
  /** Of what is shown; the smallest is of the values above 0. */
  readonly smallest: number;
  readonly largest: number;
  /** Rows that there are. */
  readonly rows: number;
  /** Rounds and counts have no values between whole ones. */
  readonly isWhole: boolean;
  /** Logarithmic if the range is large; never for shares of runs. */
  readonly mayBeLog: boolean;
}

/** A range this much larger than its start has an axis of powers of ten. */
const LOG_FROM = 50;

export function scaleOf(input: ScaleInput): Scale {
  const { smallest, largest, mayBeLog, isWhole } = input;
  const isWide = smallest > 0 && largest / smallest >= LOG_FROM;
  return mayBeLog && !isWhole && isWide ? logScale(input) : linearScale(input);
}

/** Rows between two labels, where there are enough. */
const STEP_ROWS_MIN = 2;

/** From 0, in equal steps of a round number, each the same number of rows high. */
function linearScale({ largest, rows, isWhole }: ScaleInput): Scale {
  const most = Math.max(largest, isWhole ? 1 : Number.MIN_VALUE);
  const steps = Math.max(1, Math.floor((rows - 1) / STEP_ROWS_MIN));
  const candidates = Array.from({ length: steps }, (_, index) => {
    const raw = axisStep(most / (index + 1));
    const step = isWhole ? Math.max(1, Math.ceil(raw)) : raw;
    const count = Math.max(1, Math.ceil(most / step - 1e-9));
    const stepRows = Math.floor((rows - 1) / count);
    return { step, count, used: stepRows * count, high: (stepRows * most) / step };
  }).filter(({ used }) => used > 0);
  // The scale that places the largest value highest; among equals, the one with more labels.
  const best = candidates.reduce((one, other) => (other.high >= one.high - 0.01 ? other : one));
  const top = best.step * best.count;
  return {
    place: (value) => Math.max(0, Math.min(1, value / top)),
    rows: best.used + 1,
    ticks: Array.from({ length: best.count + 1 }, (_, index) => round(index * best.step)),
    isLog: false,
  };
}

const round = (value: number): number => Number(value.toPrecision(12));

/** Whole powers of ten from the one below the smallest to the one above the largest. */
function logScale({ smallest, largest, rows }: ScaleInput): Scale {
  const low = Math.floor(Math.log10(smallest) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(largest) - 1e-9));
  const stepRows = Math.max(1, Math.floor((rows - 1) / (high - low)));
  const every = Math.max(1, Math.ceil((high - low) / Math.max(1, rows - 1)));
  return {
    place: (value) =>
      value <= 0 ? 0 : Math.max(0, Math.min(1, (Math.log10(value) - low) / (high - low))),
    rows: every > 1 ? rows : stepRows * (high - low) + 1,
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)).filter(
      (_, index) => index % every === 0,
    ),
    isLog: true,
  };
}

interface Ticks {
  readonly from: number;
  readonly to: number;
  /** More would be too many. */
  readonly most: number;
}

/** Round whole values between two, at equal distances. */
export function ticksBetween({ from, to, most }: Ticks): number[] {
  const step = Math.max(1, roundStep((to - from) / Math.max(1, most)));
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

/** `1200`, `12k`, `1.5M`: a label for an axis. */
export function shortNumber(value: number): string {
  if (value < 10_000) return oneDecimal(value);
  if (value < 1_000_000) return `${oneDecimal(value / 1000)}k`;
  return `${oneDecimal(value / 1_000_000)}M`;
}

const oneDecimal = (value: number): string =>
  value !== 0 && Math.abs(value) < 0.1
    ? String(Number(value.toPrecision(1)))
    : String(Math.round(value * 10) / 10);
