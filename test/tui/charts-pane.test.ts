import { expect, it, vi } from "vitest";
import { heatMapOf } from "../../src/tui/charts/heat-map.ts";
import { chartsPane } from "../../src/tui/panes/charts.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import { textOf } from "../../src/tui/text/row.ts";
import type { FakeBatch } from "./fake-service.ts";
import { openSource } from "./test-source.ts";

vi.mock("../../src/tui/charts/heat-map.ts", { spy: true });

const TRIALS = [10, 20, 30].flatMap((delay) => [0, 5].map((drop) => ({ delay, drop })));

it("makes a heat map again only if a run has ended, or another map is wanted", () => {
  const { service, source, shown } = heatMap(TRIALS, { width: 60, height: 9 });
  const first = shown();
  expect(first).toContain("by delay and drop");
  expect(shown()).toBe(first);
  expect(heatMapOf).toHaveBeenCalledTimes(1);
  service.endRun();
  shown();
  expect(heatMapOf).toHaveBeenCalledTimes(2);
  source.view = { ...source.view, charts: { ...source.view.charts, x: "drop" } };
  expect(shown()).toContain("by drop and delay");
  expect(heatMapOf).toHaveBeenCalledTimes(3);
});

it.each([
  [40, 10],
  [48, 12],
  [60, 9],
  [100, 20],
])(
  "says whole what a heat map leaves out and shows, in %i columns and %i rows",
  (width, height) => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      delay: 10 * (1 + (index % 20)),
      drop: 5 * Math.floor(index / 20),
    }));
    const { service, shown } = heatMap(many, { width, height });
    for (let count = 0; count < 40; count++)
      service.endRun({ verdict: "undecided", elapsedMs: null, rounds: null });
    const text = shown();
    const words = text.replace(/\s+/g, " ");
    expect(words).toContain(`${UNICODE.censored} over the time limit`);
    expect(words).toContain("ms, delay across, drop down");
    const [, every = 1] = /every (\d+)(?:nd|rd|th) drop/.exec(words) ?? [];
    const drops = text.match(/^ \d+ +(?:[\d-]|\S).*$/gm) ?? [];
    expect(drops.length).toBe(Math.ceil(10 / Number(every)));
    expect(text.split("\n").length).toBe(height);
  },
);

function heatMap(trials: FakeBatch["trials"], size: { width: number; height: number }) {
  const { service, source } = openSource({ trials });
  source.view = { ...source.view, charts: { ...source.view.charts, kind: "heat" } };
  const shown = (): string =>
    chartsPane({ model: source.model(), size, glyphs: UNICODE }).map(textOf).join("\n");
  vi.mocked(heatMapOf).mockClear();
  return { service, source, shown };
}
