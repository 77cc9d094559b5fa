import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { whyLines } from "../../../src/core/why/words.ts";
import { readTrace } from "../../../src/results/traces.ts";

const kept = (name: string) =>
  readTrace(readFileSync(new URL(`kept/${name}.jsonl`, import.meta.url), "utf8"));

test("replies of an earlier round that were counted are named, with who sent them", () => {
  expect(whyLines(kept("stale_promises"), 3)).toEqual([
    "bender decided green {0,255,0} in round 1 with the votes of homer and bart.",
    "fry decided red {255,0,0} in round 1 with the votes of homer and marge.",
    "homer voted in both quorums.",
    "fry proposed red in round 1 with 1 promise of that round (marge) where 2 are needed; it must have counted bart's promise of round 0, too.",
  ]);
});

test("a promise that was lost in a crash is told with the crash", () => {
  expect(whyLines(kept("amnesia"), 3)).toEqual([
    "fry decided red {255,0,0} in round 0 with the votes of homer and marge.",
    "leela decided blue {0,0,255} in round 0 with the votes of bart and homer.",
    "homer voted in both quorums.",
    "leela proposed blue in round 0 with the promises of bart and homer.",
    "homer voted for red in fry's round 0 after it had promised leela's round 0; it had crashed in between, and came back without that promise.",
  ]);
});

test("where the trace lacks events, nothing is claimed", () => {
  const events = kept("amnesia");
  const late = events.filter(({ actor, at }) => actor !== "homer" || at > 59);
  const forgot = { ...events[0], actor: "homer", kind: "forgot", message: ["events", 9] } as never;
  expect(whyLines([forgot, ...late], 3).at(-1)).toBe(
    "The trace lacks earlier events of homer, so it does not show which rule was broken.",
  );
});

test("messages that are not those of Paxos leave the decisions", () => {
  const events = kept("stale_promises").map((event) =>
    event.kind === "decided" ? event : { ...event, message: ["hello", 1] },
  );
  expect(whyLines(events, 3)).toEqual([
    "bender decided green {0,255,0} in round 1.",
    "fry decided red {255,0,0} in round 1.",
    "Its rounds or messages do not have the usual form, so that only the events on which the decisions depend are known.",
  ]);
});
