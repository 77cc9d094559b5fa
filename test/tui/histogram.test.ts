import { expect, it } from "vitest";
import { histogramRows, type LastBins } from "../../src/tui/charts/histogram-rows.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import { spansWidth, textOf } from "../../src/tui/text/row.ts";
import { fc } from "../seed.ts";

interface Shown {
  readonly observed: readonly number[];
  readonly censored?: number;
  readonly limit?: number | null;
  readonly width?: number;
  readonly unit?: "ms" | "rounds";
  readonly lastBins?: LastBins;
}

/** 38 columns are what the charts have on a screen of 80. */
const rowsOf = ({
  observed,
  censored = 0,
  limit = 30_000,
  width = 38,
  unit = "ms",
  lastBins,
}: Shown) =>
  histogramRows({
    ...(lastBins && { lastBins, of: "1" }),
    sample: { sorted: observed.toSorted((a, b) => a - b), censored, limit },
    ...{ unit, width, height: 12, glyphs: UNICODE, expected: observed.length + censored },
  });

const shown = (given: Shown): string => rowsOf(given).map(textOf).join("\n");

const USUAL = Array.from({ length: 60 }, (_, index) => 100 + ((index * 37) % 200));

it("keeps the bins of the usual values when one is far away, which has a bar of its own", () => {
  const text = shown({ observed: [...USUAL, 25_000] });
  expect(text).toContain(">=300");
  expect(text).toMatch(/ 100 +.*200/);
  expect(text).toMatch(/████/);
  expect(text).toContain("n 61");
});

it("shows undecided runs at their limit beside the bar of far values", () => {
  const text = shown({ observed: [...USUAL, 25_000], censored: 3 });
  expect(text).toMatch(/ 100 .*>=\d+ +>30k/);
  expect(text.match(/████/g)?.length).toBeGreaterThanOrEqual(2);
  expect(text).toContain("3 und.");
});

it("says what the greatest value is where some are far away and there is room", () => {
  expect(shown({ observed: [...USUAL, 25_000], width: 80 })).toContain("max 25000 ms");
  expect(shown({ observed: USUAL, width: 80 })).not.toContain("max");
});

it("has no such bar for values that lie together", () => {
  expect(shown({ observed: USUAL })).not.toContain(">=");
  expect(shown({ observed: [0, 0, 0, 0, 0, 0, 1, 1, 2, 3], unit: "rounds" })).not.toContain(">=");
});

it("keeps the bins that its screen showed last of these runs, and no others", () => {
  const wide = [...USUAL, 390];
  const fresh = shown({ observed: USUAL });
  const lastBins: LastBins = new Map();
  shown({ observed: wide, lastBins });
  expect(shown({ observed: USUAL, lastBins })).not.toBe(fresh);
  expect(shown({ observed: USUAL, lastBins: new Map() })).toBe(fresh);
});

it("is never wider than the pane, and never cuts its figures", () => {
  const anyCount = fc.nat(200_000);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(1000), fc.nat(600_000)), { maxLength: 80 }),
      fc.integer({ min: 37, max: 120 }),
      anyCount,
      (observed, width, censored) => {
        for (const unit of ["ms", "rounds"] as const) {
          const limit = unit === "ms" ? 600_000 : null;
          const rows = rowsOf({ observed, width, censored, limit, unit });
          for (const row of rows) expect(spansWidth(row.spans)).toBeLessThanOrEqual(width);
          if (observed.length + censored === 0) continue;
          const figures = textOf(rows.at(-1) ?? { spans: [] });
          expect(figures).toMatch(/n .*med/);
          // Of fewer than 20 runs a p95 says nothing.
          expect(figures.includes("p95")).toBe(observed.length + censored >= 20);
          if (censored > 0) expect(textOf(rows.at(-2) ?? { spans: [] })).toMatch(/>600k|und\./);
        }
      },
    ),
  );
});
