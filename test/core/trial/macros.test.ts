import { expect, test } from "vitest";
import { parseBatch } from "../../../src/core/batch/batch.ts";
import { macrosText, parseMacros } from "../../../src/core/trial/macros.ts";
import { parseSets } from "../../../src/core/trial/sweep.ts";
import { fc } from "../../seed.ts";

const versions = [1, 2, "mine"];
const own = new Map([["mine", { propTimeout: 2000, propBackoff: 7 }]]);

const trialsOf = (data: unknown, sets: readonly string[] = []) => {
  const set = parseSets(sets, versions);
  if (!set.ok) throw new Error(JSON.stringify(set.problems));
  const fallback = { name: "x", seed: 1 };
  const batch = parseBatch(data, { versions, fallback, set: set.value, own });
  if (!batch.ok) throw new Error(JSON.stringify(batch.problems));
  return batch.value.trials;
};

test("each macro of --set is a field of its own, and other macros stay", () => {
  const trials = trialsOf({ trials: [{ macros: { keep: true, delay: 9 } }] }, [
    "macros.delay=0,50",
    "macros.drop=1..3:2",
  ]);
  expect(trials.map((each) => macrosText(each.macros))).toEqual([
    "delay=0 drop=1 keep=true",
    "delay=0 drop=3 keep=true",
    "delay=50 drop=1 keep=true",
    "delay=50 drop=3 keep=true",
  ]);
});

test("a batch file sweeps macros in both ways of writing them", () => {
  for (const sweep of [{ "macros.delay": [0, 50] }, { macros: { delay: [0, 50] } }]) {
    expect(trialsOf({ sweep }).map((each) => each.macros)).toEqual([{ delay: 0 }, { delay: 50 }]);
  }
});

test("a macro is set once", () => {
  const found = parseSets(["macros.delay=1", "macros.delay=2"], versions);
  expect(found).toMatchObject({ ok: false });
  expect(JSON.stringify(found)).toContain(
    "is given twice; write one list, such as macros.delay=1,2",
  );
});

test("what a macro can't be is refused", () => {
  expect(() => trialsOf({ trials: [{ macros: { delay: 1.5 } }] })).toThrow("macros");
  expect(() => trialsOf({ trials: [{ macros: { "a b": 1 } }] })).toThrow("macros");
  expect(() => trialsOf({ trials: [{ macros: 5 }] })).toThrow("macros of a folder's code");
});

test("a trial has its version's own time-out and back-off unless somebody gave another", () => {
  const shown = (trials: ReturnType<typeof trialsOf>) =>
    trials.map((each) => [each.moduleVersion, each.propTimeout, each.propBackoff]);
  expect(shown(trialsOf({ trials: [{}] }, ["moduleVersion=2,mine"]))).toEqual([
    [2, 100, 10],
    ["mine", 2000, 7],
  ]);
  expect(shown(trialsOf({ trials: [{ moduleVersion: "mine", propTimeout: 100 }] }))).toEqual([
    ["mine", 100, 7],
  ]);
  expect(shown(trialsOf({ trials: [{ moduleVersion: "mine" }] }, ["propBackoff=10"]))).toEqual([
    ["mine", 2000, 10],
  ]);
  expect(shown(trialsOf({ sweep: { moduleVersion: ["mine"], propTimeout: [50] } }))).toEqual([
    ["mine", 50, 7],
  ]);
});

test("macros come back from their text", () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/);
  const value = fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[a-z"(){}+.]{1,9}$/));
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (macros) => {
      fc.pre(!Object.values(macros).some((each) => each === "true" || each === "false"));
      expect(parseMacros(macrosText(macros), "macros")).toEqual({ ok: true, value: macros });
    }),
  );
});
