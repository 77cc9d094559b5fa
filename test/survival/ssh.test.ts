import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { assertWhole, foldersOf } from "./results.ts";
import { startSshServer, whyNoSsh } from "./ssh-server.ts";
import { createWorld, kill, until, type World } from "./world.ts";

const reason = whyNoSsh();

/** About 8 s: long enough to be left and found again. */
const BATCH = {
  ...{ name: "overnight", repeat: 45, jobs: 2, seed: 3 },
  trials: [{ sleep: [300], drop: 0, delay: 5 }],
};

/** The program as a user of a login shell starts it; what a test's world sets comes before it. */
function commandOf(world: World, ...args: string[]): string {
  const quoted = (text: string): string => `'${text}'`;
  const names = ["PATH", "TMPDIR", "XDG_STATE_HOME", "HOME"];
  const settings = names.map((name) => `${name}=${quoted(world.environment[name] ?? "")}`);
  const program = [process.execPath, join(process.cwd(), ".build", "cli.js"), ...args];
  return `cd ${quoted(world.folder)} && env ${settings.join(" ")} ${program.map(quoted).join(" ")}`;
}

const doneIn = async (world: World): Promise<number> => {
  const { stdout } = await world.paxy(["ls"]).ended;
  return Number(/overnight +\w+ +(\d+)\/45/.exec(stdout)?.[1] ?? Number.NaN);
};

it.skipIf(reason !== undefined)(
  `a batch goes on when its SSH connection is cut, and is found again${reason ? ` (skipped: ${reason})` : ""}`,
  async () => {
    const world = createWorld();
    onTestFinished(() => world.end());
    const server = await startSshServer();
    onTestFinished(() => server.end());
    writeFileSync(join(world.folder, "overnight.json"), JSON.stringify(BATCH));

    const first = server.login(commandOf(world, "screen", "overnight.json"));
    let shown = "";
    first.stdout?.on("data", (chunk) => {
      shown += chunk;
    });
    await until("runs are made", () => {
      const [directory] = foldersOf(world.out, "overnight");
      return directory !== undefined && readdirSync(directory).includes("runs.csv");
    });
    await until("the screen shows them", () => shown.length > 100);
    for (const pid of server.sessions()) kill(pid, "SIGKILL");
    await until("the connection is lost", () => first.exitCode !== null);
    await until("the screen's process is gone", () =>
      world.processes().every(({ kind }) => kind !== "client"),
    );

    const before = await doneIn(world);
    const second = server.login(commandOf(world, "attach", "overnight"));
    let seen = "";
    second.stdout?.on("data", (chunk) => {
      seen += chunk;
    });
    await until("the screen shows the batch again", () => seen.includes("overnight"));
    await expect.poll(() => doneIn(world), { timeout: 100_000 }).toBeGreaterThan(before);
    second.kill("SIGKILL");

    await until("the batch ends", () => world.processes().length === 0, 60_000);
    const [directory, ...others] = foldersOf(world.out, "overnight");
    expect(others).toEqual([]);
    assertWhole(String(directory), { trials: 1, repeat: 45, attemptsMax: 1 });
    expect((await world.paxy(["ls"]).ended).stdout).toMatch(/overnight +finished +45\/45/);
  },
);
