import { expect, test } from "vitest";
import { tookCrash } from "../../src/lab/check.ts";

test("a violation takes a crash only where its schedule has one", () => {
  expect(tookCrash(["fry", "homer:1", "bart!", "bart:2"])).toBe(true);
  expect(tookCrash(["bender", "bart:3!1"])).toBe(true);
  expect(tookCrash(["fry", "homer:1"])).toBe(false);
  expect(tookCrash([])).toBe(false);
  expect(tookCrash()).toBe(false);
});
