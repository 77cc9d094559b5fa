import { describe, expect, test } from "vitest";
import { type BatchContext, parseBatch } from "../../../src/core/batch/batch.ts";
import { batchFile } from "../../../src/core/batch/batch-file.ts";
import { defineBatch, range, sample } from "../../../src/core/batch/define-batch.ts";
import { VERSIONS } from "../../../src/core/trial/parameters.ts";
import { parseSets } from "../../../src/core/trial/sweep.ts";
import type { Trial } from "../../../src/core/trial/trial.ts";
import { fc } from "../../seed.ts";

const context: BatchContext = { versions: VERSIONS, fallback: { name: "file", seed: 7 } };

const messages = (data: unknown): readonly string[] => {
  const found = parseBatch(data, context);
  return found.ok ? ["no problem"] : found.problems.map((each) => each.message);
};

const trialsOf = (data: unknown, more: Partial<BatchContext> = {}) => {
  const found = parseBatch(data, { ...context, ...more });
  return found.ok ? found.value.trials : found.problems;
};

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

describe("a batch is refused in a sentence:", () => {
  test.each<[string, unknown, string]>([
    ["no object", [], "the batch is []; it must be an object with trials"],
    ["no trials", {}, "trials is empty; a batch needs at least one trial, or a sweep"],
    ["no list", { trials: 4 }, "trials is 4; it must be a list of trials"],
    [
      "an unknown field",
      { trails: [{}], trials: [{}] },
      "trails is not a field of a batch; did you mean trials?",
    ],
    [
      "an unknown field of a trial",
      { trials: [{ dorp: 1 }] },
      "trials[0].dorp is not a field of a trial; did you mean drop?",
    ],
    [
      "an unknown field of a sweep",
      { trials: [{ sweep: { dorp: [1] } }] },
      "trials[0].sweep.dorp is not a field of a trial; did you mean drop?",
    ],
    [
      "an empty sweep",
      { trials: [{ sweep: { drop: [] } }] },
      "trials[0].sweep.drop is empty; it must have at least one value",
    ],
    [
      "an empty range",
      { sweep: { drop: range(5, 1) } },
      "sweep.drop is the range 5..1:1, which ends below its start",
    ],
    [
      "a wrong value in a sweep",
      { sweep: { drop: [1, 101] } },
      "sweep.drop is 101; it must be a whole number from 0 to 100",
    ],
    [
      "a range of text",
      { sweep: { drop: { from: "a", to: 3 } } },
      'sweep.drop.from is "a"; it must be a whole number',
    ],
    [
      "a list outside a sweep",
      { trials: [{ drop: [1, 2] }] },
      "trials[0].drop is [1, 2]; it must be a whole number from 0 to 100 (several values go under sweep)",
    ],
    [
      "a value twice",
      { trials: [{ drop: 1, sweep: { drop: [2] } }] },
      "trials[0].drop is given both as a value and under sweep; leave one out",
    ],
    [
      "too many",
      { sweep: { delay: range(0, 60000), drop: range(0, 100) } },
      "the sweeps make 6060101 trials; a batch may have at most 100000",
    ],
    [
      "a huge range",
      { sweep: { delay: range(0, 1e9) } },
      "sweep.delay has 1000000001 values; it may have at most 100000",
    ],
    [
      "a name that is a path",
      { name: "../x", trials: [{}] },
      'name is "../x"; it must be a plain file name: letters, digits, spaces, ".", "_" and "-", at most 100, the first a letter or digit',
    ],
    [
      "no repeat",
      { repeat: 0, trials: [{}] },
      "repeat is 0; it must be a whole number from 1 to 1000000",
    ],
    [
      "a limit of text",
      { timeLimit: "30", trials: [{}] },
      'timeLimit is "30"; it must be seconds, from 0.001 to 86400',
    ],
    [
      "a seed below 0",
      { seed: -1, trials: [{}] },
      "seed is -1; it must be a whole number from 0 to 9007199254740991",
    ],
  ])("%s", (_, data, message) => {
    expect(messages(data)).toEqual([message]);
  });
});

