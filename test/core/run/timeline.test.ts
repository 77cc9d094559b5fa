import { describe, expect, test } from "vitest";
import { type Colour, legible, luminanceOf } from "../../../src/core/run/colour.ts";
import { timeline, timelineLegend } from "../../../src/core/run/timeline.ts";
import { timelineRows } from "../../../src/core/run/timeline-rows.ts";
import type { Data, TraceEvent, TraceKind } from "../../../src/core/run/trace-event.ts";
import { fc } from "../../seed.ts";

const event = (
  at: number,
  actor: string,
  kind: TraceKind,
  peer = "none",
  message = "none",
): TraceEvent => ({
  ...{ clock: at, at, actor, kind, peer, message: data(message) },
  role: PROPOSERS.includes(actor) ? "proposer" : "acceptor",
  index: 1 + [...PROPOSERS, ...ACCEPTORS].indexOf(actor),
});

const PROPOSERS = ["fry", "bender", "amy"];
const ACCEPTORS = ["homer", "marge", "bart", "acceptor_24"];

/** `{prepare,{0,fry}}` as the data that a trace has of it. */
const data = (term: string): Data =>
  JSON.parse(
    term
      .replaceAll(/[{[]/g, "[")
      .replaceAll(/[}\]]/g, "]")
      .replaceAll(/[a-z_]\w*/g, (atom) => (atom === "null" ? atom : `"${atom}"`)),
  ) as Data;

const RUN = [
  event(0, "homer", "start"),
  event(0, "fry", "start"),
  event(0, "fry", "send", "acceptors", "{prepare,{0,fry}}"),
  event(0, "homer", "receive", "fry", "{prepare,{0,fry}}"),
  event(0, "homer", "send", "fry", "{promise,homer,{0,fry},null,none}"),
  event(7, "fry", "receive", "homer", "{promise,homer,{0,fry},null,none}"),
  event(7, "fry", "send", "acceptors", "{accept,{0,fry},{255,0,0}}"),
  event(7, "homer", "receive", "fry", "{accept,{0,fry},{255,0,0}}"),
  event(7, "homer", "lost", "fry", "{vote,homer,{0,fry}}"),
  event(107, "fry", "timer", "none", "{accept,{0,fry}}"),
  event(112, "fry", "decided", "none", "{{255,0,0},1}"),
];

const wide = { width: 60, unit: "ms", colours: "none" } as const;

