import { describe, expect, test } from "vitest";
import { pairedDifference } from "../../../src/core/statistics/difference.ts";
import {
  type Differences,
  differencesOf,
  type Outcome,
  pairsOf,
} from "../../../src/core/statistics/pairs.ts";
import { fc } from "../../seed.ts";

const agreed = (elapsedMs: number): Outcome => ({ elapsedMs, rounds: 1, verdict: "agreed" });
const undecided: Outcome = { elapsedMs: null, rounds: null, verdict: "undecided" };

const runs = (outcomes: readonly Outcome[]) =>
  new Map(outcomes.map((each, index) => [index + 1, each]));

const many = (n: number, of: (run: number) => Outcome) =>
  Array.from({ length: n }, (_, i) => of(i));

describe("runs of equal luck", () => {
  test("stand in pairs by their numbers, from 30 on", () => {
    const base = runs(many(40, (run) => agreed(run)));
    const other = runs(many(35, (run) => agreed(run + 7)));
    expect(pairsOf(base, other)?.base).toHaveLength(35);
    expect(pairsOf(base, runs(many(29, agreed)))).toBeUndefined();
    expect(pairsOf(base, undefined)).toBeUndefined();
  });

  test("differ by the same in each pair, however much the runs vary", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9999), { minLength: 30, maxLength: 60 }),
        fc.nat(99),
        (times, by) => {
          const pairs = pairsOf(
            runs(times.map((time) => agreed(time))),
            runs(times.map((time) => agreed(time + by))),
          );
          const found = pairedDifference(differencesOf(pairs as never, "elapsed", [0, 0]));
          expect(found).toMatchObject({ value: by, interval: [by, by] });
        },
      ),
    );
  });

  const LIMIT = 30_000;
  const compared = (one: readonly Outcome[], two: readonly Outcome[], metric: Measure) =>
    pairedDifference(differencesIn(one, two, metric));

  test("of which one is undecided differ by at least what the limit leaves, and both by nothing known", () => {
    const one = [undecided, agreed(1), undecided, undecided, ...many(28, agreed)];
    const two = [agreed(1), undecided, undecided, undecided, ...many(28, agreed)];
    const { least, most } = differencesIn(one, two, "elapsed");
    const [none, all] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    expect([...least.slice(0, 4), ...least.slice(-2)]).toEqual([none, none, none, 0, 0, 29_999]);
    expect([...most.slice(0, 2), ...most.slice(-4)]).toEqual([-29_999, 0, 0, all, all, all]);
    expect(compared(one, two, "elapsed")?.value).toBe(0);
  });

  test("have no known sign where a run is undecided at a limit that the other passes", () => {
    const { least, most } = differencesOf(
      pairsOf(runs(many(40, () => undecided)), runs(many(40, () => agreed(20_000)))) as never,
      "elapsed",
      [1000, LIMIT],
    );
    expect([least[0], most[0]]).toEqual([Number.NEGATIVE_INFINITY, 19_000]);
  });

  test("of which most are undecided on one side differ by at least what the limit leaves", () => {
    const late = many(40, () => undecided);
    const soon = many(40, () => agreed(100));
    const [none, all] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const later = compared(soon, late, "elapsed");
    expect(later).toMatchObject({ value: 29_900, bound: "least", interval: [29_900, all] });
    expect(later?.p).toBeLessThan(1e-6);
    const sooner = compared(late, soon, "elapsed");
    expect(sooner).toMatchObject({ value: -29_900, bound: "most", interval: [none, -29_900] });
    expect(compared(soon, late, "rounds")).toBeNull();
  });

  test("of which most are undecided on both sides have no known difference", () => {
    const one = [...many(60, () => undecided), ...many(40, () => agreed(100))];
    const two = [...many(60, () => undecided), ...many(40, () => agreed(90))];
    expect(compared(one, two, "elapsed")).toBeNull();
    expect(compared(one, two, "rounds")).toBeNull();
  });

  test("do not count rounds of an undecided run as more than any", () => {
    const round = (rounds: number): Outcome => ({ elapsedMs: 1, rounds, verdict: "agreed" });
    const one = [
      ...many(40, () => undecided),
      ...many(35, () => round(2)),
      ...many(25, () => round(2)),
    ];
    const two = [...many(75, () => round(1)), ...many(25, () => round(4))];
    expect(compared(one, two, "rounds")).toBeNull();
    const few = compared(one.slice(36), two.slice(36), "rounds");
    expect(few).toMatchObject({ value: -1, interval: [-1, 2] });
  });

  test("hold between their bounds, at every rank, what longer limits would have shown", () => {
    const time = fc.integer({ min: LIMIT - 30, max: LIMIT + 10 });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time), { minLength: 30, maxLength: 90 }), (times) => {
        const seen = (side: 0 | 1, limit: number) =>
          times.map((each) => (each[side] > limit ? undecided : agreed(each[side])));
        expectInside(
          differencesIn(seen(0, 2 * LIMIT), seen(1, 2 * LIMIT), "elapsed"),
          differencesIn(seen(0, LIMIT), seen(1, LIMIT), "elapsed"),
        );
      }),
    );
  });

  test("hold between their bounds, at every rank, any rounds that undecided runs may have had", () => {
    const run = fc.record({ rounds: fc.nat(6), isKnown: fc.nat(9).map((chance) => chance > 0) });
    fc.assert(
      fc.property(fc.array(fc.tuple(run, run), { minLength: 30, maxLength: 90 }), (drawn) => {
        const side = (at: 0 | 1, isCensored: boolean) =>
          drawn.map(
            ({ [at]: { rounds, isKnown } }): Outcome =>
              isKnown || !isCensored ? { elapsedMs: 1, rounds, verdict: "agreed" } : undecided,
          );
        expectInside(
          differencesIn(side(0, false), side(1, false), "rounds"),
          differencesIn(side(0, true), side(1, true), "rounds"),
        );
      }),
    );
  });
});

type Measure = "elapsed" | "rounds";

function differencesIn(one: readonly Outcome[], two: readonly Outcome[], metric: Measure) {
  const least = metric === "elapsed" ? 30_000 : 0;
  return differencesOf(pairsOf(runs(one), runs(two)) as never, metric, [least, least]);
}

/** What is known of all runs lies within the bounds, and so do the interval and p that follow from it. */
function expectInside({ least: all }: Differences, seen: Differences): void {
  expect(all.every((each, rank) => (seen.least[rank] as number) <= each)).toBe(true);
  expect(all.every((each, rank) => each <= (seen.most[rank] as number))).toBe(true);
  const [whole, known] = [pairedDifference({ least: all, most: all }), pairedDifference(seen)];
  if (known === null) return;
  expect(known.value).toBe(whole?.value);
  expect(known.interval[0]).toBeLessThanOrEqual(whole?.interval[0] as number);
  expect(known.interval[1]).toBeGreaterThanOrEqual(whole?.interval[1] as number);
  expect(known.p).toBeGreaterThanOrEqual(whole?.p as number);
}
