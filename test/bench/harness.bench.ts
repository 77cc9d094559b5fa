import type { RunRecord } from "../../src/core/run/run.ts";
import { OwnedCluster } from "../../src/nodes/owned-cluster.ts";
import { request, TRIAL } from "../nodes/trials.ts";
import { withEngine } from "./ebin.ts";

/**
 * Cost of the harness, from the batch runner's side of the nodes: runs
 * requested one by one, beside the same runs in a plain loop inside the same
 * run node. The two take turns, so that a busy machine slows both.
 */
const RUNS = 500;
const TURNS = 25;

export default function harness() {
  return withEngine("paxy_local", measure);
}

async function measure(ebin: string) {
  const cluster = new OwnedCluster({ ebin });
  let ended: (record: RunRecord) => void = () => {};
  cluster.events.onRun = (record) => ended(record);
  let next = 0;
  const run = (config: typeof TRIAL): Promise<RunRecord> =>
    new Promise((resolve) => {
      ended = resolve;
      next += 1;
      cluster.run(request(next, config));
    });
  const spawned = performance.now();
  await cluster.start();
  await run(TRIAL);
  const firstRunMs = performance.now() - spawned;

  const count = RUNS / TURNS;
  const loop = { ...TRIAL, moduleName: "paxy_local", sleep: [count] } as const;
  await run(loop);
  let harnessMs = 0;
  let loopMs = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    loopMs += ((await run(loop)).elapsedMs ?? 0) / 1000;
    const started = performance.now();
    for (let i = 0; i < count; i++) await run(TRIAL);
    harnessMs += performance.now() - started;
  }
  await cluster.stop();
  const ratio = harnessMs / loopMs;
  return [
    { figure: "spawn of three nodes to the end of a first run", measured: ms(firstRunMs) },
    {
      figure: `${RUNS} runs requested one by one, a run`,
      measured: ms(harnessMs / RUNS),
      reference: `${ms(loopMs / RUNS)} in a loop inside the run node`,
      ratio: ratio.toFixed(2),
      target: "<= 1.5",
      ok: ratio <= 1.5,
    },
  ];
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;
