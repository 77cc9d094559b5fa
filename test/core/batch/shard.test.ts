import { expect, test } from "vitest";
import { parseShard } from "../../../src/core/batch/shard.ts";

const message = (text: string, environment = {}): string => {
  const found = parseShard(text, environment);
  return found.ok ? "" : (found.problems[0]?.message ?? "");
};

test("a shard is a number and how many there are", () => {
  expect(parseShard("3/16", {})).toEqual({ ok: true, value: { number: 3, of: 16 } });
});

test.each(["0/4", "5/4", "3", "a/b", "1/20000", "-1/4", "1.5/2", ""])("%j is refused", (text) => {
  expect(message(text)).toMatch(/^--shard is .*; it must be K\/N, such as 3\/16/);
});

const array = (values: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`SLURM_ARRAY_${name}`, String(value)]),
  );

test("auto reads the place in a job array, and its seed is the id of the array", () => {
  const job = array({ TASK_ID: 12, TASK_COUNT: 4, TASK_MIN: 10, TASK_STEP: 1, JOB_ID: 77 });
  expect(parseShard("auto", job)).toEqual({ ok: true, value: { number: 3, of: 4, seed: 77 } });
});

test("auto counts in the steps of the array", () => {
  const job = array({ TASK_ID: 7, TASK_COUNT: 4, TASK_MIN: 1, TASK_STEP: 3 });
  expect(parseShard("auto", job)).toEqual({ ok: true, value: { number: 3, of: 4 } });
});

test("auto is refused outside of an array, and in one with gaps", () => {
  expect(message("auto")).toMatch(/needs a job of a Slurm array/);
  expect(message("auto", array({ TASK_ID: 7, TASK_COUNT: 3, TASK_MIN: 1 }))).toMatch(
    /task 7 is not one of 3 tasks in a row from 1; submit them as --array=1-3/,
  );
  expect(
    message("auto", array({ TASK_ID: 1, TASK_COUNT: 3, TASK_MIN: 1, TASK_MAX: 7, TASK_STEP: 1 })),
  ).toMatch(/task 1 is not one of 3 tasks in a row from 1/);
});
