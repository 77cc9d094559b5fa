import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { QueueState } from "../../src/core/queue/state.ts";
import { summaryOf } from "../../src/core/statistics/summary.ts";
import { createDirectory } from "../../src/results/directory.ts";
import { findResults } from "../../src/results/find-results.ts";
import { manifestOf, writeManifest } from "../../src/results/manifest.ts";
import { readBatch } from "../../src/results/read-batch.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { begun, failed, recordOf, tell, trialOf, undecided } from "../core/queue/examples.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const records = [
  failed(),
  recordOf({ attempt: 2, elapsedMs: 80 }),
  undecided({ run: 2 }),
  recordOf({ trial: 2, elapsedMs: 60 }),
];

async function batch(out: string): Promise<{ directory: string; state: QueueState }> {
  const directory = await createDirectory(out, { name: "quick" }, new Date(2026, 10, 22));
  const trials = [
    trialOf({ sleep: [10, 20], moduleVersion: "mine" }),
    trialOf({ faults: [{ at: 1, do: "cut", for: 2 }] }),
  ];
  const [state] = tell(begun({ jobs: 4 }, trials)[0], ...records);
  const writer = await RunWriter.open(directory, {
    keys: state.settings,
    onProblem: () => undefined,
    onRecovered: () => undefined,
  });
  await writer.write(
    records.map((record) => ({
      record,
      trial: state.trials[record.trial - 1]?.trial ?? trialOf(),
    })),
  );
  await writer.close();
  await writeManifest(
    directory,
    manifestOf(state, {
      versions: { paxy: "0", node: "20", otp: "25" },
      erlangCode: "",
      fileTrials: "",
      fileJobs: 1,
      host: "",
      startedAt: "",
      endedAt: null,
    }),
  );
  return { directory, state };
}

const summaries = (state: QueueState) =>
  state.trials.map((each) => summaryOf(each, state.settings.timeLimitMs));

test("a batch that is read back has the summaries of the one that ran", async () => {
  const out = temporaryFolder();
  const { state } = await batch(out);
  const read = await readBatch(join(out, "quick"));
  expect(read.ok && read.value.said).toEqual([]);
  expect(read.ok && summaries(read.value.state)).toEqual(summaries(state));
});

test("without its manifest the rows tell what was run", async () => {
  const out = temporaryFolder();
  const { directory, state } = await batch(out);
  rmSync(join(directory, "manifest.json"));
  const read = await readBatch(directory);
  const manifest = join(directory, "manifest.json");
  expect(read.ok && read.value.said).toEqual([`${manifest} is missing.`]);
  expect(read.ok && read.value.state.trials.map((each) => each.trial)).toEqual(
    state.trials.map((each) => each.trial),
  );
  expect(read.ok && read.value.state.totals.counts).toEqual(state.totals.counts);
});

test("results are found in the latest folder of a batch, by any file of theirs", async () => {
  const out = temporaryFolder();
  await batch(out);
  for (const file of ["runs.csv", "manifest.json"]) {
    const found = await findResults(join(out, "quick"), file);
    expect(found).toEqual({ ok: true, value: join(out, "quick", "latest") });
  }
});

test("what is no directory with results is refused in a sentence", async () => {
  const directory = temporaryFolder();
  const { directory: there } = await batch(directory);
  expect(await readBatch(join(directory, "nowhere"))).toMatchObject({
    problems: [{ message: `${join(directory, "nowhere")} does not exist` }],
  });
  expect(await readBatch(join(there, "runs.csv"))).toMatchObject({
    problems: [{ message: expect.stringContaining("is a file, not a folder of results") }],
  });
  expect(await readBatch(directory)).toMatchObject({
    problems: [{ message: `${directory} holds no results: there is no runs.csv in it` }],
  });
});

test("two different rows of one attempt are named, and the earlier one counts", async () => {
  const { directory, state } = await batch(temporaryFolder());
  const path = join(directory, "runs.csv");
  const rows = readFileSync(path, "utf8").trimEnd().split("\n");
  const last = rows.at(-1) as string;
  // Two programs in one folder, or an editor; a copy of a row contradicts nothing.
  writeFileSync(path, [...rows, last, last.replace(",60,", ",61,"), ""].join("\n"));
  const read = await readBatch(directory);
  expect(read.ok && read.value.said).toEqual([
    "runs.csv: two rows of trial 2, run 1, attempt 1 contradict each other; the earlier one counts.",
  ]);
  expect(read.ok && summaries(read.value.state)[1]).toEqual(summaries(state)[1]);
});
