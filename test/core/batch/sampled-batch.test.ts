import { describe, expect, test } from "vitest";
import { parseBatch } from "../../../src/core/batch/batch.ts";
import { defineBatch, sample } from "../../../src/core/batch/define-batch.ts";
import type { Trial } from "../../../src/core/trial/trial.ts";
import { context, messages, trialsOf } from "./parsed.ts";

describe("a batch that samples", () => {
  const batch = defineBatch({
    samples: 200,
    seed: 4,
    trials: [{ drop: 7 }],
    sweep: { delay: sample(10, 150), numAcceptors: sample(1, 9), moduleVersion: [1, 2] },
  });

  test("draws as many configurations, all in their range, and crosses them with its lists", () => {
    const trials = trialsOf(batch) as readonly Trial[];
    expect(trials).toHaveLength(1 + 2 * 200);
    for (const { delay, numAcceptors } of trials.slice(1)) {
      expect(delay).toBeGreaterThanOrEqual(10);
      expect(delay).toBeLessThanOrEqual(150);
      expect(numAcceptors).toBeGreaterThanOrEqual(1);
      expect(numAcceptors).toBeLessThanOrEqual(9);
    }
    expect(trials[1]).toEqual({ ...trials[2], moduleVersion: 1 });
    const values = new Set(trials.slice(1).map(({ numAcceptors }) => numAcceptors));
    expect(values.size).toBe(9);
  });

  test("draws from its seed, and a field more changes no other", () => {
    expect(trialsOf(batch)).toEqual(trialsOf(batch));
    const delays = (data: unknown) =>
      (trialsOf(data) as readonly Trial[]).map(({ delay }) => delay);
    expect(delays({ ...batch, seed: 5 })).not.toEqual(delays(batch));
    const more = { ...batch, sweep: { ...batch.sweep, propBackoff: sample(0, 50) } };
    expect(delays(more)).toEqual(delays(batch));
  });

  test("names its sampled fields, and refuses what makes no sense", () => {
    const found = parseBatch(batch, context);
    expect(found.ok && found.value.settings.sampled).toEqual({
      ...{ fields: ["delay", "numAcceptors"], from: 2, to: 401 },
    });
    expect(messages({ samples: 3, trials: [{}] })[0]).toContain("no field under sweep is sampled");
    expect(messages({ ...batch, samples: 0 })[0]).toContain("from 1 to 10000");
    expect(messages({ samples: 3, sweep: { delay: sample(9, 1) } })[0]).toBe(
      "sweep.delay is a sample from 9 to 1; both must be whole numbers, the first not above the second",
    );
    expect(messages({ samples: 3, sweep: { delay: sample(-5, -1) } })[0]).toContain("delay");
  });
});
