import { expect, it } from "vitest";
import { RestartPause } from "../../src/nodes/restart-pause.ts";

it("pauses double up to ten seconds and start small after a success", () => {
  const pause = new RestartPause();
  const pauses = Array.from({ length: 9 }, () => pause.next());
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  pause.succeeded();
  expect(pause.next()).toBe(100);
});
