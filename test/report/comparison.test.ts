import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { NO_COUNTS } from "../../src/core/run/verdicts.ts";
import { compareGroups, type Group } from "../../src/core/statistics/comparison.ts";
import { comparisonText } from "../../src/report/comparison.ts";
import type { NamedComparison } from "../../src/report/comparison-data.ts";

const LIMIT = 5000;

/** Times from 301 ms on; the rest of 100 runs was undecided. */
const group = (decided: number, failed = 0): Group => ({
  elapsed: {
    sorted: Float64Array.from({ length: decided }, (_, run) => 301 + run),
    censored: 100 - decided,
    limit: LIMIT,
  },
  rounds: { sorted: new Float64Array(decided).fill(2), censored: 100 - decided, limit: null },
  counts: { ...NO_COUNTS, agreed: decided, undecided: 100 - decided, failed },
});

const named = (base: Group, other: Group): readonly NamedComparison[] =>
  (compareGroups([[base, other]], 0.05)[0] ?? []).map((row) => ({
    ...row,
    ...{ trial: "", baseName: "out/a", otherName: "out/b" },
  }));

describe("a comparison", () => {
  test("of a median beyond the limit tells the least difference, and that it is one", () => {
    const text = comparisonText(named(group(100), group(20)), "text");
    expect(text).toMatch(
      /median ms +out\/a: 351 \[340, 360\] +out\/b: >5000 \[>5000, >5000\] +>\+4650 ms \[4639, \?\] +different/,
    );
  });

  test("of two medians beyond the limit asks for a longer one, since more runs would not help", () => {
    const text = comparisonText(named(group(20), group(10)), "text");
    expect(text).toMatch(
      /unknown: too many runs were undecided +not enough runs: a longer time limit is needed/,
    );
  });

  test("tells the runs that are missing beside each figure", () => {
    const rows = named(group(100), group(100, 3));
    expect(comparisonText(rows, "text")).toContain("out/b: 351 [340, 360], 3 failed runs missing");
    expect(comparisonText(rows, "md")).toContain(
      "| out/b: 351 [340, 360], 3 failed runs missing |",
    );
    expect(JSON.parse(comparisonText(rows, "json").split("\n")[0] ?? "")).toMatchObject({
      base: { missing: 0, runs: 100 },
      other: { missing: 3, runs: 100 },
    });
  });

  test("has a number in each cell of CSV, censored ones as in summary.csv", () => {
    const rows: Record<string, string>[] = parse(
      comparisonText(named(group(100), group(20)), "csv"),
      { columns: true },
    );
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      ...{ metric: "elapsed", base: "out/a", base_value: "350.5", base_low: "340" },
      ...{ other_value: ">5000", other_low: ">5000", other_high: ">5000" },
      ...{ difference: ">4649.5", difference_low: "4639", difference_high: "" },
      ...{ answer: "different", runs_needed: "", pairs: "0" },
    });
    expect(rows[2]).toMatchObject({
      ...{ metric: "undecided", base_value: "0", other_value: "0.8", difference: "0.8" },
    });
  });
});