describe("the timeline", () => {
  test("has a column for every proposer and acceptor, and time goes down", () => {
    expect(timeline(RUN, wide)).toEqual([
      " ms │ fry                       │ homer",
      "  0 │ starts                    │",
      "    │ → prepare 0               │",
      "    │                           │ ← prepare 0.fry",
      "    │                           │ → promise 0.fry",
      "  7 │ ← homer: promise 0        │",
      "    │ → accept 0 {255,0,0}      │",
      "    │                           │ ← accept 0.fry {255,0,0}",
      "    │                           │ ✗ vote 0.fry",
      "107 │ time-out (accept)         │",
      "112 │ DECIDED {255,0,0} in      │",
      "    │   round 1                 │",
    ]);
  });

  test("shows values in a colour that is legible on black and on white, and decisions bold", () => {
    const lines = timeline(RUN, { ...wide, colours: "all" });
    expect(lines.join("\n")).toContain(
      "\u001b[1mDECIDED \u001b[38;2;248;0;0m{255,0,0}\u001b[39m in\u001b[22m",
    );
    const palette = timeline(RUN, { ...wide, colours: "palette" }).join("\n");
    expect(palette).toContain("accept 0 \u001b[38;5;196m{255,0,0}\u001b[39m");
    const colour = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 255 })));
    fc.assert(
      fc.property(colour, (parts) => {
        const luminance = luminanceOf(legible(parts as unknown as Colour));
        expect((luminance + 0.05) / 0.05).toBeGreaterThan(3.9);
        expect(1.05 / (luminance + 0.05)).toBeGreaterThan(3.9);
      }),
    );
  });

  test("folds refusals, and says what a reply changed", () => {
    const prepare = (name: string, round = 0) => `{prepare,{${round},${name}}}`;
    const rows = timelineRows([
      event(0, "homer", "receive", "fry", prepare("fry")),
      event(0, "homer", "send", "fry", "{promise,homer,{0,fry},null,none}"),
      event(1, "homer", "receive", "bender", prepare("bender")),
      event(1, "homer", "send", "bender", "{sorry,homer,prepare,{0,bender}}"),
      event(2, "homer", "receive", "bender", prepare("bender", 1)),
      event(2, "homer", "send", "bender", "{promise,homer,{1,bender},null,none}"),
      event(3, "bender", "receive", "homer", "{sorry,homer,prepare,{0,bender}}"),
      event(4, "bender", "receive", "marge", "{sorry,marge,prepare,{0,bender}}"),
      event(5, "bender", "receive", "homer", "{sorry,homer,accept,{0,bender}}"),
    ]);
    expect(rows.map(({ text, event: at }) => [at, text])).toEqual([
      [0, "prepare 0.fry"],
      [1, "promise 0.fry"],
      [2, "prepare 0.bender: refused"],
      [4, "prepare 1.bender"],
      [5, "promise 1.bender [promised 0.fry -> 1.bender]"],
      [7, "2 x sorry 0 (prepare): homer, marge"],
      [8, "homer: sorry 0 (accept)"],
    ]);
  });

  test("never exceeds the width, and loses nothing of a message", () => {
    const promise = event(
      1,
      "fry",
      "receive",
      "homer",
      "{promise,homer,{12,fry},{11,bender},{0,255,0}}",
    );
    const lines = timeline([...RUN, promise], { ...wide, width: 46 });
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(46);
    const words = lines.map((line) => line.slice(4, 25).replaceAll("│", "").trim()).join(" ");
    expect(words).toContain("← homer: promise 12, voted 11.bender {0,255,0}");
  });

  test("has a line for every event where the width is infinite", () => {
    const message = "{promise,homer,{12,fry},{11,bender},{0,255,0}}";
    const promise = { ...event(400, "fry", "receive", "homer", message), clock: 9 };
    const lines = timeline([...RUN, promise], { ...wide, width: Number.POSITIVE_INFINITY });
    expect(lines).toHaveLength(timelineRows([...RUN, promise]).length + 1);
    expect(lines.at(-1)).toContain("← homer: promise 12, voted 11.bender {0,255,0}");
    const many = Array.from({ length: 40 }, (_, index) => event(400, `acceptor_${index}`, "crash"));
    const named = timeline([...RUN, ...many], { ...wide, width: Number.POSITIVE_INFINITY });
    expect(named.slice(0, 2)).toEqual([" ms actor       event", "  0 fry         starts"]);
  });

  test("names the actor in every row where columns would be too narrow", () => {
    const lines = timeline(RUN, { ...wide, width: 26 });
    expect(lines).toHaveLength(timelineRows(RUN).length + 1);
    expect(lines[0]).toBe(" ms actor event");
    expect(lines[4]).toBe("  0 homer → promise 0.fry");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(30);
  });

  test("has the columns in the trial's order, proposers first, however the trace is ordered", () => {
    const trace = [
      event(0, "bart", "receive", "amy", "{prepare,{0,amy}}"),
      event(0, "amy", "send", "acceptors", "{prepare,{0,amy}}"),
      event(0, "acceptor_24", "start"),
      event(0, "homer", "start"),
      event(1, "bender", "start"),
      event(2, "fry", "send", "acceptors", "{prepare,{0,fry}}"),
    ];
    const columns = (events: readonly TraceEvent[]): string[] =>
      timeline(events, { ...wide, width: 150 })[0]
        ?.split(/[ │]+/)
        .filter(Boolean) ?? [];
    const inOrder = ["ms", "fry", "bender", "amy", "homer", "bart", "acceptor_24"];
    expect(columns(trace)).toEqual(inOrder);
    expect(columns(trace.toReversed())).toEqual(inOrder);
  });

  test("can do with ASCII alone", () => {
    const text = timeline(RUN, { ...wide, ascii: true }).join("");
    const all = text + timelineLegend({ ascii: true });
    expect([...all].every((char) => char.charCodeAt(0) < 128)).toBe(true);
  });

  test("marks faults, and events that were not kept", () => {
    const lines = timeline(
      [
        event(0, "fry", "forgot", "none", "{events,20}"),
        event(1, "fry", "send", "acceptors", "{prepare,{3,fry}}"),
        event(2, "homer", "crash"),
        event(3, "homer", "recover"),
        event(4, "homer", "cut", "proposers"),
      ],
      { ...wide, width: 100 },
    ).join("\n");
    expect(lines).toContain("... 20 earlier events");
    expect(lines).toContain("! crashes");
    expect(lines).toContain("! is back");
    expect(lines).toContain("! cut off from proposers");
  });

  test("shows messages of an unknown protocol as they are", () => {
    const lines = timeline([event(1, "fry", "send", "acceptors", "{gossip,[a,{b,1}]}")], wide);
    expect(lines[1]).toContain("→ {gossip,{a,{b,1}}}");
  });

  test("of nothing is a header", () => {
    expect(timeline([], wide)).toEqual(["ms"]);
  });
});
