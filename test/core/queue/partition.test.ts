import { expect, test } from "vitest";
import { type BatchContext, parseBatch } from "../../../src/core/batch/batch.ts";
import { createQueue } from "../../../src/core/queue/queue.ts";
import { refusal } from "../../../src/core/queue/refusal.ts";
import { VERSIONS } from "../../../src/core/trial/parameters.ts";
import { settings, trialOf } from "./examples.ts";

const faults = [{ at: 100, do: "partition", for: 500 }] as const;
const place = "acceptors=a,proposers=b";
const allowed = { place, allowPartition: true };

/** What a batch with a partition is told; the file's fields and the command line's. */
function told(given: BatchContext["given"], file: object = {}, trial: object = {}): string {
  const found = parseBatch(
    { trials: [{}, { faults, ...trial }], ...file },
    { versions: VERSIONS, fallback: { name: "b", seed: 1 }, given: given ?? {} },
  );
  return found.ok ? "no problem" : found.problems.map(({ message }) => message).join("; ");
}

test("a partition is run where its hosts are apart and the command line allows it", () => {
  expect(told(allowed)).toBe("no problem");
});

test.each<[string, string, RegExp]>([
  ["without places", told({}), /^faults of trial 2: a partition needs acceptors and proposers on/],
  ["without leave", told({ place }), /allow it with --allow-partition/],
  ["with leave from the file alone", told({ place }, { allowPartition: true }), /allowPartition/],
  ["with leave and no places", told({ allowPartition: true }), /allowPartition is for places on/],
  ["through ssh", told({ ...allowed, through: "ssh" }), /leave out --through ssh/],
  ["beside the run's node", told({ ...allowed, place: "acceptors=a" }), /do not share/],
  ["on one host", told({ ...allowed, place: "acceptors=a,proposers=a" }), /do not share/],
  ["with runs side by side", told({ ...allowed, jobs: 2 }), /use --jobs 1, not 2/],
  [
    "in virtual time",
    told(allowed, {}, { moduleName: "paxy_sim" }),
    /trials\[1\].faults\[0\].do is "partition", .* it needs moduleName paxy_remote. .*`cut`/,
  ],
  [
    "for longer than nodes can be silent",
    told(allowed, {}, { faults: [{ at: 0, do: "partition", for: 2001 }] }),
    /faults\[0\].for is 2001; it must be a whole number from 1 to 2000/,
  ],
  [
    "that is too long with those it overlaps",
    told(
      allowed,
      {},
      {
        faults: [
          { at: 1500, do: "partition", for: 1500 },
          { at: 5000, do: "partition", for: 2000 },
          { at: 0, do: "partition", for: 1500 },
        ],
      },
    ),
    /^faults of trial 2: a partition lasts at most 2000 ms, and those that overlap are one, of 3000 ms here$/,
  ],
])("a partition %s is refused", (_, said, sentence) => {
  expect(said).toMatch(sentence);
});

test("on the screen a partition is refused where the batch was not started for one", () => {
  const parted = trialOf({ faults });
  const places = { run: "local", acceptors: ["a"], proposers: ["b"], through: "tls" } as const;
  const [plain, ready] = [{}, { places: { ...places, partition: true as const } }].map((given) =>
    createQueue(settings({ ...given, jobs: 1 }), [
      trialOf(),
      ...("places" in given ? [parted] : []),
    ]),
  );
  if (plain === undefined || ready === undefined) throw new Error("no queue");
  expect(refusal(plain, { type: "add", trials: [parted] })).toMatch(/^a partition needs/);
  expect(refusal(plain, { type: "edit", number: 1, trial: parted })).toMatch(/^a partition needs/);
  expect(refusal(ready, { type: "add", trials: [parted] })).toBe(undefined);
  expect(refusal(ready, { type: "edit", number: 1, trial: parted })).toBe(undefined);
  expect(refusal(ready, { type: "setJobs", jobs: 2 })).toMatch(/^a partition hits all runs/);
  expect(refusal(plain, { type: "setJobs", jobs: 2 })).toBe(undefined);
});
