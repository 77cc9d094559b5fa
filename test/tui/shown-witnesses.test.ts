import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Snapshot } from "../../src/service/client.ts";
import { createShownWitnesses, noCounts } from "../../src/tui/model/shown-witnesses.ts";
import type { Detail } from "../../src/tui/model/view.ts";
import { createFakeService } from "./fake-service.ts";

const detail = (witnesses?: boolean): Detail => ({
  ...{ type: "detail", trial: 1, at: undefined, ...(witnesses === undefined ? {} : { witnesses }) },
});

/** A batch of one trial, two runs of which are done. */
function halfDone(): { readonly snapshot: () => Snapshot; readonly endRun: () => void } {
  const { snapshot, endRun } = createFakeService({ trials: [{}] });
  endRun();
  endRun();
  return { snapshot, endRun: () => void endRun() };
}

it("counts the runs that were done when it was asked, once", async () => {
  const asked: unknown[] = [];
  const count = async (...which: unknown[]) => {
    asked.push(which);
    return { refusal: 2 };
  };
  const shown = createShownWitnesses(count, () => {});
  const { snapshot, endRun } = halfDone();
  expect(shown.of(detail(), snapshot())).toBeUndefined();
  expect(shown.of(detail(true), snapshot())).toEqual({ runs: 2, counts: undefined, trouble: "" });
  await nextTurn();
  endRun();
  const found = { runs: 2, counts: { refusal: 2 }, trouble: "" };
  expect(shown.of(detail(true), snapshot())).toEqual(found);
  expect(asked).toEqual([[1, 2]]);
  expect(shown.of(undefined, snapshot())).toBeUndefined();
  expect(shown.of(detail(true), snapshot())?.runs).toBe(3);
});

it("says why nothing was counted", async () => {
  const shown = createShownWitnesses(noCounts, () => {});
  const { snapshot } = halfDone();
  shown.of(detail(true), snapshot());
  await nextTurn();
  expect(shown.of(detail(true), snapshot())?.trouble).toBe("runs can't be repeated here");
});
