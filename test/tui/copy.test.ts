import { expect, it } from "vitest";
import { pictureOf } from "../../src/tui/charts/picture.ts";
import { copyCommand } from "../../src/tui/input/copy.ts";
import type { PaneName } from "../../src/tui/model/layout.ts";
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
