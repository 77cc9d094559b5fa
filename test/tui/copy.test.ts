import { expect, it } from "vitest";
import { pictureOf } from "../../src/tui/charts/picture.ts";
import { copyCommand } from "../../src/tui/input/copy.ts";
import type { PaneName } from "../../src/tui/model/layout.ts";
import { screenRows } from "../../src/tui/panes/screen-rows.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import type { FakeBatch } from "./fake-service.ts";
import { openSource } from "./test-source.ts";

const BATCH: FakeBatch = { trials: [{ delay: 10 }, { delay: 20 }], settings: { repeat: 3 } };

it.each([
  ["trials", "paxy run --module paxy_remote --repeat 3 --time-limit 30 --seed 42"],
  ["output", "paxy run --module paxy_remote --set delay=20 --repeat 3 --time-limit 30 --seed 42"],
  ["nodes", "paxy run --module paxy_remote --repeat 3 --time-limit 30 --seed 42"],
  [
    "charts",
    "paxy report out/quickstart/20261122-180000 --svg out/quickstart/20261122-180000/charts",
  ],
] satisfies [PaneName, string][])(
  "copies with c in the pane of %s what makes it again",
  (focus, text) => {
    const { source, service } = openSource(BATCH);
    source.view = { ...source.view, focus, trials: { ...source.view.trials, selected: 1 } };
    service.print({ text: "a line of the second trial", trial: 2, run: 1 });
    service.onOutput((lines) => source.log.append(lines));
    expect(copyCommand(source.model()).effects).toEqual([{ type: "copy", text }]);
  },
);

it("saves with S the histogram that is shown: of one trial, or of all together", () => {
  const { source, service } = openSource(BATCH);
  for (let count = 0; count < 6; count++) service.endRun({ verdict: "agreed" });
  const barsOf = (scope: "selected" | "all") => {
    source.view = { ...source.view, charts: { ...source.view.charts, scope } };
    return pictureOf(source.model());
  };
  const sum = (picture: ReturnType<typeof pictureOf>): number =>
    picture?.points.reduce((all, { n = 0 }) => all + n, 0) ?? 0;
  expect(barsOf("selected")?.title).toMatch(/^Elapsed time of trial \d$/);
  expect(sum(barsOf("selected"))).toBe(3);
  expect(barsOf("all")?.title).toBe("Elapsed time of all 2 trials together");
  expect(sum(barsOf("all"))).toBe(6);
});

it.each([
  [{ columns: 80, rows: 24 }, []],
  [{ columns: 200, rows: 60 }, []],
  [{ columns: 80, rows: 24 }, [1, 2]],
  [{ columns: 200, rows: 60 }, [1, 2]],
])("saves with S the bins that a screen of %o shows, of trials marked %o, too", (size, marked) => {
  const { source, service } = openSource({ ...BATCH, settings: { repeat: 60 } });
  for (let count = 0; count < 120; count++) service.endRun({ verdict: "agreed" });
  source.resize(size);
  source.view = { ...source.view, trials: { ...source.view.trials, marked } };
  screenRows(source.model(), UNICODE);
  const [[, shown] = []] = source.model().charts.lastBins;
  const points = pictureOf(source.model())?.points ?? [];
  const saved = points.filter(({ line }) => line === points[0]?.line).map(({ x }) => x);
  expect(shown?.bins.length).toBeGreaterThan(2);
  expect(saved.slice(0, shown?.bins.length)).toEqual(shown?.bins.map(({ from }) => from));
  // Values far beyond the bins are one bar.
  expect(saved.length).toBeLessThanOrEqual((shown?.bins.length ?? 0) + 1);
});
