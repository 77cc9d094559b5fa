import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GENERATION, RESULTS_FORMAT } from "../../src/core/results-format.ts";
import { PARAMETERS } from "../../src/core/trial/parameters.ts";
import { columnsOf } from "../../src/results/columns.ts";
import { readManifest } from "../../src/results/manifest.ts";
import { headerOf, readRuns } from "../../src/results/read-runs.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { unfinishedIn } from "../../src/results/unfinished.ts";
import { paxy } from "../commands/paxy.ts";
import { recordOf, trialOf } from "../core/queue/examples.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/**
 * Folders of results as earlier versions left them, never changed again. All
 * hold the same batch: four runs of each of four trials, of which one run of
 * trial 2 (virtual time) and one of trial 3 (real time) violate.
 */
const KEPT = join(import.meta.dirname, "kept");
const VERSIONS = readdirSync(KEPT);

/** A copy of the kept results, where a batch named `kept` would have left them. */
function copyOf(version: string): { readonly folder: string; readonly results: string } {
  const folder = temporaryFolder();
  const results = join(folder, "out", "kept", "20261126-215803");
  cpSync(join(KEPT, version), results, { recursive: true });
  symlinkSync("20261126-215803", join(folder, "out", "kept", "latest"));
  return { folder, results };
}

describe.each(VERSIONS)("results of %s", (version) => {
  test("are reported with the figures that they were written with", async () => {
    const { folder, results } = copyOf(version);
    const { stdout, code } = await paxy(folder, ["report", results]);
    expect(stdout).toContain(
      "16 runs: 14 agreed, 0 undecided, 2 violations, 0 failed, 0 cancelled",
    );
    expect(code).toBe(1);
    const { stdout: bare } = await paxy(folder, ["report", "out/kept"]);
    expect(bare).toContain("in 2 trials: 2 (1 of 4 runs), 3 (1 of 4 runs)");
  });

  test("have the trials that they were made with", async () => {
    const manifest = await readManifest(join(KEPT, version));
    if (!manifest.ok) throw new Error(manifest.problems[0]?.message);
    const { format, trials } = manifest.value;
    expect(format).toBeLessThanOrEqual(RESULTS_FORMAT);
    for (const { name, since, before } of PARAMETERS.filter((each) => each.since > format)) {
      for (const { trial } of trials)
        expect([name, since, trial[name]]).toEqual([name, since, before]);
    }
    expect(trials.map(({ trial }) => trial.faults.length)).toEqual([0, 0, 0, 4]);
  });

  test("show the trace of a violation in real time", async () => {
    const { folder, results } = copyOf(version);
    const { stdout, code } = await paxy(folder, ["replay", results, "3", "1"]);
    expect(stdout).toContain("bart: promise 3, voted 2.bender {0,255,0}");
    expect(stdout).toContain("DECIDED {0,255,0} in round 3");
    expect(stdout).toContain("violation: both {");
    expect(code).toBe(1);
  });

  test("show no other run in the place of a simulated one, and name the version that shows it", async () => {
    const { folder, results } = copyOf(version);
    const { stdout, stderr, code } = await paxy(folder, ["replay", results, "1", "1"]);
    expect(stderr).toContain(
      `paxy ${version.replace("paxy-", "")} simulated this run, with other draws and rules; only that version can repeat it.`,
    );
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
  });

  test("that came to no end are offered again, and taken up in a new folder that says why", async () => {
    const { folder, results } = copyOf(version);
    cutShort(results);
    expect(await unfinishedIn(join(folder, "out"), "kept")).toMatchObject({ done: 14, runs: 16 });
    const { stderr, code } = await paxy(folder, ["resume", results]);
    expect(stderr).toContain("earlier version of paxy");
    expect([0, 1]).toContain(code);
    expect(readdirSync(join(folder, "out", "kept"))).toHaveLength(3);
  });
});

