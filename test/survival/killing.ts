import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { random } from "../tui/random.ts";
import { assertWhole, foldersOf, manifestOf } from "./results.ts";
import { createWorld, type Kind, kill, type Paxy, until, type World } from "./world.ts";

const TRIAL = { sleep: [20], numProposers: 2, numAcceptors: 3, drop: 0, delay: 2 };
const BATCH = {
  name: "killed",
  repeat: 400,
  timeLimit: 20,
  jobs: 2,
  seed: 7,
  attempts: 5,
  trials: [TRIAL, { ...TRIAL, moduleName: "paxy_local" }],
};

/** Beyond that, processes stay; the soak test bounds how soon they are gone. */
const GONE_MS_MAX = 100_000;
const KINDS: readonly Kind[] = ["service", "client", "node", "shell"];

export interface Killed {
  readonly kills: Readonly<Record<Kind, number>>;
  /** From the kill of a service to the end of its last node, the longest, ms. */
  readonly goneMsMax: number;
  readonly starts: number;
}

/**
 * Runs 800 short runs while processes of the batch are killed at moments and in
 * an order that the seed gives, goes on with it each time, and checks in the
 * end that nothing was lost and nothing is left.
 */
export async function killAndResume(killCount: number, seed: number): Promise<Killed> {
  const world = createWorld();
  const draw = random(seed);
  const kills = { service: 0, client: 0, node: 0, shell: 0 };
  let [left, starts, goneMsMax] = [killCount, 0, 0];
  try {
    writeFileSync(join(world.folder, "killed.json"), JSON.stringify(BATCH));
    while (!isFinished(world)) {
      const going = start(world, draw() < 0.3 ? ["--detach"] : []);
      starts++;
      await isThere(going);
      assert.ok(starts < 10 * killCount + 10, `the batch does not end: ${going.text()}`);
      while (left > 0 && (await goesOnFor(world, 100 + 500 * draw()))) {
        const victim = pick(world, draw);
        if (victim === undefined) break;
        kill(victim.pid, "SIGKILL");
        kills[victim.kind]++;
        left--;
        if (victim.kind !== "service") continue;
        goneMsMax = Math.max(goneMsMax, await allGone(world));
        break;
      }
      await allGone(world);
    }
    const [directory, ...others] = begun(world);
    assert.deepEqual(others, [], "there is one folder of results");
    assertWhole(String(directory), {
      trials: 2,
      repeat: BATCH.repeat,
      attemptsMax: BATCH.attempts,
    });
    await assertNothingLeft(world);
    assert.equal(left, 0, `the batch ended before ${left} of ${killCount} kills`);
  } finally {
    await world.end();
  }
  return { kills, goneMsMax, starts };
}

function isFinished(world: World): boolean {
  const [directory] = begun(world);
  if (directory === undefined) return false;
  const { status, endedAt } = manifestOf(directory);
  return status === "finished" && endedAt !== null;
}

/** A service that is killed before it has written a manifest has run nothing. */
const begun = (world: World): readonly string[] =>
  foldersOf(world.out, BATCH.name).filter((each) => readdirSync(each).includes("manifest.json"));

/** The first time the batch, then what is left of it. */
function start(world: World, options: readonly string[]) {
  const [directory] = begun(world);
  const args = directory === undefined ? ["run", "killed.json"] : ["resume", directory];
  return world.paxy([...args, ...options]);
}

/** A process that is just becoming the program has no environment to be found by. */
const isThere = ({ ended }: Paxy): Promise<unknown> => Promise.race([ended, pause(100)]);

/** False when the batch has ended before that. */
async function goesOnFor(world: World, ms: number): Promise<boolean> {
  const isStarting = await until("nodes are there", () => {
    const kinds = world.processes().map(({ kind }) => kind);
    return kinds.filter((kind) => kind === "node").length >= 3 || kinds.length === 0;
  });
  await pause(ms - Math.min(ms, isStarting));
  return world.processes().some(({ kind }) => kind === "service");
}

function pick(world: World, draw: () => number) {
  const kind = KINDS[Math.floor(draw() * KINDS.length)];
  const candidates = world.processes().filter((each) => each.kind === kind);
  return candidates[Math.floor(draw() * candidates.length)] ?? world.processes()[0];
}

const allGone = (world: World): Promise<number> =>
  until("every process of the batch is gone", () => world.processes().length === 0, GONE_MS_MAX);

/**
 * `paxy ls` is a start, which removes what kill -9 left on disk; a record of each session is kept.
 */
async function assertNothingLeft(world: World): Promise<void> {
  const { stdout, status } = await world.paxy(["ls"]).ended;
  assert.equal(status, 0);
  assert.match(stdout, /killed +finished +800\/800/);
  assert.deepEqual(world.processes(), []);
  assert.deepEqual(readdirSync(world.temporary), [], "temporary files");
  const sessions = join(world.state, "paxy", "sessions");
  for (const id of readdirSync(sessions)) {
    const known = ["service.log", "session.json"];
    for (const name of readdirSync(join(sessions, id))) assert.ok(known.includes(name), name);
  }
}
