import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import type { Trial } from "../../src/core/trial/trial.ts";
import type { RunRequest } from "../../src/nodes/cluster.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const EBIN = join(root, ".build/ebin");

export const TRIAL: Trial = {
  ...DEFAULT_TRIAL,
  numProposers: 1,
  numAcceptors: 3,
  drop: 0,
  delay: 0,
  propTimeout: 1000,
  propBackoff: 10,
};

/** A trial whose only run waits for a time limit that is far away. */
export const ENDLESS: Trial = { ...TRIAL, drop: 100, propTimeout: 600_000 };

export function request(run: number, config: Trial = TRIAL, count = 1): RunRequest {
  const draws = { seed: 7, hash: "c0ffee", occurrence: 1 };
  return {
    trial: 1,
    run,
    step: 1,
    count,
    attempt: 1,
    config,
    ...draws,
    timeLimitMs: 60_000,
    slots: 1000,
  };
}
