import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OrderBuffer } from "../../src/core/queue/order-buffer.ts";
import { createQueue, update } from "../../src/core/queue/queue.ts";
import type { QueueEvent } from "../../src/core/queue/state.ts";
import type { RunRecord, RunRequest } from "../../src/core/run/run.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { recordOf, settings, trialOf } from "../core/queue/examples.ts";
import { SEED } from "../seed.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { random } from "../tui/random.ts";

const chance = random(SEED);

/** What virtual time would say of a run: the same whenever it is run. */
const outcome = (trial: number, run: number): RunRecord =>
  recordOf({
    trial,
    run,
    elapsedMs: (trial * 7919 + run * 104_729) % 1000,
    decisions: [{ proposer: "fry", value: "{255,0,0}", round: run % 3, elapsedMs: run }],
    startedAt: String(chance()),
  });

/** Runs a batch in virtual time; stretches go on together, and their runs end in any order. */
async function rowsOf(jobs: number, chance: () => number): Promise<string[]> {
  const directory = temporaryFolder();
  const options = { keys: settings(), onProblem: () => undefined, onRecovered: () => undefined };
  const writer = await RunWriter.open(directory, options);
  const trials = [4, 30, 2, 1].map((numAcceptors) =>
    trialOf({ moduleName: "paxy_sim", numProposers: 50, numAcceptors }),
  );
  let state = createQueue(settings({ jobs, repeat: 300 }), trials);
  const order = new OrderBuffer();
  const going: Pick<RunRequest, "trial" | "run">[] = [];
  const tell = (event: QueueEvent): void => {
    const [next, effects] = update(state, event);
    state = next;
    for (const effect of effects) {
      if (effect.type !== "start") continue;
      const { trial, run, count } = effect.request;
      order.started(effect.request);
      for (let each = run; each < run + count; each++) going.push({ trial, run: each });
    }
  };
  tell({ type: "begin" });
  while (going.length > 0) {
    const [next] = going.splice(Math.floor(chance() * going.length), 1) as [RunRequest];
    const records = order.ended(outcome(next.trial, next.run));
    await writer.write(
      records.map((record) => ({ record, trial: trials[record.trial - 1] as never })),
    );
    if (records.length > 0) tell({ type: "ended", records });
  }
  expect(state.status).toBe("finished");
  await writer.close();
  return ["runs.csv", "decisions.csv"].map((name) => readFileSync(join(directory, name), "utf8"));
}

test("rows of virtual time are the same to the byte however many run at once", async () => {
  const one = await rowsOf(1, () => 0);
  expect(one[0]?.split("\n")).toHaveLength(1 + 4 * 300 + 1);
  expect(await rowsOf(1, chance)).toEqual(one);
  expect(await rowsOf(4, chance)).toEqual(one);
  expect(await rowsOf(32, chance)).toEqual(one);
});
