import { cumulativeStdNormalProbability } from "simple-statistics";

/** What a run showed; an undecided one has neither a time nor rounds. */
export interface Shown {
  readonly elapsedMs: number | null;
  readonly rounds: number | null;
  readonly messages: number;
}

export interface Test {
  readonly name: string;
  /** How likely two samples of one distribution differ as much. */
  readonly p: number;
}

/** Elapsed times may be apart by a constant of up to so many ms: nodes take some time for their work. */
const SHIFT_MS_MAX = 3;

/** Real runs against simulated ones: times and messages as distributions, rounds (and no decision) as shares. */
export function compared(
  name: string,
  real: readonly Shown[],
  simulated: readonly Shown[],
): Test[] {
  const shifts = Array.from({ length: 2 * SHIFT_MS_MAX + 1 }, (_, at) => at - SHIFT_MS_MAX);
  const elapsed = (runs: readonly Shown[], shift = 0) =>
    runs.map(({ elapsedMs }) => (elapsedMs ?? Number.POSITIVE_INFINITY) + shift);
  const messages = (runs: readonly Shown[]) => runs.map((each) => each.messages);
  const rounds = (runs: readonly Shown[]) => runs.map((each) => each.rounds ?? -1);
  const times = shifts.map((shift) => kolmogorovSmirnov(elapsed(real), elapsed(simulated, shift)));
  return [
    { name: `${name}, elapsed`, p: Math.max(...times) },
    { name: `${name}, rounds`, p: chiSquare(rounds(real), rounds(simulated)) },
    { name: `${name}, messages`, p: kolmogorovSmirnov(messages(real), messages(simulated)) },
  ];
}

/** The tests that are rejected, jointly at a level (Holm, 1979). */
export function rejected(tests: readonly Test[], level: number): Test[] {
  const ordered = tests.toSorted((a, b) => a.p - b.p);
  const kept = ordered.findIndex(({ p }, index) => p >= level / (ordered.length - index));
  return kept < 0 ? ordered : ordered.slice(0, kept);
}

/** Two samples' p by the largest distance of their distributions (Kolmogorov 1933, Smirnov 1948); with ties it is too large. */
export function kolmogorovSmirnov(one: readonly number[], other: readonly number[]): number {
  const a = one.toSorted((x, y) => x - y);
  const b = other.toSorted((x, y) => x - y);
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return kolmogorov(distance * Math.sqrt((a.length * b.length) / (a.length + b.length)));
}

/** The chance of a distance beyond `x` in the limit. */
function kolmogorov(x: number): number {
  if (x < 0.2) return 1;
  const terms = Array.from(
    { length: 100 },
    (_, k) => 2 * (-1) ** k * Math.exp(-2 * (k + 1) ** 2 * x * x),
  );
  return Math.min(
    1,
    Math.max(
      0,
      terms.reduce((sum, term) => sum + term, 0),
    ),
  );
}

const EXPECTED_MIN = 5;

/** Two samples' p by Pearson's chi-square of their counts; values that are too rare are counted with their neighbours. */
export function chiSquare(one: readonly number[], other: readonly number[]): number {
  const share = one.length / (one.length + other.length);
  const cells: { one: number; both: number }[] = [];
  let open = { one: 0, both: 0 };
  for (const value of [...new Set([...one, ...other])].sort((a, b) => a - b)) {
    const ones = one.filter((each) => each === value).length;
    open = {
      one: open.one + ones,
      both: open.both + ones + other.filter((each) => each === value).length,
    };
    if (open.both * Math.min(share, 1 - share) >= EXPECTED_MIN) {
      cells.push(open);
      open = { one: 0, both: 0 };
    }
  }
  const last = cells.pop();
  if (last === undefined) return 1;
  cells.push({ one: last.one + open.one, both: last.both + open.both });
  const sum = cells.reduce(
    (total, cell) =>
      total + (cell.one - cell.both * share) ** 2 / (cell.both * share * (1 - share)),
    0,
  );
  return beyond(sum, cells.length - 1);
}

/** The upper tail of chi-square, by its cube root (Wilson and Hilferty, 1931). */
function beyond(sum: number, freedom: number): number {
  if (freedom === 0) return 1;
  const spread = 2 / (9 * freedom);
  const z = ((sum / freedom) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
  return z > 6 ? normalTail(z) : 1 - cumulativeStdNormalProbability(z);
}

const normalTail = (z: number): number => Math.exp((-z * z) / 2) / (z * Math.sqrt(2 * Math.PI));
