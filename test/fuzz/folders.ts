import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../src/console/problems.ts";
import { createQueue } from "../../src/core/queue/queue.ts";
import type { QueueState } from "../../src/core/queue/state.ts";
import { values } from "../../src/core/statistics/series.ts";
import { manifestOf, readManifest, writeManifest } from "../../src/results/manifest.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { openFolder } from "../../src/service/open-folder.ts";
import { failed, recordOf, settings, trialOf, undecided } from "../core/queue/examples.ts";
import { removeFolder } from "../remove-folder.ts";
import { type Draws, drawsOf } from "./draws.ts";

const SETTINGS = settings({ name: "fuzz", repeat: 12 });
const TRIALS = [trialOf(), trialOf({ drop: 5 }), trialOf({ sleep: [10, 100] })];
const CODE = { files: {}, ebin: "", otp: "25", hash: "code" };
const FILES = ["runs.csv", "runs.csv", "decisions.csv", "manifest.json"] as const;

/**
 * Folders of results that something has damaged: going on with them is refused
 * in a sentence, or runs what is missing. No run counts whose row was not there
 * before, and doing it twice changes nothing more.
 */
export async function fuzzFolders(cases: number, seed: number): Promise<void> {
  const draws = drawsOf(seed);
  const parent = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    const whole = join(parent, "whole");
    await writeWhole(whole);
    const before = new Set(records(await takeUp(whole)));
    for (let index = 0; index < cases; index++) {
      const folder = join(parent, "damaged");
      cpSync(whole, folder, { recursive: true });
      const invents = damage(folder, draws);
      await judge(folder, before, invents).catch((error) => {
        throw new Error(`seed ${seed}, case ${index}`, { cause: error });
      });
      removeFolder(folder);
    }
  } finally {
    removeFolder(parent);
  }
}

async function writeWhole(folder: string): Promise<void> {
  cpSync(mkdtempSync(`${folder}-`), folder, { recursive: true });
  const queue = createQueue(SETTINGS, TRIALS);
  const [versions, times] = [
    { paxy: "0", node: "20", otp: "25" },
    { startedAt: "", endedAt: null },
  ];
  const circumstances = {
    versions,
    erlangCode: CODE.hash,
    host: "",
    fileTrials: "",
    fileJobs: 1,
    ...times,
  };
  await writeManifest(folder, manifestOf(queue, circumstances));
  const options = { keys: SETTINGS, onProblem: () => {}, onRecovered: () => {} };
  const writer = await RunWriter.open(folder, options);
  for (const [index, trial] of TRIALS.entries()) {
    for (let run = 1; run <= 10; run++) {
      const made = run === 3 ? undecided : run === 7 ? failed : recordOf;
      const decisions = [{ proposer: "fry", value: "{255,0,0}", round: 1, elapsedMs: run }];
      const record = made({ trial: index + 1, run, elapsedMs: 10 * run + index, decisions });
      await writer.write([{ record, trial }]);
    }
  }
  await writer.close();
}

const takeUp = async (resume: string): Promise<QueueState> => {
  const plan = { settings: SETTINGS, trials: TRIALS, out: "/nowhere", resume, fromFile: false };
  const opened = await openFolder(
    { ...plan, takeOver: false, nodes: "own", userVersions: [], codePaths: [] },
    CODE,
  );
  return opened.queue;
};

/** True where the damage itself may be a row that looks sound. */
function damage(folder: string, draws: Draws): boolean {
  const path = join(folder, draws.oneOf(FILES));
  const data = readFileSync(path);
  const at = draws.below(data.length);
  switch (draws.below(6)) {
    case 0:
      writeFileSync(path, data.subarray(0, at));
      return false;
    case 1: {
      writeFileSync(
        path,
        Buffer.concat([data.subarray(0, at), Buffer.alloc(500), data.subarray(at)]),
      );
      return false;
    }
    case 2:
      rmSync(path);
      return false;
    case 3: {
      const junk = Buffer.from(`\n${draws.text()},${draws.text()}"\n`);
      const end = data.indexOf(10, at) + 1;
      writeFileSync(path, Buffer.concat([data.subarray(0, end), junk, data.subarray(end)]));
      return false;
    }
    case 4:
      writeFileSync(path, Buffer.concat([data, draws.bytes(300)]));
      return true;
    default: {
      const changed = Buffer.from(data);
      changed[at] = draws.below(256);
      writeFileSync(path, changed);
      return true;
    }
  }
}

/** A manifest that says another seed, limit or code speaks of another batch, which is run again. */
async function isOther(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return false;
  const { settings, erlangCode } = manifest.value;
  const isSame = settings.seed === SETTINGS.seed && settings.timeLimitMs === SETTINGS.timeLimitMs;
  return !isSame || erlangCode !== CODE.hash;
}

async function judge(folder: string, before: Set<string>, invents: boolean): Promise<void> {
  if (await isOther(folder)) return;
  try {
    const first = await takeUp(folder);
    const { done, runs } = first.totals;
    assert.ok(done <= runs);
    if (!invents) for (const each of records(first)) assert.ok(before.has(each), each);
    assert.deepEqual(records(await takeUp(folder)), records(first));
  } catch (error) {
    const isSaid =
      error instanceof InputError || /cannot|can't be|has no column/.test(String(error));
    if (!isSaid) throw error;
    assert.doesNotMatch((error as Error).message, /\p{Cc}/u);
  }
}

/** What counts of a queue's runs, as texts that can be compared. */
const records = ({ trials }: QueueState): string[] =>
  trials.flatMap(({ number, elapsed }) => values(elapsed).map((ms) => `${number}: ${ms}`));
