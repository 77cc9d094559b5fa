/** The smallest round number (1, 2 or 5 times a power of ten) that is at least `value`. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((factor) => factor * power);
  return steps.find((round) => round >= value * (1 - 1e-9)) ?? value;
}

interface Counts {
  readonly most: number;
  /** Rows above the zero row. */
  readonly steps: number;
}

/** A top for counts such that rows stand for whole numbers: for some of them where there are few counts, else for all. */
export function wholeTop({ most, steps }: Counts): number {
  if (most <= steps) return Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(most / steps));
  const step = Math.max(1, Math.ceil(most / steps / power) * power);
  return steps * Math.ceil(step);
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
