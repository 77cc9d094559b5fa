import { mkdtempSync, readdirSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { createQueue } from "../../src/core/queue/queue.ts";
import type { Cluster } from "../../src/nodes/cluster.ts";
import { createDirectory } from "../../src/results/directory.ts";
import { BatchFolder } from "../../src/service/batch-folder.ts";
import { Driver } from "../../src/service/driver.ts";
import { newSession } from "../../src/service/session-folder.ts";
import { announce, listSessions } from "../../src/service/sessions.ts";
import { recordOf, settings, trialOf } from "../core/queue/examples.ts";
import { removeFolder } from "../remove-folder.ts";
import { rowsOf } from "./results.ts";

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "clock-"));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** Nodes on which every run agrees at once. */
function agreeingCluster(): Cluster {
  const events = { onOver() {}, onRun() {}, onOutput() {}, onHealth() {} } as Cluster["events"];
  return {
    events,
    async start() {},
    async stop() {},
    health: () => [],
    links: () => [],
    async measure() {},
    cancel() {},
    run: ({ trial, run, attempt }) =>
      setImmediate(() => events.onRun(recordOf({ trial, run, attempt }), undefined)),
  };
}

it("a clock that goes backwards while a batch runs changes no run and no estimate", async () => {
  const directory = temporary();
  const queue = createQueue(settings({ repeat: 50 }), [trialOf()]);
  const circumstances = {
    versions: { paxy: "0", node: "20", otp: "25" },
    ...{ erlangCode: "", host: "", fileTrials: "", fileJobs: 1, startedAt: "", endedAt: null },
  };
  let now = 0;
  let wall = Date.UTC(2026, 10, 22);
  const service = await Driver.create({
    queue,
    cluster: agreeingCluster(),
    erlang: { erl: "erl", ebin: "", codePaths: [] },
    openFolder: (onTrouble) => BatchFolder.open(directory, queue, circumstances, onTrouble),
    clocks: {
      wallMs: () => {
        wall -= 3_600_000;
        return wall;
      },
      monotonicMs: () => {
        now += 10;
        return now;
      },
    },
  });
  const estimates: (number | null)[] = [];
  service.subscribe(() => estimates.push(service.snapshot().etaMs));
  await service.start();
  await expect.poll(() => service.snapshot().queue.status, { timeout: 100_000 }).toBe("finished");
  await service.end("");
  expect(rowsOf(directory, "runs.csv")).toHaveLength(50);
  expect(estimates.every((each) => each === null || (each >= 0 && each < 60_000))).toBe(true);
});

it("a batch that is started after the clock was set back is the latest all the same", async () => {
  const out = temporary();
  const later = await createDirectory(out, { name: "b" }, new Date(2026, 10, 22, 18));
  const earlier = await createDirectory(out, { name: "b" }, new Date(2026, 10, 22, 17));
  expect(readlinkSync(join(out, "b", "latest"))).toBe("20261122-170000");
  expect(readdirSync(join(out, "b"))).toHaveLength(3);
  expect(earlier < later).toBe(true);
});

it("a session that began in the future is not forgotten", async () => {
  vi.stubEnv("XDG_STATE_HOME", temporary());
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { id, folder, socket } = newSession();
  announce(folder, { id, name: "b", directory: "/nowhere", socket, startedAtMs: Date.now() + 9e8 });
  expect(await listSessions()).toMatchObject([{ id, state: "gone" }]);
});