/** Takes the last two runs out, as a batch that was stopped leaves its folder. */
function cutShort(results: string): void {
  const runs = join(results, "runs.csv");
  const lines = readFileSync(runs, "utf8").trimEnd().split("\n");
  writeFileSync(runs, `${lines.slice(0, -2).join("\n")}\n`);
  const manifest = join(results, "manifest.json");
  const text = readFileSync(manifest, "utf8").replace(
    '"status": "finished"',
    '"status": "stopped"',
  );
  writeFileSync(manifest, text);
}

test("draws and rules have a generation of their own, apart from the format", async () => {
  const folder = temporaryFolder();
  const batch = { name: "new", repeat: 3, trials: [{ moduleName: "paxy_sim" }] };
  writeFileSync(join(folder, "new.json"), JSON.stringify(batch));
  await paxy(folder, ["run", "new.json"]);
  const results = join(folder, "out", "new", "latest");
  const read = await readManifest(results);
  expect(read).toMatchObject({ value: { format: RESULTS_FORMAT, generation: GENERATION } });
  const replay = () => paxy(folder, ["replay", results, "1", "1"]);
  expect((await replay()).code).toBe(0);
  const path = join(results, "manifest.json");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(`"generation": ${GENERATION}`, '"generation": 1'));
  expect((await replay()).stderr).toContain("with other draws and rules");
  cutShort(results);
  const { stderr } = await paxy(folder, ["resume", results]);
  expect(stderr).toContain("earlier version of paxy");
  expect(readdirSync(join(folder, "out", "new"))).toHaveLength(3);
});

test("results of a later version are refused in a sentence", async () => {
  const directory = temporaryFolder();
  cpSync(join(KEPT, "paxy-0.1.0"), directory, { recursive: true });
  const path = join(directory, "manifest.json");
  writeFileSync(path, readFileSync(path, "utf8").replace('"format": 1', '"format": 99'));
  expect(await readManifest(directory)).toMatchObject({
    problems: [
      {
        message: `${path} was written by a newer version of paxy (format 99); use that version to open it`,
      },
    ],
  });
});

test("a column that an older header lacks means what the program did that wrote it", async () => {
  const directory = temporaryFolder();
  const path = join(directory, "runs.csv");
  const lines = readFileSync(join(KEPT, "paxy-0.1.0", "runs.csv"), "utf8").split("\n");
  const without = lines.map((line) => line.replace(/,(drop_scope|replies|promises),/, ","));
  writeFileSync(path, without.join("\n"));
  const scopes = new Set<string | undefined>();
  const at = PARAMETERS.findIndex(({ name }) => name === "dropScope");
  const { rows, damaged } = await readRuns(path, (row) => scopes.add(row.parameters[at]));
  expect({ rows, damaged }).toEqual({ rows: 16, damaged: 0 });
  expect([...scopes]).toEqual(["replies"]);
});

test("a file that goes on keeps its own header, and its new rows follow it", async () => {
  const directory = temporaryFolder();
  const path = join(directory, "runs.csv");
  const header = [...(await headerOf(join(KEPT, "paxy-0.1.0", "runs.csv"))), "of_the_future"];
  const turned = [...header].reverse();
  writeFileSync(path, `${turned.join(",")}\n`);
  const writer = await RunWriter.open(directory, {
    keys: { timeLimitMs: 1, seed: 2 },
    onProblem: () => undefined,
    onRecovered: () => undefined,
  });
  await writer.write([{ record: recordOf({ run: 3 }), trial: trialOf({ drop: 17 }) }]);
  await writer.close();
  const [first, row = ""] = readFileSync(path, "utf8").split("\n");
  expect(first).toBe(turned.join(","));
  expect(row.startsWith(",")).toBe(true);
  expect(columnsOf(["of_the_future", "run"]).map((each) => each?.name)).toEqual([undefined, "run"]);
  const read: number[] = [];
  await readRuns(path, ({ run, parameters }) => read.push(run, Number(parameters[5])));
  expect(read).toEqual([3, 17]);
});
