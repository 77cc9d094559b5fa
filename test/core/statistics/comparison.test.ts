import { describe, expect, test } from "vitest";
import { compareGroups, type Group } from "../../../src/core/statistics/comparison.ts";
import { firstEventInterval } from "../../../src/core/statistics/interval.ts";
import { medianDifference } from "../../../src/core/statistics/median-difference.ts";

const LIMIT = 30_000;

/** A generator of pseudo-random numbers in 0..1 (mulberry32), so that a failure can be run again. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs with skewed times, as aborted rounds make them; those beyond the limit are undecided. */
function runs(n: number, random: () => number, factor = 1): Group {
  const times = Array.from({ length: n }, () =>
    Math.round(factor * 100 * Math.exp(2 * random() ** 3 * 3)),
  );
  const decided = times.filter((time) => time <= LIMIT).sort((a, b) => a - b);
  const undecided = n - decided.length;
  return {
    elapsed: { sorted: decided, censored: undecided, limit: LIMIT },
    rounds: {
      sorted: decided.map((time) => Math.floor(time / 100)),
      censored: undecided,
      limit: null,
    },
    counts: { agreed: decided.length, undecided, violation: 0, failed: 0, cancelled: 0 },
  };
}

/** Runs whose times lie evenly about 1,000 ms. */
function spread(n: number, random: () => number, factor = 1): Group {
  const sorted = Array.from({ length: n }, () => Math.round(factor * (800 + 400 * random())));
  const rounds = { sorted: new Array<number>(n).fill(2), censored: 0, limit: null };
  sorted.sort((a, b) => a - b);
  return { ...runs(n, random), elapsed: { sorted, censored: 0, limit: LIMIT }, rounds };
}

const elapsed = (base: Group, other: Group, margin = 0.05) =>
  compareGroups([[base, other]], margin)[0]?.find(({ metric }) => metric === "elapsed");

describe("a comparison", () => {
  test("finds a difference that is there", () => {
    const random = chance(1);
    const found = elapsed(runs(200, random), runs(200, random, 2));
    expect(found?.answer).toBe("different");
    expect(found?.difference?.interval[0]).toBeGreaterThan(0);
  });

  test("has wider intervals of medians where a rule of precision ended the runs", () => {
    const random = chance(5);
    const [base, other] = [runs(100, random), runs(100, random, 1.5)];
    const width = (isStopped: boolean): readonly number[] => {
      const found = elapsed({ ...base, isStopped }, { ...other, isStopped });
      const [low, high] = found?.base.interval ?? [];
      const [from = 0, to = 0] = found?.difference?.interval ?? [];
      return [(high?.value ?? 0) - (low?.value ?? 0), to - from];
    };
    expect(width(true)[0]).toBeGreaterThan(width(false)[0] as number);
    expect(width(true)[1]).toBeGreaterThan(width(false)[1] as number);
  });

  test("takes violations that ended the runs by the geometric law", () => {
    const group = (first: number): Group => ({
      ...runs(first, chance(6)),
      counts: { agreed: first - 1, undecided: 0, violation: 1, failed: 0, cancelled: 0 },
      first,
    });
    const found = compareGroups([[group(4), group(400)]], 0.05)[0]?.find(
      ({ metric }) => metric === "violation",
    );
    expect(found?.base.value?.value).toBe(0.25);
    expect(found?.base.interval.map((bound) => bound?.value)).toEqual(firstEventInterval(4));
    expect(found?.other.interval.map((bound) => bound?.value)).toEqual(firstEventInterval(400));
    expect(found?.difference?.value).toBeCloseTo(0.0025 - 0.25, 10);
  });

  test("calls equal what lies within the margin", () => {
    const random = chance(2);
    expect(elapsed(runs(20_000, random), runs(20_000, random), 0.3)?.answer).toBe("the same");
  });

  test("says that ten runs are not enough, and about how many would be", () => {
    const random = chance(3);
    const found = elapsed(runs(10, random), runs(10, random, 1.1));
    expect(found?.answer).toBe("not enough runs");
    expect(found?.runsNeeded).toBeGreaterThan(10);
  });

  test("with the runs that it asks for has an answer, mostly, however near the margin", () => {
    for (const factor of [1, 1.02, 1.03, 1.15, 1.3]) {
      const random = chance(7);
      const answers = Array.from({ length: 40 }, () => {
        const few = elapsed(spread(60, random), spread(60, random, factor));
        if (few?.answer !== "not enough runs") return true;
        const enough = Math.min(20_000, few.runsNeeded ?? 60);
        const many = elapsed(spread(enough, random), spread(enough, random, factor));
        return many?.answer !== "not enough runs";
      });
      expect(answers.filter(Boolean).length, `factor ${factor}`).toBeGreaterThanOrEqual(28);
    }
  });

  test("asks for more runs than there are wherever it has too few", () => {
    const random = chance(8);
    for (let i = 0; i < 200; i++) {
      const pairs = [0, 1, 2, 3].map((each) => [
        spread(60, random),
        spread(60, random, 1 + each / 8),
      ]) as [Group, Group][];
      for (const { answer, runsNeeded, difference } of compareGroups(pairs, 0.05).flat()) {
        const isOpen = answer === "not enough runs" && difference?.value !== 0;
        if (isOpen) expect(runsNeeded).toBeGreaterThan(60);
      }
    }
  });

  test("of times with two peaks holds the difference of their medians as often as it says", () => {
    const random = chance(9);
    const draw = (n: number, of: () => number) =>
      ({ sorted: Float64Array.from({ length: n }, of).sort(), censored: 0, limit: LIMIT }) as const;
    /** The first peak from 100 on, the second 200 later, 20 wide, and their median. */
    const peaks = (first: number) => ({
      draw: () => Math.round((random() < first ? 100 : 300) + 20 * random()),
      median: first > 0.5 ? 100 + 10 / first : 300 + (20 * (0.5 - first)) / (1 - first),
    });
    const [base, other] = [peaks(0.47), peaks(0.53)];
    const truth = other.median - base.median;
    let held = 0;
    for (let i = 0; i < 1000; i++) {
      const found = medianDifference(draw(100, base.draw), draw(100, other.draw));
      const [low, high] = found?.interval ?? [0, 0];
      held += Number(low <= truth && truth <= high);
    }
    // Intervals that are made from those of the two medians hold in 879.
    expect(held).toBeGreaterThanOrEqual(940);
  });

  test("calls at most 5 % of equal batches different, all figures together", () => {
    const random = chance(4);
    let different = 0;
    for (let i = 0; i < 400; i++) {
      const pairs = [0, 1, 2].map(() => [runs(30, random), runs(30, random)] as const);
      const answers = compareGroups(pairs, 0.05)
        .flat()
        .map(({ answer }) => answer);
      if (answers.includes("different")) different++;
    }
    // 20 of 400 at 5 %; 34 or more have a chance of 0.002.
    expect(different).toBeLessThan(34);
  });
});
