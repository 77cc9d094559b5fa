import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Chance } from "../../src/core/run/chance.ts";
import { createShownChance, noDraws } from "../../src/tui/model/shown-chance.ts";
import type { Timeline } from "../../src/tui/model/view.ts";

const timeline = (run: number, chance?: boolean): Timeline => ({
  ...{ type: "timeline", trial: 1, run, cursor: 0, search: "", chance },
  from: { type: "detail", trial: 1, at: undefined },
});

/** Draws by hand: what was asked for, and who tells the rows. */
function drawing() {
  const asked: number[] = [];
  const given: number[] = [];
  const tells: ((row: Chance) => void)[] = [];
  let finish: () => void = () => {};
  const shown = createShownChance(
    ({ run }, tell) => {
      asked.push(run);
      tells.push(tell);
      const done = new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { done, end: () => given.push(run) };
    },
    () => {},
  );
  return { asked, given, tells, shown, finish: () => finish() };
}

it("draws the futures of a run once, when they are asked for", async () => {
  const { asked, tells, shown, finish } = drawing();
  expect(shown.of(timeline(3))).toBeUndefined();
  shown.of(timeline(3, true));
  shown.of(timeline(3, true));
  expect(asked).toEqual([3]);
  tells[0]?.({ events: 2, share: 0.5 });
  expect(shown.of(timeline(3, true))).toEqual({
    ...{ rows: [{ events: 2, share: 0.5 }], isDone: false, trouble: "" },
  });
  finish();
  await nextTurn();
  expect(shown.of(timeline(3, true))?.isDone).toBe(true);
});

it("gives up when the messages are closed, and takes no row of another run", () => {
  const { asked, given, tells, shown } = drawing();
  shown.of(timeline(3, true));
  expect(shown.of(undefined)).toBeUndefined();
  expect(given).toEqual([3]);
  shown.of(timeline(4, true));
  tells[0]?.({ events: 2, share: 0.5 });
  expect(shown.of(timeline(4, true))?.rows).toEqual([]);
  shown.close();
  expect({ asked, given }).toEqual({ asked: [3, 4], given: [3, 4] });
});

it("says why there are none", async () => {
  const shown = createShownChance(noDraws, () => {});
  shown.of(timeline(3, true));
  await nextTurn();
  expect(shown.of(timeline(3, true))).toMatchObject({
    ...{ rows: [], isDone: true, trouble: "the futures of a run can't be drawn here" },
  });
});
