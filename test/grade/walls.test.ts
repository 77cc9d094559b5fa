import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { endAll, ofUser, withCookie } from "../../src/grade/sweep.ts";
import {
  addressSpaceMax,
  emptyEnvironment,
  strongestWalls,
  type Walls,
  walled,
} from "../../src/grade/walls.ts";
import { killGroup, waitUntil } from "../../src/nodes/process-group.ts";
import { removeFolder } from "../remove-folder.ts";

/** Code that has come past the list of calls: it may call whatever Erlang has. */

const isLinux = process.platform === "linux";
const probe = mkdtempSync(join(tmpdir(), "paxy-test-"));
chmodSync(probe, 0o755);
const strongest = strongestWalls(probe);
removeFolder(probe);

const ALL: readonly (readonly [string, Walls])[] = [
  ["the strongest walls of this system", strongest],
  ["walls without namespaces", { ...strongest, namespaces: false }],
  ["the shell's limits, as on macOS", { ...strongest, namespaces: false, prlimit: false }],
];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly room: string;
}

function roomFor({ firstUid }: Walls): string {
  const room = mkdtempSync(join(tmpdir(), "paxy-test-"));
  if (firstUid !== undefined) chownSync(room, firstUid, firstUid);
  onTestFinished(() => removeFolder(room));
  return room;
}

interface Behind {
  readonly child: ChildProcess;
  readonly cookie: string;
  readonly room: string;
  end(): void;
}

function behind(walls: Walls, code: string, cpuSecondsMax = 20): Behind {
  const room = roomFor(walls);
  const cookie = `test-${process.pid}-${performance.now()}`;
  const limits = { bytesMax: 2_500_000_000, cpuSecondsMax };
  const program = [walls.erl, "+S", "1:1", "-noshell", "-boot", "no_dot_erlang", "-eval", code];
  const [file = "", ...args] = walled(walls, { room, slot: 0, limits }, program);
  const env = emptyEnvironment(room, cookie);
  const child = spawn(file, args, { cwd: room, env, detached: true });
  const end = (): void => {
    if (child.pid === undefined) return;
    if (walls.namespaces) killGroup(child.pid, "SIGKILL");
    else endAll({ group: child.pid, cookie, uid: walls.firstUid });
  };
  onTestFinished(end);
  return { child, cookie, room, end };
}

function run(walls: Walls, code: string, cpuSecondsMax?: number): Promise<Ended> {
  const { child, room } = behind(walls, code, cpuSecondsMax);
  let stdout = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, room })));
}

const PROCESSES =
  'length([P || P <- element(2, file:list_dir("/proc")), hd(P) >= $0, hd(P) =< $9])';

test("all submissions together leave the computer a part of its memory", () => {
  const giga = 1e9;
  const used = (jobs: number, memory: number) =>
    addressSpaceMax(jobs, memory) - addressSpaceMax(1, 0);
  expect(2 * used(2, 4 * giga)).toBeLessThan(4 * giga);
  expect(used(8, 8 * giga)).toBeLessThan(used(1, 8 * giga));
  expect(used(1, 1000 * giga)).toBeLessThan(2 * giga);
});

const printed = (expression: string): string => `io:format("~0p", [${expression}]), halt(0).`;

