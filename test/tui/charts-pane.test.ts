import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { openSettings } from "../../src/settings.ts";
import { heatMapOf } from "../../src/tui/charts/heat-map.ts";
import { createModelSource } from "../../src/tui/model/source.ts";
import { chartsPane } from "../../src/tui/panes/charts.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import { textOf } from "../../src/tui/text/row.ts";
import { createFakeService } from "./fake-service.ts";

vi.mock("../../src/tui/charts/heat-map.ts", { spy: true });

const TRIALS = [10, 20, 30].flatMap((delay) => [0, 5].map((drop) => ({ delay, drop })));

it("makes a heat map again only if a run has ended, or another map is wanted", () => {
  const folder = mkdtempSync(join(tmpdir(), "paxy-charts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const service = createFakeService({ trials: TRIALS });
  const size = { columns: 120, rows: 40 };
  const source = createModelSource(
    { client: service, settings: openSettings(folder) },
    {
      ...{ environment: {}, size, glyphs: UNICODE },
      runs: () => undefined,
      trace: () => undefined,
      chance: () => undefined,
      witnesses: () => undefined,
    },
  );
  source.view = { ...source.view, charts: { ...source.view.charts, kind: "heat" } };
  const shown = () =>
    chartsPane({ model: source.model(), size: { width: 60, height: 9 }, glyphs: UNICODE })
      .map(textOf)
      .join("\n");
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
