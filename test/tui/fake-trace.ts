import { readFileSync } from "node:fs";
import type { Data, TraceEvent, TraceKind } from "../../src/core/run/trace-event.ts";
import { readTrace } from "../../src/results/traces.ts";

const happened = (
  at: number,
  actor: string,
  kind: TraceKind,
  peer = "none",
  message = "none",
): TraceEvent => ({
  ...{ clock: at, at, actor, kind, peer, message: data(message) },
  role: actor === "fry" ? "proposer" : "acceptor",
  index: 1 + Math.max(0, ["homer", "marge", "bart"].indexOf(actor)),
});

/** `{prepare,{0,fry}}` as the data that a trace has of it. */
const data = (term: string): Data =>
  JSON.parse(
    term
      .replaceAll(/[{[]/g, "[")
      .replaceAll(/[}\]]/g, "]")
      .replaceAll(/[a-z_]\w*/g, (atom) => (atom === "null" ? atom : `"${atom}"`)),
  ) as Data;

/** The same for every run. */
export const EVENTS: readonly TraceEvent[] = [
  happened(0, "fry", "start"),
  { ...happened(0, "fry", "send", "acceptors", "{prepare,{0,fry}}"), where: "p.erl:8" },
  ...["homer", "marge", "bart"].flatMap((name) => [
    happened(0, name, "receive", "fry", "{prepare,{0,fry}}"),
    happened(0, name, "send", "fry", `{promise,${name},{0,fry},null,none}`),
  ]),
  ...Array.from({ length: 60 }, (_, index) =>
    happened(10 + index, "fry", "receive", "homer", `{promise,homer,{${index},fry},null,none}`),
  ),
  happened(80, "fry", "decided", "none", "{{255,0,0},0}"),
];

/** Of every run that is a violation: fry and another proposer decide differently. */
export const VIOLATION: readonly TraceEvent[] = readTrace(
  readFileSync("test/core/why/kept/stale_promises.jsonl", "utf8"),
);

/** The code that its events name. */
export const SOURCES = {
  "p.erl": Array.from({ length: 80 }, (_, index) => `line ${index + 1} of the proposer`),
};
