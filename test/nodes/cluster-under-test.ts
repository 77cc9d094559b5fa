import { execFileSync } from "node:child_process";
import { readdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { OutputLine } from "../../src/core/run/health.ts";
import type { RunRecord } from "../../src/core/run/run.ts";
import type { Cluster, ViolationTrace } from "../../src/nodes/cluster.ts";
import type { ClusterOptions } from "../../src/nodes/own-nodes.ts";
import { OwnedCluster } from "../../src/nodes/owned-cluster.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { EBIN } from "./trials.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Observed {
  readonly runs: RunRecord[];
  readonly traces: Map<number, ViolationTrace>;
  readonly lines: OutputLine[];
  /** Longest delivery of lines. */
  batchMax: number;
  /** Names of what happened, in order. */
  readonly order: string[];
}

export function observe(cluster: Cluster): Observed {
  const observed: Observed = { runs: [], traces: new Map(), lines: [], batchMax: 0, order: [] };
  cluster.events.onRun = (record, trace) => {
    observed.runs.push(record);
    if (trace) observed.traces.set(record.run, trace);
    observed.order.push(`run ${record.trial}/${record.run}`);
  };
  cluster.events.onOutput = (lines) => {
    observed.lines.push(...lines);
    observed.batchMax = Math.max(observed.batchMax, lines.length);
    for (const { trial, run } of lines) observed.order.push(`out ${trial}/${run}`);
  };
  cluster.events.onHealth = () => {};
  return observed;
}

export type Started = Observed & { readonly cluster: OwnedCluster };

/** Three nodes, stopped when the test ends. */
export async function startCluster(options: Partial<ClusterOptions> = {}): Promise<Started> {
  const cluster = new OwnedCluster({ ebin: EBIN, ...options });
  const observed = observe(cluster);
  onTestFinished(() => cluster.stop());
  await cluster.start();
  return Object.assign(observed, { cluster });
}

/** Waits for what is bound to come; fails with its name when it does not. */
export async function until(
  what: string,
  condition: () => boolean,
  mostMs = 100_000,
): Promise<void> {
  const deadline = performance.now() + mostMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${mostMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Our modules with engines of test/nodes/engines in the place of the real ones. */
export function ebinWithTestEngines(): string {
  const folder = temporaryFolder();
  const sources = readdirSync(join(root, "test/nodes/engines"));
  const replaced = sources.map((name) => name.replace(/erl$/, "beam"));
  for (const name of readdirSync(EBIN)) {
    if (!replaced.includes(name)) symlinkSync(join(realpathSync(EBIN), name), join(folder, name));
  }
  const paths = sources.map((name) => join(root, "test/nodes/engines", name));
  execFileSync("erlc", ["-Werror", "-o", folder, ...paths]);
  return folder;
}
