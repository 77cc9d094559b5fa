import { expect, onTestFinished, test } from "vitest";
import type { RunRecord } from "../../src/core/run/run.ts";
import { RecentRuns } from "../../src/results/recent-runs.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { recordOf, settings, trialOf } from "../core/queue/examples.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A folder of results, and how to end runs in it. */
async function folder() {
  const directory = temporaryFolder();
  const writer = await RunWriter.open(directory, {
    keys: settings(),
    onProblem: () => {},
    onRecovered: () => {},
  });
  onTestFinished(async () => {
    await writer.close();
  });
  const write = async (records: readonly RunRecord[]): Promise<void> =>
    writer.write(records.map((record) => ({ record, trial: trialOf() })));
  return { directory, write };
}

const run = (number: number, trial = 1): RunRecord => recordOf({ trial, run: number });
const numbers = (records: readonly RunRecord[]) => records.map((record) => record.run);

test("after a resume the runs from before are there with those that end now", async () => {
  const { directory, write } = await folder();
  await write([1, 2, 3, 4, 5].map((n) => run(n)));
  const recent = new RecentRuns(directory, { isNew: false });
  await write([run(6)]);
  recent.add(run(6));
  expect(numbers(await recent.of(1, 50))).toEqual([6, 5, 4, 3, 2, 1]);
  await write([run(7)]);
  recent.add(run(7));
  expect(numbers(await recent.of(1, 3))).toEqual([7, 6, 5]);
});

test("a trial that memory had no room for comes back from the files", async () => {
  const { directory, write } = await folder();
  const recent = new RecentRuns(directory, { isNew: true });
  const end = async (record: RunRecord): Promise<void> => {
    await write([record]);
    recent.add(record);
  };
  await end(run(1));
  for (let trial = 2; trial <= 101; trial++) {
    for (let n = 1; n <= 50; n++) recent.add(run(n, trial));
  }
  await end(run(2));
  expect(numbers(await recent.of(1, 50))).toEqual([2, 1]);
});
