import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createWorld } from "../survival/world.ts";

const RUNS = 50_000;
const TARGET_MB = 200;
const TRIAL = {
  ...{ moduleName: "paxy_local", numProposers: 1, numAcceptors: 3, drop: 0, delay: 0, sleep: [0] },
};

/** Memory of the runner's processes, the service and the client, over 50,000 runs on real nodes. */
export default async function memory() {
  const world = createWorld();
  try {
    const file = join(world.folder, "b.json");
    writeFileSync(file, JSON.stringify({ repeat: RUNS, jobs: 8, trials: [TRIAL] }));
    const paxy = world.paxy(["run", file]);
    const last = { service: 0, client: 0 };
    let going = true;
    paxy.ended.then(() => {
      going = false;
    });
    while (going) {
      for (const { pid, kind } of world.processes()) {
        if (kind === "service" || kind === "client") last[kind] = residentMb(pid) || last[kind];
      }
      await pause(250);
    }
    const { status, stderr } = await paxy.ended;
    if (status !== 0) throw new Error(stderr);
    const worst = Math.max(last.service, last.client);
    return [
      {
        figure: `the runner's memory after ${RUNS} runs`,
        measured: `${last.service} MB (service), ${last.client} MB (client)`,
        target: `<= ${TARGET_MB} MB each`,
        ok: worst > 0 && worst <= TARGET_MB,
      },
    ];
  } finally {
    await world.end();
  }
}

function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