describe.each(ALL)("behind %s", (_, walls) => {
  test("code has an empty environment, a home and a folder of its own", async () => {
    const { stdout, room } = await run(
      walls,
      `{ok, D} = file:get_cwd(), io:format("~s~n~s~n", [D, string:join([hd(string:split(E, "=")) || E <- os:getenv()], " ")]), halt(0).`,
    );
    const [folder, names = ""] = stdout.trim().split("\n");
    expect(folder).toBe(room);
    const known = ["HOME", "LANG", "PATH", "PAXY_GRADE", "TERM", "TMPDIR"];
    const others = names.split(" ").filter((name) => !known.includes(name));
    // What Erlang and the shell themselves set.
    for (const name of others)
      expect(name).toMatch(/^(ERL_.*|BINDIR|EMU|PROGNAME|ROOTDIR|PWD|OLDPWD|SHLVL|_)$/);
  });

  test.runIf(walls.namespaces || walls.firstUid !== undefined)(
    "code writes nowhere but in its room",
    async () => {
      const outside = mkdtempSync(join(tmpdir(), "paxy-test-"));
      onTestFinished(() => removeFolder(outside));
      const places = [outside, process.cwd(), "/etc", "/usr"];
      const writes = places.map((place) => `file:write_file("${place}/evil", "x")`).join();
      const { stdout, room } = await run(
        walls,
        printed(`[file:write_file("mine", "x"), ${writes}]`),
      );
      expect(stdout).toMatch(/^\[ok(,\{error,(eacces|erofs|enoent)\}){4}\]$/);
      expect(readdirSync(outside)).toEqual([]);
      expect(readFileSync(join(room, "mine"), "utf8")).toBe("x");
    },
    30_000,
  );

  test.runIf(walls.prlimit)(
    "code that needs too much memory is ended",
    async () => {
      const memory = await run(walls, "lists:seq(1, 1000000000), halt(0).");
      expect(memory.status).not.toBe(0);
    },
    60_000,
  );

  test("code that needs too much time is ended", async () => {
    const time = await run(walls, "F = fun F() -> F() end, F().", 2);
    expect(time.status).not.toBe(0);
  });

  test("a file has an end", async () => {
    const { room } = await run(
      walls,
      '{ok, F} = file:open("big", [write, raw]), W = fun W() -> case file:write(F, binary:copy(<<0>>, 1000000)) of ok -> W(); _ -> halt(0) end end, W().',
    );
    expect(statSync(join(room, "big")).size).toBeLessThanOrEqual(16_000_000);
  });

  test.runIf(isLinux)(
    "a process that leaves its group and its session ends with the rest",
    async () => {
      const code = `open_port({spawn, "setsid sleep 77"}, []), open_port({spawn, "setsid setsid sleep 77"}, []), io:format("on"), timer:sleep(infinity).`;
      const { child, cookie, end } = behind(walls, code);
      await new Promise((on) => child.stdout?.once("data", on));
      expect(await waitUntil(() => withCookie(cookie).length >= 3, 60_000)).toBe(true);
      end();
      expect(await waitUntil(() => withCookie(cookie).length === 0, 60_000)).toBe(true);
    },
    30_000,
  );
});

test.runIf(strongest.firstUid !== undefined)(
  "without namespaces, a process that has thrown its environment away is known by its user",
  async () => {
    const walls = { ...strongest, namespaces: false };
    const code = `open_port({spawn, "setsid env -i sleep 77"}, []), io:format("on"), timer:sleep(infinity).`;
    const { child, end } = behind(walls, code);
    await new Promise((on) => child.stdout?.once("data", on));
    const left = (): number => ofUser(walls.firstUid ?? 0).length;
    expect(await waitUntil(() => left() >= 2, 60_000)).toBe(true);
    end();
    expect(await waitUntil(() => left() === 0, 60_000)).toBe(true);
  },
);

describe.runIf(strongest.namespaces)("in namespaces of its own", () => {
  test("code reaches no network, not even this computer's", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((on) => server.once("listening", on));
    const { port } = server.address() as { port: number };
    const { stdout } = await run(
      strongest,
      printed(`gen_tcp:connect({127,0,0,1}, ${port}, [], 2000)`),
    );
    expect(stdout).toMatch(/^\{error,/);
  });

  test("code sees no process but its own", async () => {
    const { stdout } = await run(strongest, printed(PROCESSES));
    expect(Number(stdout)).toBeLessThan(12);
  });

  test("there are so many processes at most", async () => {
    const { stdout } = await run(
      strongest,
      `[catch open_port({spawn, "sleep 60"}, []) || _ <- lists:seq(1, 400)], timer:sleep(1000), ${printed(PROCESSES)}`,
    );
    expect(Number(stdout)).toBeGreaterThan(20);
    expect(Number(stdout)).toBeLessThan(160);
  });

  test("all of it ends with the process that started it", async () => {
    const { child, cookie } = behind(strongest, 'io:format("on"), timer:sleep(infinity).');
    await new Promise((on) => child.stdout?.once("data", on));
    child.kill("SIGKILL");
    expect(await waitUntil(() => withCookie(cookie).length === 0, 60_000)).toBe(true);
  });
});
