import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { filesBelow } from "../src/setup/hash.mjs";

const sources = filesBelow("test", [".test.ts", ".test.tsx", ".ts", "_tests.erl"])
  .filter((file) => !/^test\/(bench|seed)/.test(file))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));

test.each([
  ["fast-check", /from "fast-check"/],
  ["Math.random", /Math\.random\b/],
  [
    "a seed of the day",
    /rand:seed\(\w+\)|[sS]eed = .*(?:Date\.now|system_time|unique_integer|rand:)/,
  ],
])("no test draws but from test/seed.ts: %s", (_, pattern) => {
  expect(sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
});

test("an EUnit module that draws has seeded its draws", () => {
  const unseeded = sources.filter(
    ({ file, text }) =>
      file.endsWith(".erl") &&
      /^[^"%]*\brand:uniform\(/m.test(text) &&
      !/rand:seed\(exsss, Seed\)|test_seed:begin_draws/.test(text),
  );
  expect(unseeded.map(({ file }) => file)).toEqual([]);
});
