import type { Places } from "../../src/core/queue/places.ts";
import type { RunRecord } from "../../src/core/run/run.ts";
import { drawKeyOf } from "../../src/core/trial/configuration.ts";
import type { Trial } from "../../src/core/trial/trial.ts";
import { OwnedCluster } from "../../src/nodes/owned-cluster.ts";
import { EBIN } from "../nodes/trials.ts";
import type { Shown } from "./distributions.ts";

/** Runs of a trial that are asked for together; more than one only in virtual time. */
export interface Wanted {
  readonly trial: Trial;
  readonly run: number;
  readonly count: number;
  readonly seed: number;
}

export interface World {
  /** The compiled Erlang modules; those of the project if left out. */
  readonly ebin?: string;
  /** Where the nodes live; here if left out. */
  readonly places?: Places;
  /** Requests that are on the way at the same time. */
  readonly jobs: number;
}

const TIME_LIMIT_MS = 30_000;

/** Executes runs on nodes of its own, and hands over each record with what it was wanted for. */
export async function execute<Each extends Wanted>(
  { ebin = EBIN, places, jobs }: World,
  all: Iterable<Each>,
  take: (record: RunRecord, wanted: Each) => void,
): Promise<void> {
  const cluster = new OwnedCluster({ ebin, places });
  const asked: { readonly wanted: Each; left: number }[] = [];
  const toAsk = all[Symbol.iterator]();
  await cluster.start();
  try {
    await new Promise<void>((resolve, reject) => {
      const askNext = (): void => {
        const { value: wanted, done } = toAsk.next();
        if (done !== true) {
          asked.push({ wanted, left: wanted.count });
          cluster.run(requestOf(wanted, asked.length - 1, jobs));
        } else if (asked.every(({ left }) => left === 0)) resolve();
      };
      cluster.events.onRun = (record) => {
        const request = asked[record.trial];
        if (request === undefined || record.verdict === "failed") {
          reject(new Error(`A run failed: ${record.reason}`));
          return;
        }
        take(record, request.wanted);
        request.left -= 1;
        if (request.left === 0) askNext();
      };
      for (let job = 0; job < jobs; job++) askNext();
    });
  } finally {
    await cluster.stop();
  }
}

/** Each request is a trial of its own for the nodes; the draws belong to what is wanted. */
const requestOf = ({ trial, run, count, seed }: Wanted, number: number, slots: number) => ({
  ...{ trial: number, run, step: 1, count, attempt: 1, config: trial, seed, slots },
  ...{ hash: drawKeyOf(trial), occurrence: 1, timeLimitMs: TIME_LIMIT_MS },
});

export const shownIn = ({ elapsedMs, rounds, messages }: RunRecord): Shown => ({
  ...{ elapsedMs, rounds, messages },
});

/** Many simulated runs of each trial, in the order of the trials. */
export async function simulated(
  trials: readonly Trial[],
  { count, seed, ...world }: { count: number; seed: number; ebin?: string },
): Promise<readonly (readonly Shown[])[]> {
  const shown: Shown[][] = trials.map(() => []);
  const wanted = trials.map((trial, index) => ({
    ...{ trial: { ...trial, moduleName: "paxy_sim" as const }, run: 1, count, seed, index },
  }));
  await execute({ ...world, jobs: 1 }, wanted, (record, { index }) =>
    shown[index]?.push(shownIn(record)),
  );
  return shown;
}
