import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import type { Started } from "./cluster-under-test.ts";
import { ebinWithTestEngines, startCluster, until } from "./cluster-under-test.ts";
import { beamOf } from "./processes.ts";
import { EBIN, ENDLESS, request, TRIAL } from "./trials.ts";

const NODES = [
  ["run", "paxy-run"],
  ["acceptors", "paxy-acc"],
  ["proposers", "paxy-pro"],
] as const;

function groupOf({ cluster }: Started, role: string): number {
  const node = cluster.pids().find((each) => each.role === role);
  if (!node) throw new Error(`no node for the ${role}`);
  return node.pid;
}

const isUp = ({ cluster }: Started): boolean =>
  cluster.health().every(({ state }) => state === "up");

async function startEndless(): Promise<Started> {
  const started = await startCluster();
  started.cluster.run(request(1, ENDLESS));
  await until("the run goes", () => started.lines.some(({ run }) => run === 1));
  return started;
}

describe("a node that is killed", () => {
  it.each(NODES)(
    "kill -9 of the node for the %s fails its run, and the batch goes on",
    async (role, name) => {
      const started = await startEndless();
      const { cluster, runs } = started;
      process.kill(beamOf(groupOf(started, role)), "SIGKILL");
      await until("the run fails", () => runs.length === 1);
      expect(runs[0]).toMatchObject({
        ...{ run: 1, verdict: "failed" },
        reason: `the node ${name} was killed by SIGKILL`,
      });
      cluster.run(request(2));
      await until("the next run ends", () => runs.length === 2);
      expect(runs[1]).toMatchObject({ run: 2, verdict: "agreed" });
      expect(cluster.health().find((node) => node.name === name)).toMatchObject({
        ...{ state: "up", restarts: 1, reason: "" },
      });
    },
  );

  it.each(NODES.slice(1))("kill -9 of the node for the %s hides no violation", async (role) => {
    const folder = temporaryFolder();
    execFileSync("erlc", ["-pa", EBIN, "-o", folder, "test/nodes/early_core.erl"]);
    const started = await startCluster({ codePaths: [folder] });
    const { cluster, runs, lines } = started;
    cluster.run(request(1, { ...ENDLESS, numProposers: 3, moduleVersion: "early_core" }));
    const decided = () => lines.filter(({ text }) => text.includes("DECIDED")).length;
    await until("two proposers decide", () => decided() === 2);
    process.kill(beamOf(groupOf(started, role)), "SIGKILL");
    await until("the run ends", () => runs.length === 1);
    expect(runs[0]).toMatchObject({ verdict: "violation" });
    expect(runs[0]?.decisions).toHaveLength(2);
  });

  it("kill -9 of the shell around a node is a loss of the node, too", async () => {
    const started = await startEndless();
    process.kill(groupOf(started, "acceptors"), "SIGKILL");
    await until("the run fails", () => started.runs.length === 1);
    expect(started.runs[0]).toMatchObject({ verdict: "failed" });
    expect(started.runs[0]?.reason).toMatch(/^the node paxy-acc /);
    started.cluster.run(request(2));
    await until("the next run ends", () => started.runs.length === 2);
    expect(started.runs[1]?.verdict).toBe("agreed");
  });

  it("runs that do not need the lost node go on", async () => {
    const started = await startCluster();
    const { cluster, runs, lines } = started;
    cluster.run(request(1, { ...ENDLESS, moduleName: "paxy_local" }));
    await until("the run goes", () => lines.some(({ run }) => run === 1));
    process.kill(beamOf(groupOf(started, "acceptors")), "SIGKILL");
    await until("the loss is noticed", () => !isUp(started));
    await until("the node is back", () => isUp(started));
    expect(runs).toEqual([]);
    cluster.cancel({ trial: 1, run: 1, attempt: 1 });
    await until("the run is cancelled", () => runs.length === 1);
    expect(runs[0]?.verdict).toBe("cancelled");
  });

  it("all three at once, three times: every run ends once, and the last ones agree", async () => {
    const started = await startCluster();
    const { cluster, runs } = started;
    for (let round = 0; round < 3; round++) {
      for (let run = 1; run <= 4; run++) cluster.run(request(10 * round + run, { ...ENDLESS }));
      for (const { pid } of cluster.pids()) process.kill(beamOf(pid), "SIGKILL");
      await until("the runs of this round end", () => runs.length === 4 * (round + 1));
      cluster.run(request(100 + round));
      await until("nodes are back and a run ends", () =>
        runs.some(({ run }) => run === 100 + round),
      );
      runs.splice(
        runs.findIndex(({ run }) => run === 100 + round),
        1,
      );
      await until("all nodes are up", () => isUp(started));
    }
    expect(runs).toHaveLength(12);
    expect(new Set(runs.map(({ verdict }) => verdict))).toEqual(new Set(["failed"]));
  });

  it("an engine that ends its node fails the run and says with which status", async () => {
    const started = await startCluster({ ebin: ebinWithTestEngines() });
    const { cluster, runs } = started;
    cluster.run(request(1, { ...TRIAL, moduleName: "paxy_local", sleep: [9] }));
    await until("the run fails", () => runs.length === 1);
    expect(runs[0]?.reason).toContain("the node paxy-run ended by itself with status 3");
  });
});

describe("a node that hangs", () => {
  it.each(NODES)(
    "SIGSTOP of the node for the %s is noticed, and the batch goes on",
    async (role, name) => {
      const started = await startCluster({ silentMsMax: 4000 });
      const { cluster, runs, lines } = started;
      cluster.run(request(1, ENDLESS));
      await until("the run goes", () => lines.some(({ run }) => run === 1));
      process.kill(beamOf(groupOf(started, role)), "SIGSTOP");
      await until("the run fails", () => runs.length === 1);
      expect(runs[0]?.reason).toBe(`the node ${name} did not answer for 4 s and was killed`);
      cluster.run(request(2));
      await until("the next run ends", () => runs.length === 2);
      expect(runs[1]?.verdict).toBe("agreed");
    },
  );
});

describe("a node that does not come back", () => {
  it("a run waits for it no longer than its bound", async () => {
    const ebin = ebinWithTestEngines();
    const started = await startCluster({ ebin, waitMsMax: 700, silentMsMax: 60_000 });
    const { cluster, runs } = started;
    rmSync(`${ebin}/paxy_terminal.beam`);
    process.kill(beamOf(groupOf(started, "acceptors")), "SIGKILL");
    await until("the loss is noticed", () => !isUp(started));
    cluster.run(request(1));
    cluster.run(request(2, { ...TRIAL, moduleName: "paxy_local" }));
    await until("both runs end", () => runs.length === 2);
    expect(runs.find(({ run }) => run === 2)?.verdict).toBe("agreed");
    const failed = runs.find(({ run }) => run === 1);
    expect(failed?.verdict).toBe("failed");
    expect(failed?.reason).toMatch(/^the node paxy-acc .*could not be restarted in time$/);
  });
});
