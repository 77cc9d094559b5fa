/** Steps of bins and of labels, times a power of ten; an axis of values may have quarters, too. */
const WHOLE_STEPS = [1, 2, 5] as const;
const AXIS_STEPS = [1, 2, 2.5, 5] as const;

/** The smallest of 1, 2 and 5 times a power of ten that is at least `value`; 1 where that is not above 0. */
export const roundStep = (value: number): number => stepOf(value, WHOLE_STEPS);

/** The same with 2.5, for the steps of an axis. */
export const axisStep = (value: number): number => stepOf(value, AXIS_STEPS);

function stepOf(value: number, factors: readonly number[]): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  // What a division has added is not worth the next step.
  const factor = factors.find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}
