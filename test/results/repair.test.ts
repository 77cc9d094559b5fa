import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type EndedRun, restoreQueue } from "../../src/core/queue/restore.ts";
import { createDirectory } from "../../src/results/directory.ts";
import { manifestOf, readManifest, writeManifest } from "../../src/results/manifest.ts";
import { repairAndRead } from "../../src/results/repair.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { begun, recordOf, started, tell, trialOf } from "../core/queue/examples.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a batch that was killed goes on with the runs that have no whole row", async () => {
  const out = temporaryFolder();
  const directory = await createDirectory(out, { name: "night" }, new Date(2026, 10, 22));
  const [state] = begun({ repeat: 4, jobs: 4 }, [trialOf()]);
  await writeManifest(directory, manifestOf(state, circumstances));
  const options = {
    keys: state.settings,
    onProblem: () => undefined,
    onRecovered: () => undefined,
  };
  const writer = await RunWriter.open(directory, options);
  await writer.write([1, 3].map((run) => ({ record: recordOf({ run }), trial: trialOf() })));
  await writer.close();
  appendFileSync(join(directory, "runs.csv"), "1,2,1,paxy_re");
  writeFileSync(join(directory, "manifest.json.tmp"), "{");

  const manifest = await readManifest(directory);
  if (!manifest.ok) throw new Error(manifest.problems[0]?.message);
  const records: EndedRun[] = [];
  const { said } = await repairAndRead(directory, (row) => records.push(row));
  const left = { ...manifest.value, records };
  expect(said).toEqual([
    "runs.csv: the last line was incomplete and was removed; its run will be repeated.",
  ]);
  const [, effects] = tell(restoreQueue(manifest.value.settings, left), { type: "begin" });
  expect(started(effects)).toEqual(["1/2/1", "1/4/1"]);

  const again = await RunWriter.open(join(out, "night", "latest"), options);
  await again.write([{ record: recordOf({ run: 2 }), trial: trialOf() }]);
  await again.close();
  const runs = readFileSync(join(directory, "runs.csv"), "utf8").split("\n").slice(1, -1);
  expect(readdirSync(directory).sort()).toEqual(["decisions.csv", "manifest.json", "runs.csv"]);
  expect(runs.map((line) => line.slice(0, 5))).toEqual(["1,1,1", "1,3,1", "1,2,1"]);
});

const circumstances = {
  versions: { paxy: "0", node: "20", otp: "25" },
  erlangCode: "",
  fileTrials: "",
  fileJobs: 1,
  host: "",
  startedAt: "",
  endedAt: null,
};
