import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node-pty";
import { expect, it, onTestFinished } from "vitest";
import { foldersOf, rowCount } from "./results.ts";
import { createWorld, kill, until, type World } from "./world.ts";

const BATCH = { repeat: 1000, jobs: 2, trials: [{ sleep: [40], drop: 0, delay: 3 }] };

async function killedBatch(): Promise<World> {
  const world = createWorld();
  onTestFinished(() => world.end());
  writeFileSync(join(world.folder, "b.json"), JSON.stringify(BATCH));
  await world.paxy(["run", "--detach", "b.json"]).ended;
  await until("runs are written", () => rowCount(world.out, "b") > 4);
  for (const { pid, kind } of world.processes()) if (kind === "service") kill(pid, "SIGKILL");
  await until("all are gone", () => world.processes().length === 0);
  return world;
}

/** `paxy b.json` on a terminal. */
function openScreen(world: World) {
  const program = join(process.cwd(), ".build", "cli.js");
  const screen = spawn(process.execPath, [program, "b.json"], {
    ...{ cols: 120, rows: 40, name: "xterm-256color", cwd: world.folder },
    env: { ...world.environment, TERM: "xterm-256color" } as Record<string, string>,
  });
  let text = "";
  let status: number | undefined;
  screen.onData((data) => {
    text += data;
  });
  screen.onExit(({ exitCode }) => {
    status = exitCode;
  });
  return { screen, text: () => text, status: () => status };
}

const QUESTION =
  /Batch "b" is unfinished \(\d+ of 1,000 runs\)\.\s+Resume it\? \(n starts a new batch and keeps the old results\)/;

it("a screen on a batch that did not finish asks, and goes on with it", async () => {
  const world = await killedBatch();
  const before = rowCount(world.out, "b");
  const { screen, text } = openScreen(world);
  await until("it asks", () => QUESTION.test(text()));
  const services = () => world.processes().filter(({ kind }) => kind === "service");
  await until("no service waits with it", () => services().length === 0);
  screen.write("\r");
  await until("it goes on", () => rowCount(world.out, "b") > before + 4);
  expect(foldersOf(world.out, "b")).toHaveLength(1);
});

it("or starts again, or does nothing at all", async () => {
  const world = await killedBatch();
  const left = openScreen(world);
  await until("it asks", () => QUESTION.test(left.text()));
  left.screen.write("\x03");
  await until("it ends", () => left.status() !== undefined);
  expect(left.status()).toBe(130);
  expect(foldersOf(world.out, "b")).toHaveLength(1);
  const again = openScreen(world);
  await until("it asks", () => QUESTION.test(again.text()));
  again.screen.write("n\r");
  await until("a new one begins", () => foldersOf(world.out, "b").length === 2);
});
