import { existsSync, readdirSync, realpathSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { OwnedCluster } from "../../src/nodes/owned-cluster.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { ebinWithTestEngines, observe, startCluster, until } from "./cluster-under-test.ts";
import { beamOf, cpuMsOf, processesOf } from "./processes.ts";
import { EBIN, ENDLESS, request, TRIAL } from "./trials.ts";

describe("runs on three owned nodes", () => {
  it("a run is executed, judged and told with its output before it", async () => {
    const { cluster, runs, lines, order } = await startCluster();
    cluster.run(request(1));
    await until("the run ends", () => runs.length === 1);
    expect(runs[0]).toMatchObject({
      ...{ trial: 1, run: 1, attempt: 1, verdict: "agreed", decision: "{255,0,0}" },
      ...{ rounds: 0, dropped: 0, reason: "" },
      decisions: [{ proposer: "fry", value: "{255,0,0}", round: 0 }],
    });
    expect(Math.abs(Date.parse(runs[0]?.startedAt ?? "") - Date.now())).toBeLessThan(60_000);
    expect(lines.map(({ node, text }) => `${node}: ${text}`)).toContainEqual(
      expect.stringMatching(/^paxy-pro: \[Proposer fry\] DECIDED \{255,0,0\} in round \{0,fry\}/),
    );
    expect(order.at(-1)).toBe("run 1/1");
  });

  it("many runs at a time and of every engine end once each", async () => {
    const { cluster, runs } = await startCluster();
    for (let run = 1; run <= 40; run++) {
      const moduleName = run % 2 === 0 ? "paxy_remote" : "paxy_local";
      cluster.run(request(run, { ...TRIAL, moduleName, numProposers: 3, delay: 20 }));
    }
    await until("all runs end", () => runs.length >= 40);
    expect(new Set(runs.map(({ run }) => run)).size).toBe(40);
    expect(new Set(runs.map(({ verdict }) => verdict))).toEqual(new Set(["agreed"]));
  });

  it("a run that is requested beyond the slots begins when another is gone", async () => {
    const { cluster, runs, order } = await startCluster();
    for (let run = 1; run <= 20; run++) {
      cluster.run({ ...request(run, { ...TRIAL, delay: 5 }), slots: 2 });
    }
    await until("all runs end", () => runs.length === 20);
    const ends = runs.map(({ startedAt, elapsedMs }) => Date.parse(startedAt) + Number(elapsedMs));
    for (const { startedAt } of runs) {
      const at = Date.parse(startedAt);
      const going = runs.filter(
        (each, i) => Date.parse(each.startedAt) < at && Number(ends[i]) > at + 1,
      );
      expect(going.length).toBeLessThan(2);
    }
    for (let run = 1; run <= 20; run++) {
      expect(order.lastIndexOf(`out 1/${run}`)).toBeLessThan(order.indexOf(`run 1/${run}`));
    }
  });

  it("a run that waits for a slot can be cancelled, and begins at once when there are more", async () => {
    const { cluster, runs, lines } = await startCluster();
    for (const run of [1, 2, 3]) cluster.run({ ...request(run, ENDLESS), slots: 1 });
    await until("the first runs", () => lines.some(({ run }) => run === 1));
    cluster.cancel({ trial: 1, run: 2, attempt: 1 });
    await until("the second has ended", () => runs.length === 1);
    expect(runs[0]).toMatchObject({ run: 2, verdict: "cancelled", decisions: [] });
    cluster.run({ ...request(4), slots: 3 });
    await until("the last has ended", () => runs.length === 2);
    expect(runs[1]).toMatchObject({ run: 4, verdict: "agreed" });
    await until("the third runs", () => lines.some(({ run }) => run === 3));
    expect(lines.some(({ run }) => run === 2)).toBe(false);
  });

  it("a cancelled run ends as cancelled, and another one beside it goes on", async () => {
    const { cluster, runs, lines } = await startCluster();
    cluster.run(request(1, ENDLESS));
    cluster.run(request(2, ENDLESS));
    await until("both run", () => new Set(lines.map(({ run }) => run)).size === 2);
    cluster.cancel({ trial: 1, run: 1, attempt: 1 });
    await until("the first run ends", () => runs.length === 1);
    expect(runs[0]).toMatchObject({ run: 1, verdict: "cancelled" });
    cluster.cancel({ trial: 1, run: 9, attempt: 1 });
    cluster.cancel({ trial: 1, run: 2, attempt: 1 });
    await until("the second run ends", () => runs.length === 2);
  });

  it("health tells what each node does", async () => {
    const { cluster } = await startCluster();
    await until("health has come", () =>
      cluster.health().every(({ roundTripMs, processes }) => roundTripMs !== null && processes),
    );
    expect(cluster.health()).toMatchObject([
      { name: "paxy-run", role: "run", state: "up", restarts: 0, reason: "" },
      { name: "paxy-acc", role: "acceptors", state: "up", restarts: 0 },
      { name: "paxy-pro", role: "proposers", state: "up", restarts: 0 },
    ]);
  });

  it("a node that no run has needed is not there, and comes with the first run that needs it", async () => {
    const { cluster, runs } = await startCluster({ roles: ["run"] });
    const states = () => cluster.health().map(({ state, restarts }) => `${state} ${restarts}`);
    expect(states()).toEqual(["up 0", "unused 0", "unused 0"]);
    expect(cluster.pids().map(({ role }) => role)).toEqual(["run"]);
    cluster.run(request(1, { ...TRIAL, moduleName: "paxy_local" }));
    await until("the run on one node ends", () => runs.length === 1);
    expect(states()).toEqual(["up 0", "unused 0", "unused 0"]);
    cluster.run(request(2));
    cluster.run(request(3));
    await until("the runs on three nodes end", () => runs.length === 3);
    expect(runs.map(({ verdict }) => verdict)).toEqual(["agreed", "agreed", "agreed"]);
    expect(states()).toEqual(["up 0", "up 0", "up 0"]);
  });

  it("idle nodes use almost no processor time", async () => {
    const { cluster } = await startCluster();
    const beams = cluster.pids().map(({ pid }) => beamOf(pid));
    const used = (): number => beams.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
    // Loading of code in the background comes to its end first, sooner or later.
    const usedInMs = async (ms: number): Promise<number> => {
      const before = used();
      await new Promise((resolve) => setTimeout(resolve, ms));
      return used() - before;
    };
    let last = Number.POSITIVE_INFINITY;
    for (let each = 0; each < 5 && last >= 300; each++) last = await usedInMs(3000);
    expect(last).toBeLessThan(300);
  });
});

describe("the engine in virtual time", () => {
  it("one request brings a record for each of many runs, traces included", async () => {
    const { cluster, runs, traces } = await startCluster({ ebin: ebinWithTestEngines() });
    cluster.run(request(1, { ...TRIAL, moduleName: "paxy_sim" }, 5000));
    await until("all runs end", () => runs.length === 5000);
    expect(runs.map(({ run }) => run)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(traces.get(17)).toEqual([expect.stringContaining('"clock":17')]);
  });

  it("when the engine gives up in the middle, each run that is left fails with the reason", async () => {
    const { cluster, runs } = await startCluster({ ebin: ebinWithTestEngines() });
    cluster.run(request(1, { ...TRIAL, moduleName: "paxy_sim", sleep: [13] }, 20));
    await until("all runs end", () => runs.length >= 20);
    expect(runs.filter(({ verdict }) => verdict === "violation")).toHaveLength(12);
    expect(runs.filter(({ verdict }) => verdict === "failed")).toHaveLength(8);
    expect(runs.at(-1)?.reason).toContain("out_of_luck");
  });
});

describe("an end that leaves nothing", () => {
  it("stop ends every process, removes the storage and ends what ran as cancelled", async () => {
    const folder = temporaryFolder();
    vi.stubEnv("TMPDIR", folder);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { cluster, runs, lines } = await startCluster();
    cluster.run(request(1, ENDLESS));
    await until("the run goes", () => lines.length > 0);
    const groups = cluster.pids().map(({ pid }) => pid);
    expect(groups.flatMap(processesOf).length).toBeGreaterThanOrEqual(6);
    expect(readdirSync(folder)).toHaveLength(1);
    await cluster.stop();
    expect(groups.flatMap(processesOf)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(runs).toMatchObject([{ verdict: "cancelled" }]);
  });

  it.each([
    ["is not there", "/nonexistent/erl", "Erlang (`erl`) was not found"],
    ["ends at once", "/bin/false", "ended by itself with status 1"],
  ])("when Erlang %s, the start fails with a sentence and leaves nothing", async (_, erl, says) => {
    const cluster = new OwnedCluster({ ebin: EBIN, erl });
    observe(cluster);
    await expect(cluster.start()).rejects.toThrow(says);
    await expect(cluster.start()).rejects.toThrow("`paxy doctor`");
    expect(cluster.pids().flatMap(({ pid }) => processesOf(pid))).toEqual([]);
  });

  it("when the compiled modules are of no use, the start fails within its limit", async () => {
    const ebin = realpathSync(temporaryFolder());
    const cluster = new OwnedCluster({ ebin, startMsMax: 5000 });
    observe(cluster);
    await expect(cluster.start()).rejects.toThrow("`paxy doctor`");
    expect(existsSync(ebin)).toBe(true);
    expect(cluster.pids().flatMap(({ pid }) => processesOf(pid))).toEqual([]);
  });
});
