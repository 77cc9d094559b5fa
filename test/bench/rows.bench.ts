import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, quantile } from "simple-statistics";
import { createQueue } from "../../src/core/queue/queue.ts";
import type { RunRecord } from "../../src/core/run/run.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import { OwnedCluster } from "../../src/nodes/owned-cluster.ts";
import { BatchFolder } from "../../src/service/batch-folder.ts";
import { Driver } from "../../src/service/driver.ts";

const RUNS = 500;
const PAIRS = 3;
const [LATENCY_MS_MAX, ADDED_MS_MAX] = [20, 1];
const TRIAL = { ...DEFAULT_TRIAL, numProposers: 1, numAcceptors: 3, drop: 0, delay: 0, sleep: [0] };

interface Measured {
  /** From a run's record to its row in the file, ms. */
  readonly latencies: readonly number[];
  readonly msPerRun: number;
}

/** How late a row is written, and what writing rows adds to a run: the same batch with files and without, in turn. */
export default async function rows() {
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    pairs.push({ files: await measure("files"), nothing: await measure("nothing") });
  }
  const p99 = quantile(
    pairs.flatMap(({ files }) => files.latencies),
    0.99,
  );
  const added = median(pairs.map(({ files, nothing }) => files.msPerRun - nothing.msPerRun));
  return [
    {
      figure: "a run's row is written after its verdict, p99",
      measured: `${p99.toFixed(1)} ms`,
      target: `<= ${LATENCY_MS_MAX} ms`,
      ok: p99 <= LATENCY_MS_MAX,
    },
    {
      figure: "writing rows adds to a run",
      measured: `${added.toFixed(2)} ms`,
      reference: `${median(pairs.map(({ nothing }) => nothing.msPerRun)).toFixed(2)} ms a run without`,
      target: `<= ${ADDED_MS_MAX} ms`,
      ok: added <= ADDED_MS_MAX,
    },
  ];
}

async function measure(writes: "files" | "nothing"): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), "paxy-bench-rows-"));
  const settings = {
    name: "b",
    repeat: RUNS,
    timeLimitMs: 30_000,
    jobs: 1,
    seed: 1,
    attemptsMax: 1,
  };
  const queue = createQueue(settings, [TRIAL]);
  const cluster = new OwnedCluster({ ebin: ".build/ebin" });
  const arrived = new Map<RunRecord, number>();
  const latencies: number[] = [];
  const service = await Driver.create({
    queue,
    cluster,
    openFolder: async () => {
      const folder = await BatchFolder.open(directory, queue, CIRCUMSTANCES, () => {});
      const write = folder.write.bind(folder);
      folder.write = async (endings) => {
        if (writes === "files") await write(endings);
        const now = performance.now();
        for (const { record } of endings) latencies.push(now - (arrived.get(record) ?? now));
      };
      return folder;
    },
    erlang: { erl: "erl", ebin: ".build/ebin", codePaths: [] },
    clocks: { wallMs: Date.now, monotonicMs: () => performance.now() },
  });
  const { onRun } = cluster.events;
  cluster.events.onRun = (record, trace) => {
    arrived.set(record, performance.now());
    onRun(record, trace);
  };
  await service.start();
  const begin = performance.now();
  await finished(service);
  const msPerRun = (performance.now() - begin) / RUNS;
  await service.end("");
  rmSync(directory, { recursive: true });
  return { latencies, msPerRun };
}

const finished = (service: Driver): Promise<void> =>
  new Promise((resolve) => {
    service.subscribe(() => service.snapshot().queue.status === "finished" && resolve());
  });

const CIRCUMSTANCES = {
  versions: { paxy: "0", node: process.versions.node, otp: "" },
  ...{ erlangCode: "", host: "", fileTrials: "", fileJobs: 1, startedAt: "", endedAt: null },
};
