import { expect, test } from "vitest";
import { differences } from "./median-difference.ts";
import { CONFIGURATIONS, compareWorlds } from "./two-worlds.ts";

/**
 * The small version of test/bench/sim-vs-real.bench.ts: fixed seeds, three
 * configurations, and room for a machine that is busy with other tests.
 */
test("simulated runs take as long and as many rounds as real ones", async () => {
  const trials = [0, 4, 8].map((index) => CONFIGURATIONS[index] as object);
  const compared = await compareWorlds(
    trials,
    { module: "paxy_remote", repeat: 40, jobs: 4, seed: 4 },
    { module: "paxy_sim", repeat: 2000, jobs: 2, seed: 4 },
    { absolute: 15, share: 0.1 },
  );
  expect(differences(compared, 0.99, 4).filter(({ differs }) => differs)).toEqual([]);
}, 120_000);
