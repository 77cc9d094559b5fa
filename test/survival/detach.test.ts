import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { assertWhole, foldersOf, rowCount } from "./results.ts";
import { createWorld, kill, until, type World } from "./world.ts";

const TRIAL = { sleep: [50], drop: 0, delay: 3 };
/** For batches of which one node is as good as three. */
const LOCAL = { ...TRIAL, moduleName: "paxy_local" };

function worldWith(batch: object): World {
  const world = createWorld();
  onTestFinished(() => world.end());
  writeFileSync(join(world.folder, "b.json"), JSON.stringify({ seed: 1, ...batch }));
  return world;
}

const has = (world: World, kind: string): boolean =>
  world.processes().some((each) => each.kind === kind);

const nodeIsUp = (world: World) => until("a node is up", () => has(world, "node"));

const gone = (world: World, mostMs: number) =>
  until("all its processes are gone", () => world.processes().length === 0, mostMs);

const ls = async (world: World): Promise<string> => (await world.paxy(["ls"]).ended).stdout;

describe("paxy run takes its service and nodes with it", () => {
  it.each(["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "when it gets %s",
    async (signal) => {
      const world = worldWith({ repeat: 1000, trials: [TRIAL] });
      const paxy = world.paxy(["run", "b.json"]);
      await until("runs are written", () => rowCount(world.out, "b") > 2);
      paxy.process.kill(signal);
      await gone(world, 60_000);
      if (signal === "SIGKILL") return;
      const { status, stderr } = await paxy.ended;
      expect(status).toBe(130);
      expect(stderr).toContain("To finish the rest: paxy resume out/b/");
    },
  );

  it("when it is killed while its service starts", async () => {
    const world = worldWith({ repeat: 1000, trials: [TRIAL] });
    const paxy = world.paxy(["run", "b.json"]);
    await until("the service is there", () => has(world, "service"));
    paxy.process.kill("SIGKILL");
    await gone(world, 60_000);
  });
});

describe("paxy run --detach leaves its batch running", () => {
  it("to its end, and paxy ls tells how far it is", async () => {
    const world = worldWith({ repeat: 40, trials: [LOCAL] });
    const { status, stderr } = await world.paxy(["run", "--detach", "b.json"]).ended;
    expect(status).toBe(0);
    expect(stderr).toContain(
      'Batch "b" keeps running.\nReopen: paxy attach b\nStop: paxy stop b\n',
    );
    expect(has(world, "client")).toBe(false);
    expect(await ls(world)).toMatch(/b +running +\d+\/40/);
    await gone(world, 60_000);
    expect(await ls(world)).toMatch(/b +finished +40\/40/);
    assertWhole(String(foldersOf(world.out, "b")[0]), { trials: 1, repeat: 40, attemptsMax: 1 });
  });

  it.each([{ which: [] }, { which: ["b"] }, { which: ["out/b/latest"] }])(
    "until it is stopped by $which, and what it has so far stays",
    async ({ which }) => {
      const world = worldWith({ repeat: 1000, trials: [LOCAL] });
      await world.paxy(["run", "--detach", "b.json"]).ended;
      await nodeIsUp(world);
      const { status, stdout } = await world.paxy(["stop", ...which]).ended;
      expect([status, stdout]).toEqual([
        0,
        expect.stringContaining('Batch "b" was stopped. Results:'),
      ]);
      await gone(world, 60_000);
      expect(await ls(world)).toMatch(/b +stopped +\d+\/1000/);
      expect((await world.paxy(["stop"]).ended).stderr).toContain("no batch is running");
    },
  );

  it("and when its service is killed, paxy ls says that it died", async () => {
    const world = worldWith({ repeat: 1000, trials: [LOCAL] });
    await world.paxy(["run", "--detach", "b.json"]).ended;
    await nodeIsUp(world);
    for (const { pid, kind } of world.processes()) if (kind === "service") kill(pid, "SIGKILL");
    await gone(world, 60_000);
    expect(await ls(world)).toMatch(/b +died +\d+\/1000/);
  });

  it("and a screen on it needs a terminal", async () => {
    const world = worldWith({ repeat: 1000, trials: [LOCAL] });
    await world.paxy(["run", "--detach", "b.json"]).ended;
    const { status, stderr } = await world.paxy(["attach", "b"]).ended;
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('the screen of batch "b" needs a terminal'),
    ]);
  });
});

describe("what is kept of sessions", () => {
  it("a service that can't begin leaves none, and says why", async () => {
    const world = worldWith({ trials: [LOCAL] });
    writeFileSync(world.out, "not a folder");
    const { status, stderr } = await world.paxy(["run", "b.json"]).ended;
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^paxy: cannot write /)]);
    expect(readdirSync(join(world.state, "paxy", "sessions"))).toEqual([]);
  });

  it("where the state folder cannot be made, one sentence says so", async () => {
    const world = worldWith({ trials: [LOCAL] });
    const { status, stderr } = await world.paxy(["run", "b.json"], { state: "/proc/nowhere" })
      .ended;
    expect([status, stderr]).toEqual([2, "paxy: cannot write /proc/nowhere/paxy: not found.\n"]);
  });

  it("of one that never came to be, nothing once it is an hour old", async () => {
    const world = worldWith({});
    const sessions = join(world.state, "paxy", "sessions");
    for (const [name, hours] of [
      ["young", 0.5],
      ["old", 2],
    ] as const) {
      mkdirSync(join(sessions, name), { recursive: true });
      const at = Date.now() / 1000 - hours * 3600;
      utimesSync(join(sessions, name), at, at);
    }
    await world.paxy(["ls"]).ended;
    expect(readdirSync(sessions)).toEqual(["young"]);
  });

  it("of one that ended, its log and a line for paxy ls", async () => {
    const world = worldWith({ repeat: 2, trials: [LOCAL] });
    await world.paxy(["run", "b.json"]).ended;
    const sessions = join(world.state, "paxy", "sessions");
    const [id] = readdirSync(sessions);
    const files = readdirSync(join(sessions, String(id))).sort();
    expect(files).toEqual(["service.log", "session.json"]);
    expect(existsSync(join(world.out, "b", "latest", "summary.csv"))).toBe(true);
    expect(await ls(world)).toMatch(/b +finished +2\/2/);
    writeFileSync(join(world.out, "b", "latest", "manifest.json"), "damaged");
    expect(await ls(world)).toMatch(/b +unreadable/);
    rmSync(world.out, { recursive: true });
    expect(await ls(world)).toBe("No batches yet.\n");
  });
});