describe("whatever a batch file hands back", () => {
  const field = fc.oneof(
    { depthSize: "small" },
    fc.jsonValue(),
    fc.constantFrom("drop", "sleep", "[1, 2]", "1..5", 7, -1, 1e300, null, [], {}, [[1], "[2]"]),
    fc.record({ from: fc.integer(), to: fc.integer(), step: fc.integer() }),
  );
  const fields = fc.dictionary(
    fc.constantFrom(
      "drop",
      "sleep",
      "faults",
      "moduleVersion",
      "delay",
      "sweep",
      "__proto__",
      "dorp",
    ),
    field,
  );
  const batch = fc.record(
    {
      name: field,
      repeat: field,
      timeLimit: field,
      trials: fc.oneof(field, fc.array(fc.oneof(fields, fc.record({ sweep: fields })))),
      sweep: fc.oneof(field, fields),
    },
    { requiredKeys: [] },
  );

  test("becomes sound trials or plain sentences", () => {
    fc.assert(
      fc.property(fc.oneof(batch, fc.jsonValue()), (data) => {
        const found = parseBatch(data, context);
        if (found.ok) {
          expect(found.value.trials.length).toBeGreaterThan(0);
          for (const { drop, sleep } of found.value.trials.slice(0, 100)) {
            expect(drop >= 0 && drop <= 100 && sleep.every(Number.isSafeInteger)).toBe(true);
          }
        } else {
          expect(found.problems.length).toBeGreaterThan(0);
          for (const { message } of found.problems) expect(message).toMatch(/^[^\p{Cc}]{3,400}$/u);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("may be nested deeper than any stack", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 === 0 ? [deep] : { deep };
    expect(messages({ trials: [deep] })).toEqual([
      "trials[0].deep is not a field of a trial; did you mean sleep?",
    ]);
    expect(messages({ trials: deep })).toEqual([
      "trials is { deep: [...] }; it must be a list of trials",
    ]);
  });
});

describe("a batch that samples", () => {
  const batch = defineBatch({
    samples: 200,
    seed: 4,
    trials: [{ drop: 7 }],
    sweep: { delay: sample(10, 150), numAcceptors: sample(1, 9), moduleVersion: [1, 2] },
  });

  test("draws as many configurations, all in their range, and crosses them with its lists", () => {
    const trials = trialsOf(batch) as readonly Trial[];
    expect(trials).toHaveLength(1 + 2 * 200);
    for (const { delay, numAcceptors } of trials.slice(1)) {
      expect(delay).toBeGreaterThanOrEqual(10);
      expect(delay).toBeLessThanOrEqual(150);
      expect(numAcceptors).toBeGreaterThanOrEqual(1);
      expect(numAcceptors).toBeLessThanOrEqual(9);
    }
    expect(trials[1]).toEqual({ ...trials[2], moduleVersion: 1 });
    const values = new Set(trials.slice(1).map(({ numAcceptors }) => numAcceptors));
    expect(values.size).toBe(9);
  });

  test("draws from its seed, and a field more changes no other", () => {
    expect(trialsOf(batch)).toEqual(trialsOf(batch));
    const delays = (data: unknown) =>
      (trialsOf(data) as readonly Trial[]).map(({ delay }) => delay);
    expect(delays({ ...batch, seed: 5 })).not.toEqual(delays(batch));
    const more = { ...batch, sweep: { ...batch.sweep, propBackoff: sample(0, 50) } };
    expect(delays(more)).toEqual(delays(batch));
  });

  test("names its sampled fields, and refuses what makes no sense", () => {
    const found = parseBatch(batch, context);
    expect(found.ok && found.value.settings.sampled).toEqual({
      ...{ fields: ["delay", "numAcceptors"], from: 2, to: 401 },
    });
    expect(messages({ samples: 3, trials: [{}] })[0]).toContain("no field under sweep is sampled");
    expect(messages({ ...batch, samples: 0 })[0]).toContain("from 1 to 10000");
    expect(messages({ samples: 3, sweep: { delay: sample(9, 1) } })[0]).toBe(
      "sweep.delay is a sample from 9 to 1; both must be whole numbers, the first not above the second",
    );
    expect(messages({ samples: 3, sweep: { delay: sample(-5, -1) } })[0]).toContain("delay");
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
