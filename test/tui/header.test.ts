import { expect, it } from "vitest";
import { VERDICTS } from "../../src/core/run/verdicts.ts";
import { batchRow, progressRow } from "../../src/tui/panes/header.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import { spansWidth, textOf } from "../../src/tui/text/row.ts";
import { fc } from "../seed.ts";
import { createFakeService } from "./fake-service.ts";
import { QUICK_START } from "./quick-start.ts";

const anyCount = fc.oneof(fc.nat(20), fc.nat(99_999));
const anyWidth = fc.integer({ min: 60, max: 130 });

it("cuts no count, whatever came of a hundred thousand runs", () => {
  fc.assert(
    fc.property(
      fc.tuple(anyCount, anyCount, anyCount, anyCount, anyCount),
      anyWidth,
      ([violation, failed, cancelled, undecided, agreed], width) => {
        const counts = { violation, failed, cancelled, undecided, agreed };
        const done = violation + failed + cancelled + undecided + agreed;
        const row = progressRow({ counts, done, runs: done + 7 }, { width, glyphs: UNICODE });
        expect(spansWidth(row.spans)).toBeLessThanOrEqual(width);
        const text = textOf(row).replaceAll(",", "");
        for (const verdict of VERDICTS.filter((each) => counts[each] > 0)) {
          expect(text).toMatch(new RegExp(`\\b${counts[verdict]} ${verdict.slice(0, 3)}`));
        }
      },
    ),
  );
});

it("shows the status in whole, and how far the batch is, however long its name", () => {
  const known = createFakeService(QUICK_START).snapshot();
  const statuses = ["running", "paused", "finished", "stopping", "stopped"] as const;
  fc.assert(
    fc.property(
      fc.record({
        name: fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 60 }),
        status: fc.constantFrom(...statuses),
        done: anyCount,
        etaMs: fc.nat(200_000_000),
        width: anyWidth,
      }),
      ({ name, status, done, etaMs, width }) => {
        const settings = { ...known.queue.settings, name };
        const queue = { ...known.queue, status, settings };
        const totals = { ...known.totals, done, runs: 100_000 };
        const row = batchRow(
          { snapshot: { ...known, queue, totals, etaMs } },
          { width, glyphs: UNICODE },
        );
        expect(spansWidth(row.spans)).toBeLessThanOrEqual(width);
        const text = textOf(row).replaceAll(",", "");
        expect(text).toMatch(new RegExp(` ${status} .*\\b${done}/100000 `));
      },
    ),
  );
});

it("says everything in words where there is room", () => {
  const { totals } = createFakeService(QUICK_START).snapshot();
  const counts = { violation: 1, failed: 0, cancelled: 0, undecided: 2, agreed: 3 };
  const row = progressRow({ ...totals, counts, done: 6 }, { width: 80, glyphs: UNICODE });
  expect(textOf(row)).toMatch(/ 1 violation +2 undecided +3 agreed$/);
});

it("says which shard it is, and on a wide screen how far all are", () => {
  const known = createFakeService(QUICK_START).snapshot();
  const shard = { number: 3, of: 16, command: [] };
  const snapshot = {
    ...known,
    queue: { ...known.queue, settings: { ...known.queue.settings, shard } },
    shards: { started: 12, done: 450, runs: 1000 },
  };
  const shown = (width: number) => textOf(batchRow({ snapshot }, { width, glyphs: UNICODE }));
  expect(shown(80)).toMatch(/ {2}shard 3\/16 /);
  expect(shown(160)).toMatch(/ {2}shard 3\/16, all: 45 %, 12 of 16 started/);
});

it("suggests more jobs where a long batch mostly waits, and only there", () => {
  const known = createFakeService(QUICK_START).snapshot();
  const snapshot = {
    ...known,
    queue: { ...known.queue, load: { realTime: 1, stretches: 0, writing: 0 } },
    nodes: known.nodes.map((each) => ({ ...each, runQueue: 0 })),
    etaMs: 120_000,
  };
  const text = (given: typeof snapshot) =>
    textOf(batchRow({ snapshot: given }, { width: 120, glyphs: UNICODE }));
  expect(text(snapshot)).toContain("jobs 1 (+ for more)");
  const busy = snapshot.nodes.map((each) => ({ ...each, runQueue: 2 }));
  expect(text({ ...snapshot, nodes: busy })).not.toContain("for more");
  expect(text({ ...snapshot, etaMs: 20_000 })).not.toContain("for more");
});
