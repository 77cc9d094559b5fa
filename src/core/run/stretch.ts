/** Runs of one trial that are started together: `count` of them, `step` apart, the first of number `run`. */
export interface Stretch {
  readonly run: number;
  readonly step: number;
  readonly count: number;
}

export const holdsRun = ({ run, step, count }: Stretch, number: number): boolean =>
  number >= run && number < run + count * step && (number - run) % step === 0;

export const runsOf = ({ run, step, count }: Stretch): number[] =>
  Array.from({ length: count }, (_, index) => run + index * step);
