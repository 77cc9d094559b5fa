import { describe, expect, test } from "vitest";
import { parseBatch } from "../../../src/core/batch/batch.ts";
import { range } from "../../../src/core/batch/define-batch.ts";
import { fc } from "../../seed.ts";
import { context, messages } from "./parsed.ts";

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

test.each(["for", "precision", "draws", "seed", "name", "ports", "through", "until"])(
  "an object without a text, or a list, is refused as %s",
  (field) => {
    for (const value of [{ toString: 1 }, Object.create(null), ["8h"], ["5%"], ["9100-9110"]]) {
      const [told = ""] = messages({ trials: [{}], [field]: value });
      expect(told).toMatch(new RegExp(`^${field} `));
    }
  },
);

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
