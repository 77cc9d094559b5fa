import type { FakeBatch } from "./fake-engine.ts";

/** The trials of trials/quickstart.ts. */
export const QUICK_START: FakeBatch = {
  trials: [
    {
      sleep: [10, 100, 10, 20, 50],
      numProposers: 5,
      numAcceptors: 10,
      drop: 2,
      delay: 100,
      propTimeout: 500,
      propBackoff: 50,
    },
    {
      sleep: [20, 50, 30, 60, 80],
      numProposers: 3,
      numAcceptors: 8,
      drop: 1,
      delay: 150,
      propTimeout: 600,
      propBackoff: 30,
    },
    {
      sleep: [15, 30, 25, 40, 55],
      numProposers: 7,
      numAcceptors: 12,
      drop: 3,
      delay: 200,
      propTimeout: 700,
      propBackoff: 40,
    },
  ],
};
