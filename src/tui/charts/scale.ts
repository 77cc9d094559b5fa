/** The smallest round number (1, 2 or 5 times a power of ten) that is at least `value`. */
export const roundUp = (value: number): number => upTo(value, [1, 2, 5, 10]);

/** The smallest number that is at least `value` and makes a readable step of an axis. */
export const stepFor = (value: number): number =>
  upTo(value, value < 1 ? [1, 2, 5, 10] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]);

function upTo(value: number, factors: readonly number[]): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    factors.map((factor) => factor * power).find((round) => round >= value * (1 - 1e-9)) ?? value
  );
}

interface Counts {
  readonly most: number;
  /** Rows that there are, the zero row included. */
  readonly rows: number;
}

/** A scale for counts on which each count has its rows, or each row its whole count. */
export function countScale({ most, rows }: Counts): {
  readonly top: number;
  readonly rows: number;
} {
  const steps = Math.max(1, rows - 1);
  const top = Math.max(1, most);
  if (top <= steps) return { top, rows: top * Math.floor(steps / top) + 1 };
  const power = 10 ** Math.floor(Math.log10(top / steps));
  return { top: steps * Math.ceil(Math.ceil(top / steps / power) * power), rows: steps + 1 };
}

interface Ticks {
  readonly from: number;
  readonly to: number;
  /** More would be too many. */
  readonly most: number;
}

/** Round whole values between two, at equal distances. */
export function ticksBetween({ from, to, most }: Ticks): number[] {
  const step = Math.max(1, roundUp((to - from) / Math.max(1, most)));
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

const oneDecimal = (value: number): string => String(Math.round(value * 10) / 10);
