import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { listeningAddresses } from "../nodes/processes.ts";
import { assertWhole, foldersOf, rowCount, rowsOf } from "./results.ts";
import { createWorld, until, type World } from "./world.ts";

const TRIAL = { sleep: [100], drop: 0, delay: 3 };

function worldWith(batch: object): World {
  const world = createWorld();
  onTestFinished(() => world.end());
  writeFileSync(join(world.folder, "b.json"), JSON.stringify(batch));
  return world;
}

/** Every file and folder below a folder, links as such. */
function below(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return [path, ...(lstatSync(path).isDirectory() ? below(path) : [])];
  });
}

const modeOf = (path: string): number => lstatSync(path).mode & 0o777;

async function goes(world: World): Promise<void> {
  await until("runs are written", () => rowCount(world.out, "b") > 2);
}

describe("what a batch keeps to itself", () => {
  it("its files are writable by their owner alone, and its socket, log and storage are private", async () => {
    const world = worldWith({ repeat: 30, trials: [TRIAL] });
    const paxy = world.paxy(["run", "b.json"], { umask: 0 });
    await goes(world);
    for (const path of below(world.out)) {
      if (!lstatSync(path).isSymbolicLink()) expect(modeOf(path) & 0o022, path).toBe(0);
    }
    const state = below(world.state);
    expect(state.filter((path) => path.endsWith(".sock"))).toHaveLength(1);
    for (const path of state) {
      expect(modeOf(path), path).toBe(lstatSync(path).isDirectory() ? 0o700 : 0o600);
    }
    for (const name of readdirSync(world.temporary)) {
      expect(modeOf(join(world.temporary, name))).toBe(0o700);
    }
    paxy.process.kill("SIGTERM");
    await paxy.ended;
  });

  it("no secret of its nodes is in any file that it leaves", async () => {
    const world = worldWith({ repeat: 5, trials: [TRIAL] });
    expect((await world.paxy(["run", "b.json"]).ended).status).toBe(0);
    // A cookie has 40 digits and a token 32; hashes of configurations have 64.
    const secret = /(?<![0-9a-f])([0-9a-f]{32}|[0-9a-f]{40})(?![0-9a-f])/;
    for (const path of [...below(world.out), ...below(world.state)]) {
      if (lstatSync(path).isFile()) expect(readFileSync(path, "utf8"), path).not.toMatch(secret);
    }
  });

  it("its nodes listen on the loopback interface, and its service on no network at all", async () => {
    const world = worldWith({ repeat: 30, trials: [TRIAL] });
    const paxy = world.paxy(["run", "b.json"]);
    await goes(world);
    const found = world.processes();
    for (const { pid } of found.filter(({ kind }) => kind === "service")) {
      expect(listeningAddresses(pid)).toEqual([]);
    }
    const addresses = found.flatMap(({ pid }) => listeningAddresses(pid));
    expect(addresses).toHaveLength(3);
    for (const address of addresses) expect(address).toMatch(/^0100007F:/);
    paxy.process.kill("SIGTERM");
    await paxy.ended;
  });

  it("another user can neither find nor open its socket", async (context) => {
    if (process.getuid?.() !== 0) context.skip("only root can become another user");
    if (spawnSync("setpriv", ["--version"]).error) context.skip("there is no setpriv");
    const world = worldWith({ repeat: 30, trials: [TRIAL] });
    for (const folder of [world.folder, world.state]) chmodSync(folder, 0o755);
    const paxy = world.paxy(["run", "b.json"]);
    await goes(world);
    const socket = String(below(world.state).find((path) => path.endsWith(".sock")));
    const program = `
      try { require("fs").readdirSync(${JSON.stringify(join(world.state, "paxy"))}); console.log("listed") }
      catch (error) { console.log(error.code) }
      require("net").connect(${JSON.stringify(socket)})
        .on("connect", () => { console.log("connected"); process.exit() })
        .on("error", (error) => console.log(error.code));`;
    const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    const tried = spawnSync("setpriv", [...nobody, process.execPath, "-e", program]);
    expect(tried.stdout.toString(), tried.stderr.toString()).toBe("EACCES\nEACCES\n");
    paxy.process.kill("SIGTERM");
    await paxy.ended;
  });
});

it("two batches at once, of the same name and in the same second, never meet", async () => {
  const world = worldWith({ name: "b", repeat: 20, jobs: 4, seed: 1, trials: [TRIAL] });
  const both = [world.paxy(["run", "b.json"]), world.paxy(["run", "b.json"])];
  for (const { ended } of both) expect((await ended).status).toBe(0);
  const folders = foldersOf(world.out, "b");
  expect(folders).toHaveLength(2);
  for (const folder of folders) {
    assertWhole(folder, { trials: 1, repeat: 20, attemptsMax: 1 });
    expect(new Set(rowsOf(folder, "runs.csv").map(({ run }) => run)).size).toBe(20);
  }
  await until("both services are gone", () => world.processes().length === 0);
  expect(readdirSync(world.temporary)).toEqual([]);
});

describe("text of others does not reach the terminal as a control sequence", () => {
  const ESCAPES = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

  it.each<readonly [string, readonly string[], object]>([
    ["a batch's name", ["run", "b.json"], { name: ESCAPES, trials: [{}] }],
    ["a field's name", ["run", "b.json"], { trials: [{ [ESCAPES]: 1 }] }],
    ["a value", ["run", "b.json"], { trials: [{ moduleVersion: ESCAPES }] }],
    ["a sleep list", ["run", "b.json"], { trials: [{ sleep: ESCAPES }] }],
    ["--set", ["run", "--set", `drop=${ESCAPES}`], {}],
    ["a field of --set", ["run", "--set", `${ESCAPES}=1`], {}],
    ["a file's name", ["run", `${ESCAPES}.json`], {}],
    ["an option", ["run", `--${ESCAPES}`], {}],
    ["a command's argument", ["resume", ESCAPES], {}],
    ["a report's folder", ["report", ESCAPES], {}],
    ["a batch to attach to", ["attach", ESCAPES], {}],
  ])("%s", async (_, args, batch) => {
    const world = worldWith(batch);
    const { status, stdout, stderr } = await world.paxy(args).ended;
    expect(status).toBe(2);
    expect(stderr).not.toBe("");
    expect(stdout + stderr).not.toMatch(CONTROL);
  });

  it("an exception in a batch file", async () => {
    const world = worldWith({});
    writeFileSync(join(world.folder, "b.mjs"), `throw new Error(${JSON.stringify(ESCAPES)});`);
    const { status, stderr } = await world.paxy(["run", "b.mjs"]).ended;
    expect(status).toBe(2);
    expect(stderr).not.toMatch(CONTROL);
  });
});
