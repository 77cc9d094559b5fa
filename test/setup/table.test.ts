import { expect, test } from "vitest";
import { aligned } from "../../src/setup/tasks/table.mjs";

test("columns are as wide as their widest cell", () => {
  expect(
    aligned(
      ["figure", "ok"],
      [
        ["a long figure", "ok"],
        ["b", ""],
      ],
    ),
  ).toBe(["figure         ok", "-------------  --", "a long figure  ok", "b"].join("\n"));
});
