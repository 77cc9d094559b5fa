import { expect, test } from "vitest";
import { keptFaults } from "../../src/console/shrink.ts";
import type { Fault } from "../../src/core/trial/faults.ts";

const crash = (acceptor: number): Fault => ({ at: 100, do: "crash", acceptor, for: 50 });
const stop: Fault = { at: 100, do: "stop", side: "acceptors", for: 50 };
const cut: Fault = { at: 100, do: "cut", for: 50 };

test("of faults at the same time those are kept that the smaller run has", () => {
  const all = [crash(1), crash(2), stop, cut];
  expect(keptFaults(all, [["crash", 100, 50, 2]])).toEqual([crash(2)]);
  expect(keptFaults(all, [["stop", 100, 50, "proposers"]])).toEqual([]);
  expect(
    keptFaults(all, [
      ["stop", 100, 50, "acceptors"],
      ["cut", 100, 50],
    ]),
  ).toEqual([stop, cut]);
});

test("of two links that one is kept that the smaller run has", () => {
  const link = (acceptor: number): Fault => ({
    at: 100,
    do: "unlink",
    proposer: 1,
    acceptor,
    lost: "replies",
    for: 50,
  });
  const kept = keptFaults([link(1), link(2)], [["unlink", 100, 50, 1, 2, "replies"]]);
  expect(kept).toEqual([link(2)]);
});

test("of equal faults as many are kept as the smaller run has", () => {
  expect(keptFaults([crash(1), crash(1)], [["crash", 100, 50, 1]])).toEqual([crash(1)]);
});
