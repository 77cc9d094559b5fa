import { describe, expect, test } from "vitest";
import { pairedDifference } from "../../../src/core/statistics/difference.ts";
import { differencesOf, type Outcome, pairsOf } from "../../../src/core/statistics/pairs.ts";
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
          const found = pairedDifference(differencesOf(pairs as never, "elapsed"));
          expect(found).toMatchObject({ value: by, interval: [by, by] });
        },
      ),
    );
  });

  test("of which one is undecided differ by their sign alone, and both by nothing known", () => {
    const one = runs([undecided, agreed(1), undecided, undecided, ...many(28, agreed)]);
    const two = runs([agreed(1), undecided, undecided, undecided, ...many(28, agreed)]);
    const found = differencesOf(pairsOf(one, two) as never, "elapsed");
    expect([...found.slice(0, 2), ...found.slice(-2)]).toEqual([
      ...[-1, -1, 1, 1].map((sign) => sign * Number.POSITIVE_INFINITY),
    ]);
    expect(pairedDifference(found)?.value).toBe(0);
  });

  test("of which most are undecided on one side have no known difference", () => {
    const found = differencesOf(
      pairsOf(runs(many(40, agreed)), runs(many(40, () => undecided))) as never,
      "elapsed",
    );
    expect(pairedDifference(found)).toBeNull();
  });
});
