import { expect, test } from "vitest";
import { createQueue, update } from "../../../src/core/queue/queue.ts";
import { placeOf, runAt, runsIn, shareOf } from "../../../src/core/queue/share.ts";
import type { Effect } from "../../../src/core/queue/state.ts";
import { runsOf } from "../../../src/core/run/stretch.ts";
import { fc } from "../../seed.ts";
import { recordOf, settings, trialOf } from "./examples.ts";

const HASH = fc.stringMatching(/^[0-9a-f]{64}$/);

test("the shards of a trial have each run once, and as many as any other within one", () => {
  fc.assert(
    fc.property(
      HASH,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 200 }),
      (hash, occurrence, of, repeat) => {
        const shares = Array.from({ length: of }, (_, index) =>
          shareOf({ number: index + 1, of }, hash, occurrence),
        );
        const runs = shares.map((share) =>
          Array.from({ length: runsIn(share, repeat) }, (_, index) => runAt(share, index + 1)),
        );
        expect(runs.flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: repeat }, (_, index) => index + 1),
        );
        const sizes = runs.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const [index, share] of shares.entries()) {
          const places = (runs[index] ?? []).map((run) => placeOf(share, run));
          expect(places).toEqual(places.map((_, place) => place + 1));
        }
      },
    ),
  );
});

test("more runs of a trial take none of those there were to another shard", () => {
  fc.assert(
    fc.property(HASH, fc.integer({ min: 2, max: 40 }), (hash, of) => {
      const share = shareOf({ number: 2, of }, hash, 1);
      expect(runsIn(share, 500) - runsIn(share, 300)).toBeGreaterThan(0);
      expect(placeOf(share, runAt(share, 7))).toBe(7);
      expect(placeOf(share, runAt(share, 7) + 1)).toBe(undefined);
    }),
  );
});

test("of trials with one run each, no shard gets all", () => {
  const trials = Array.from({ length: 64 }, (_, drop) => trialOf({ drop }));
  const counts = [1, 2, 3, 4].map((number) => {
    const shard = { number, of: 4, command: [] };
    return createQueue(settings({ repeat: 1, shard }), trials).totals.runs;
  });
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(64);
  expect(Math.max(...counts)).toBeLessThan(32);
});

test("a shard runs its own runs to the end, in real and in virtual time", () => {
  const trials = [trialOf(), trialOf({ moduleName: "paxy_sim" })];
  const started = new Map<string, number>();
  for (const number of [1, 2, 3]) {
    const shard = { number, of: 3, command: [] };
    let [state, effects] = update(createQueue(settings({ repeat: 20, jobs: 3, shard }), trials), {
      type: "begin",
    });
    const waiting: Effect[] = [...effects];
    for (let effect = waiting.shift(); effect !== undefined; effect = waiting.shift()) {
      if (effect.type !== "start") continue;
      const { trial, attempt } = effect.request;
      for (const run of runsOf(effect.request)) {
        started.set(`${trial}/${run}`, 1 + (started.get(`${trial}/${run}`) ?? 0));
        [state, effects] = update(state, {
          type: "ended",
          records: [recordOf({ trial, run, attempt })],
        });
        waiting.push(...effects);
      }
    }
    expect(state.status).toBe("finished");
    expect(state.totals.done).toBe(state.totals.runs);
  }
  expect(started.size).toBe(40);
  expect([...started.values()].every((times) => times === 1)).toBe(true);
});
