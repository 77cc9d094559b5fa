import { expect, it } from "vitest";
import { type BatchRow, listText } from "../../src/report/batch-list.ts";

const row = (batch: string): BatchRow => ({
  batch,
  status: "running",
  runs: "272/480",
  violations: "3",
  left: "2 min 5 s",
  started: "2026-11-27 00:17:52",
  id: "216d3da32150",
  results: "out/long/20261127-001751",
});

it.each([200, 100, 80, 60])("a list of batches fits %i columns and keeps the results", (width) => {
  const lines = listText([row("long"), row("a very long name of a batch, ".repeat(9))], width);
  const widest = Math.max(...lines.map((line) => line.length));
  // Where even the least is too much, the name keeps its 12 columns.
  expect(widest).toBeLessThanOrEqual(Math.max(width, 73));
  for (const line of lines.slice(1)) {
    expect(line).toMatch(/ 272\/480 +3 /);
    expect(line).toContain("out/long/20261127-001751");
  }
});

it("a list of batches tells all where there is room", () => {
  const [header, line] = listText([row("long")], 200);
  expect(header?.split(/ +/)).toEqual(
    "batch status runs violations left started id results".split(" "),
  );
  expect(line).toContain("2 min 5 s");
  expect(line).toContain("216d3da32150");
});
