import type { TraceEvent, TraceKind } from "../../src/core/run/trace-event.ts";

const happened = (at: number, actor: string, kind: TraceKind, peer = "none", message = "none") => ({
  ...{ clock: at, at, actor, kind, peer, message },
});

/** The same for every run. */
export const EVENTS: readonly TraceEvent[] = [
  happened(0, "fry", "start"),
  happened(0, "fry", "send", "acceptors", "{prepare,{0,fry}}"),
  ...["homer", "marge", "bart"].flatMap((name) => [
    happened(0, name, "receive", "fry", "{prepare,{0,fry}}"),
    happened(0, name, "send", "fry", `{promise,${name},{0,fry},null,none}`),
  ]),
  ...Array.from({ length: 60 }, (_, index) =>
    happened(10 + index, "fry", "receive", "homer", `{promise,homer,{${index},fry},null,none}`),
  ),
  happened(80, "fry", "decided", "none", "{{255,0,0},0}"),
];
