import { expect, test } from "vitest";
import { histogram } from "../../src/core/histogram.ts";
import { histogramLines } from "../../src/core/histogram-lines.ts";
import { parameterTable, rangeText } from "../../src/core/parameter-text.ts";
import { PARAMETERS, parameterNamed } from "../../src/core/parameters.ts";

test("every parameter has a range in words and a row in the README's table", () => {
  const range = (name: string) => rangeText(parameterNamed(name) as never);
  expect(range("drop")).toBe("0..100 %");
  expect(range("moduleName")).toBe("paxy_remote, paxy_local or paxy_sim");
  expect(parameterTable().split("\n")).toHaveLength(PARAMETERS.length + 2);
  expect(parameterTable()).toContain(
    "| `delay` | a reply arrives after a uniform 1..delay; 0: at once | 0..60000 ms | `10` | `delay` |",
  );
});

test("a histogram has a line per bin and one for its undecided runs", () => {
  const sample = { sorted: [3, 12, 13, 14, 18, 39], censored: 2, limit: 30_000 };
  const style = { unit: "ms", barWidth: 8, bar: "#" };
  expect(histogramLines(histogram(sample, 5), style)).toEqual([
    "  0..9 ms |## 1",
    "10..19 ms |######## 4",
    "20..29 ms |",
    "30..39 ms |## 1",
    ">30000 ms |#### 2",
    "n 8, median 16 ms, p95 >30000 ms",
  ]);
  expect(histogramLines(histogram({ sorted: [], censored: 0, limit: null }, 5), style)).toEqual([]);
});
