import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node-pty";
import { describe, expect, it, onTestFinished } from "vitest";
import { createWorld, kill, PROGRAM, until, type World } from "./world.ts";

function newWorld(): World {
  const world = createWorld();
  onTestFinished(() => world.end());
  return world;
}

const sessionsOf = ({ state }: World): readonly string[] =>
  readdirSync(join(state, "paxy", "sessions"));

/** `paxy FILE` on a terminal. */
function onTerminal({ folder, environment }: World, file: string) {
  let text = "";
  const env = { ...environment, TERM: "xterm-256color" } as Record<string, string>;
  const pty = spawn(process.execPath, [PROGRAM, file], { cwd: folder, env, cols: 100, rows: 30 });
  pty.onData((data) => {
    text += data;
  });
  const ended = new Promise<{ code: number; text: string }>((resolve) =>
    pty.onExit(({ exitCode }) => resolve({ code: exitCode, text })),
  );
  return { pid: pty.pid, ended };
}

/** Starts paxy on a file that never ends; resolves when that is evaluated and a service waits for it. */
async function whileEvaluated(world: World, start: (file: string) => number): Promise<number> {
  const mark = join(world.folder, "evaluated");
  writeFileSync(
    join(world.folder, "slow.mjs"),
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(mark)}, ""); for (;;);`,
  );
  const pid = start("slow.mjs");
  await until("the file is evaluated", () => existsSync(mark));
  await until("a service waits", () => world.processes().some(({ kind }) => kind === "service"));
  return pid;
}

describe("a batch file that is wrong starts nothing", () => {
  const files = { "wrong.json": '{"trials":[{"drop":101}]}', "broken.ts": "export default {" };

  it.each(Object.entries(files))("on a terminal: %s", async (name, text) => {
    const world = newWorld();
    writeFileSync(join(world.folder, name), text);
    const { code, text: said } = await onTerminal(world, name).ended;
    expect([code, said]).toEqual([2, expect.stringMatching(`^paxy: .*${name}`)]);
    await until("its processes are gone", () => world.processes().length === 0);
    expect([sessionsOf(world), existsSync(world.out)]).toEqual([[], false]);
  });

  it.each(Object.entries(files))("without one: %s", async (name, text) => {
    const world = newWorld();
    writeFileSync(join(world.folder, name), text);
    expect((await world.paxy(["run", name]).ended).status).toBe(2);
    await until("its processes are gone", () => world.processes().length === 0);
    expect([sessionsOf(world), existsSync(world.out)]).toEqual([[], false]);
  });
});

describe("killed while its batch file is evaluated, paxy leaves nothing", () => {
  const starts = {
    "on a terminal": (world: World) => (file: string) => onTerminal(world, file).pid,
    "without one": (world: World) => (file: string) =>
      Number(world.paxy(["run", file]).process.pid),
  };

  it.each(Object.entries(starts))("%s", async (_, startIn) => {
    const world = newWorld();
    kill(await whileEvaluated(world, startIn(world)), "SIGKILL");
    await until("its processes are gone", () => world.processes().length === 0);
    expect([sessionsOf(world), existsSync(world.out)]).toEqual([[], false]);
  });
});
