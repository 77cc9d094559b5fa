import { describe, expect, test } from "vitest";
import { parseValues, valueText } from "../../../src/core/trial/field-text.ts";
import type { Parameter } from "../../../src/core/trial/parameter.ts";
import { DEFAULT_TRIAL, parameterNamed, VERSIONS } from "../../../src/core/trial/parameters.ts";
import { expand, parseSet, parseSets, sizeOf } from "../../../src/core/trial/sweep.ts";
import { fc } from "../../seed.ts";

const named = (name: string): Parameter => parameterNamed(name) as Parameter;

const valuesOf = (name: string, text: string): unknown => {
  const found = parseValues(named(name), text, VERSIONS);
  return found.ok ? found.value : found.problems[0]?.message;
};

describe("the text of a field gives", () => {
  test.each<[string, string, unknown]>([
    ["drop", "5", [5]],
    ["drop", " 0, 10,20 ", [0, 10, 20]],
    ["delay", "10..100:30", [10, 40, 70, 100]],
    ["delay", "1..3", [1, 2, 3]],
    ["delay", "10..35:10", [10, 20, 30]],
    ["delay", "5,1..3,9", [5, 1, 2, 3, 9]],
    ["sleep", "[10, 100]", [[10, 100]]],
    ["sleep", "[0], [10,100] ,[]", [[0], [10, 100], [0]]],
    ["moduleVersion", "1,2,amnesia", [1, 2, "amnesia"]],
    ["moduleVersion", "1..2", [1, 2]],
    ["moduleName", "paxy_sim,paxy_local", ["paxy_sim", "paxy_local"]],
    [
      "faults",
      "none | cut at 5 for 2; crash 1 at 0 for 9",
      [
        [],
        [
          { at: 5, do: "cut", for: 2 },
          { at: 0, do: "crash", acceptor: 1, for: 9 },
        ],
      ],
    ],
  ])("%s %s", (name, text, values) => {
    expect(valuesOf(name, text)).toEqual(values);
  });

  test("the same value again that its text was made from", () => {
    const faults = parameterNamed("faults") as Parameter;
    const fault = fc.oneof(
      fc.record({
        at: fc.nat(9999),
        do: fc.constant("crash"),
        acceptor: fc.integer({ min: 1, max: 9 }),
        for: fc.integer({ min: 1, max: 99 }),
      }),
      fc.record({
        at: fc.nat(9999),
        do: fc.constant("stop"),
        side: fc.constantFrom("acceptors", "proposers"),
        for: fc.integer({ min: 1, max: 99 }),
      }),
      fc.record({
        at: fc.nat(9999),
        do: fc.constant("duplicate"),
        percent: fc.nat(100),
        for: fc.integer({ min: 1, max: 99 }),
      }),
      fc.record({
        at: fc.nat(9999),
        do: fc.constant("unlink"),
        proposer: fc.integer({ min: 1, max: 9 }),
        acceptor: fc.integer({ min: 1, max: 9 }),
        lost: fc.constantFrom("both", "requests", "replies"),
        for: fc.integer({ min: 1, max: 99 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(fault), (schedule) => {
        expect(valuesOf("faults", valueText(faults, schedule as never))).toEqual([schedule]);
      }),
    );
  });
});

describe("a text that gives no values is refused:", () => {
  test.each<[string, string, string]>([
    ["drop", "", "drop is empty; it must have at least one value"],
    ["drop", "0,140", "drop is 140; it must be a whole number from 0 to 100"],
    ["drop", "-5", "drop is -5; it must be a whole number from 0 to 100"],
    [
      "drop",
      "1,,2",
      'drop is ""; it must be a whole number from 0 to 100, a list such as 1,2,3 or a range such as 10..100:10',
    ],
    [
      "drop",
      "1e2",
      'drop is "1e2"; it must be a whole number from 0 to 100, a list such as 1,2,3 or a range such as 10..100:10',
    ],
    ["delay", "100..10", "delay is the range 100..10:1, which ends below its start"],
    ["delay", "1..5:0", "delay is the range 1..5:0; its step must be 1 or more"],
    ["delay", "0..999999999", "delay has 1000000000 values; it may have at most 100000"],
    [
      "sleep",
      "10,100",
      'sleep is "10,100"; it must be a list of whole numbers from 0 to 4294967295, such as [10, 100]',
    ],
    [
      "sleep",
      "[1],x",
      'sleep is "[1],x"; it must be a list of whole numbers from 0 to 4294967295, such as [10, 100]',
    ],
    [
      "sleep",
      "[1, halt()]",
      'sleep is "[1, halt()]"; it must be a list of whole numbers from 0 to 4294967295, such as [10, 100]',
    ],
  ])("%s %s", (name, text, message) => {
    expect(valuesOf(name, text)).toBe(message);
  });

  test("no text makes it throw, and no value is out of range", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("drop", "sleep", "faults", "moduleVersion"),
        fc.string(),
        (name, text) => {
          const found = parseValues(named(name), text, VERSIONS);
          if (found.ok && name === "drop") {
            expect(
              found.value.every((each) => (each as number) >= 0 && (each as number) <= 100),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("--set", () => {
  test("names a field and its values", () => {
    expect(parseSet("drop=0,10", VERSIONS)).toMatchObject({ ok: true, value: { values: [0, 10] } });
  });

  test.each([
    ["dorp=1", "--set dorp is not a field of a trial; did you mean drop?"],
    ["drop", '--set is "drop"; it must be a field and its values, such as drop=0,10,20'],
    ["drop=101", "--set drop is 101; it must be a whole number from 0 to 100"],
  ])("refuses %s", (text, message) => {
    expect(parseSet(text, VERSIONS)).toMatchObject({ problems: [{ message }] });
  });

  test("takes a field once", () => {
    expect(parseSets(["drop=1", "drop=2"], VERSIONS)).toMatchObject({
      problems: [{ message: "--set drop is given twice; write one list, such as drop=1,2" }],
    });
  });

  test("several make every combination, and the first varies slowest", () => {
    const axes = parseSets(["drop=1,2", "delay=0..10:10"], VERSIONS);
    const trials = expand([{ base: DEFAULT_TRIAL, axes: axes.ok ? axes.value : [], path: "" }]);
    expect(trials.ok && trials.value.map((each) => [each.drop, each.delay])).toEqual([
      [1, 0],
      [1, 10],
      [2, 0],
      [2, 10],
    ]);
  });
});

test("a billion combinations are refused before one is built", () => {
  const axes = parseSets(["delay=0..59999", "propTimeout=1..100000"], VERSIONS);
  const sweep = { base: DEFAULT_TRIAL, axes: axes.ok ? axes.value : [], path: "" };
  expect(sizeOf(sweep)).toBe(6_000_000_000);
  expect(expand([sweep])).toMatchObject({
    problems: [{ message: "the sweeps make 6000000000 trials; a batch may have at most 100000" }],
  });
});
