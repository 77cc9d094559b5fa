import { expect, test } from "vitest";
import { CONFIGURATIONS, type Measured, measured } from "./two-worlds.ts";

/**
 * The light version of test/bench/sim-vs-real.bench.ts: only shares of rounds,
 * which a busy machine changes little, and bounds that a right simulator leaves
 * once in a million times. Where events of a ms had no order, 25 % of the
 * default runs ended in round 1; on nodes it is half of them.
 */
const DEVIATIONS = 5;
const BUSY = 0.1;

test("with the defaults as many simulated runs end in round 1 as real ones", async () => {
  const both = CONFIGURATIONS.slice(0, 2);
  const real = await measured({ module: "paxy_remote", repeat: 120, jobs: 4, seed: 4 }, both);
  const simulated = await measured({ module: "paxy_sim", repeat: 5000, jobs: 2, seed: 4 }, both);
  for (const [index, { name }] of both.entries()) {
    const [one, other] = [real[index] as Measured, simulated[index] as Measured];
    const expected = shareInRound1(other);
    const spread = Math.sqrt((expected * (1 - expected)) / one.runs.length);
    expect(Math.abs(shareInRound1(one) - expected), name).toBeLessThan(DEVIATIONS * spread + BUSY);
    expect(expected, `${name}, simulated`).toBeGreaterThan(0.4);
    expect(expected, `${name}, simulated`).toBeLessThan(0.6);
  }
}, 240_000);

const shareInRound1 = ({ runs }: Measured): number =>
  runs.filter(({ rounds }) => rounds === 1).length / runs.length;
