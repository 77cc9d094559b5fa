import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createWorld, kill, until } from "../survival/world.ts";

const TIMES = 10;
const TARGET_MS = 3000;

/** From kill -9 of a service in the middle of its runs to the end of its last node and shell. */
export default async function killOfTheService() {
  const world = createWorld();
  try {
    const file = join(world.folder, "b.json");
    const trials = [{ sleep: [20], drop: 0 }];
    writeFileSync(file, JSON.stringify({ repeat: 10_000, jobs: 8, trials }));
    const times: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      await world.paxy(["run", "--detach", file]).ended;
      await until("nodes are up", () => kinds(world).filter((kind) => kind === "node").length >= 3);
      await pause(500);
      const service = world.processes().find(({ kind }) => kind === "service");
      kill(service?.pid ?? 0, "SIGKILL");
      times.push(await until("all are gone", () => world.processes().length === 0));
    }
    const longest = Math.max(...times);
    return [
      {
        figure: `kill -9 of the service to its nodes gone, the longest of ${TIMES}`,
        measured: `${Math.round(longest)} ms`,
        target: `<= ${TARGET_MS} ms`,
        ok: longest <= TARGET_MS,
      },
    ];
  } finally {
    await world.end();
  }
}

const kinds = (world: ReturnType<typeof createWorld>) => world.processes().map(({ kind }) => kind);
