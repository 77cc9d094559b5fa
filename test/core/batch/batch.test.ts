import { describe, expect, test } from "vitest";
import { parseBatch } from "../../../src/core/batch/batch.ts";
import { batchFile } from "../../../src/core/batch/batch-file.ts";
import { defineBatch, range, sample } from "../../../src/core/batch/define-batch.ts";
import { VERSIONS } from "../../../src/core/trial/parameters.ts";
import { parseSets } from "../../../src/core/trial/sweep.ts";
import { context, messages, trialsOf } from "./parsed.ts";

describe("a batch", () => {
  test("has defaults for all that it does not say", () => {
    const found = parseBatch({ trials: [{}] }, context);
    expect(found).toMatchObject({
      ok: true,
      value: {
        settings: {
          name: "file",
          repeat: 10,
          timeLimitMs: 30_000,
          jobs: 1,
          seed: 7,
          attemptsMax: 2,
        },
        trials: [{ drop: 1 }],
      },
    });
  });

  test("gives its time limit in seconds", () => {
    const found = parseBatch({ timeLimit: 0.25, trials: [{}] }, context);
    expect(found).toMatchObject({ value: { settings: { timeLimitMs: 250 } } });
  });

  test("yields to what the command line gives", () => {
    const found = parseBatch(
      { repeat: 5, seed: 1, trials: [{}] },
      { ...context, given: { repeat: 2 } },
    );
    expect(found).toMatchObject({ value: { settings: { repeat: 2, seed: 1 } } });
  });

  test("makes a trial of every combination of a sweep", () => {
    const batch = defineBatch({
      trials: [
        { drop: 3, sweep: { delay: range(10, 30, 10), moduleVersion: [1, 2] } },
        { drop: 4 },
      ],
    });
    expect(trialsOf(batch)).toMatchObject([
      { drop: 3, delay: 10, moduleVersion: 1 },
      { drop: 3, delay: 10, moduleVersion: 2 },
      { drop: 3, delay: 20, moduleVersion: 1 },
      { drop: 3, delay: 20, moduleVersion: 2 },
      { drop: 3, delay: 30, moduleVersion: 1 },
      { drop: 3, delay: 30, moduleVersion: 2 },
      { drop: 4, delay: 10 },
    ]);
  });

  test("may be one sweep, in which a list of numbers is one value of sleep", () => {
    const batch = defineBatch({ sweep: { sleep: [10, 100], drop: "1..3", numProposers: 2 } });
    expect(trialsOf(batch)).toMatchObject(
      [1, 2, 3].map((drop) => ({ drop, sleep: [10, 100], numProposers: 2 })),
    );
    expect(trialsOf({ sweep: { sleep: [[0], [10, 100]] } })).toMatchObject([
      { sleep: [0] },
      { sleep: [10, 100] },
    ]);
  });

  test("has fields set on the command line, for every trial and instead of its sweep", () => {
    const axes = parseSets(["drop=7,8"], VERSIONS);
    const set = axes.ok ? axes.value : [];
    expect(
      trialsOf({ trials: [{ sweep: { drop: [1, 2, 3] } }, { delay: 5 }] }, { set }),
    ).toMatchObject([
      { drop: 7, delay: 10 },
      { drop: 8, delay: 10 },
      { drop: 7, delay: 5 },
      { drop: 8, delay: 5 },
    ]);
  });

  test("may sweep the number of acceptors below the faults of a trial only where they exist", () => {
    const faults = [{ at: 1, do: "crash", acceptor: 4, for: 9 }];
    expect(trialsOf({ trials: [{ faults, sweep: { numAcceptors: [4, 7] } }] })).toHaveLength(2);
    expect(messages({ trials: [{ faults, sweep: { numAcceptors: [3, 7] } }] })).toEqual([
      "trials[0].faults[0].acceptor is 4; this trial has 3 acceptors",
    ]);
  });
});

test("a batch file that is made of a batch gives the same batch again", () => {
  const given = {
    ...{ name: "again", repeat: 7, timeLimit: 2.5, jobs: 3, seed: 11, attempts: 4, samples: 3 },
    ...{ precision: "5%", for: "90min", draws: "shared: moduleVersion, drop", interleave: true },
    trials: [
      { moduleVersion: "stale_promises", sleep: [10, 100], drop: 0, dropScope: "promises" },
      { faults: [{ do: "crash", acceptor: 1, at: 20, for: 50 }] },
      { sweep: { delay: sample(0, 50), moduleVersion: [1, 2] } },
    ],
  };
  const found = parseBatch(given, context);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  const { sampled, ...settings } = found.value.settings;
  expect(sampled?.fields).toEqual(["delay"]);
  const again = parseBatch(
    JSON.parse(batchFile(found.value.settings, found.value.trials)),
    context,
  );
  expect(again).toEqual({ ok: true, value: { ...found.value, settings } });
});
