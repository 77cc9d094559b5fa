import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sameEvents, selected } from "../../src/core/run/selection.ts";
import { diagram } from "../../src/report/diagram/draw.ts";
import { mermaid } from "../../src/report/exports/mermaid.ts";
import { plantuml } from "../../src/report/exports/plantuml.ts";
import { shiviz } from "../../src/report/exports/shiviz.ts";
import { readTrace } from "../../src/results/traces.ts";

const kept = (name: string) =>
  readTrace(readFileSync(new URL(`../core/why/kept/${name}.jsonl`, import.meta.url), "utf8"));
const EVENTS = kept("amnesia");
const count = (kind: string) => EVENTS.filter((event) => event.kind === kind).length;

/** What a diagram of either language says: who is in it, and its arrows and notes in order. */
function read(text: string, participant: RegExp, arrow: RegExp, note: RegExp) {
  const names = new Map(
    [...text.matchAll(participant)].map(({ groups }) => [groups?.id, groups?.name]),
  );
  const arrows = [...text.matchAll(arrow)].map(({ groups }) => ({
    from: names.get(groups?.from),
    to: names.get(groups?.to),
    lost: groups?.arrow?.endsWith("x"),
    text: groups?.text,
  }));
  const notes = [...text.matchAll(note)].map(({ groups }) => [
    names.get(groups?.over),
    groups?.text,
  ]);
  return { names: [...names.values()], arrows, notes };
}

test("Mermaid and PlantUML hold every arrival, every loss and every decision", () => {
  const said = [
    read(
      mermaid(EVENTS),
      /^ {2}participant (?<id>\w+) as (?<name>\S+)$/gm,
      /^ {2}(?<from>\w+?)(?<arrow>->>|-x)(?<to>\w+): (?<text>.+)$/gm,
      /^ {2}Note over (?<over>\w+): (?<text>.+)$/gm,
    ),
    read(
      plantuml(EVENTS),
      /^participant "(?<name>[^"]+)" as (?<id>\w+)$/gm,
      /^(?<from>\w+) (?<arrow>->|->x) (?<to>\w+) : (?<text>.+)$/gm,
      /^note over (?<over>\w+) : (?<text>.+)$/gm,
    ),
  ];
  expect(said[1]).toEqual(said[0]);
  for (const { names, arrows, notes } of said) {
    expect(names).toEqual(["fry", "bender", "leela", "homer", "marge", "bart"]);
    expect(arrows.filter(({ lost }) => !lost)).toHaveLength(count("receive"));
    expect(arrows.filter(({ lost }) => lost)).toHaveLength(count("lost"));
    expect(arrows.every(({ from, to }) => from !== undefined && to !== undefined)).toBe(true);
    expect(notes).toContainEqual(["fry", "DECIDED {255,0,0} in round 0"]);
    expect(notes).toContainEqual(["homer", "crashes"]);
  }
  expect(mermaid(EVENTS)).toMatch(/^sequenceDiagram\n/);
  expect(plantuml(EVENTS)).toMatch(/^@startuml\n(?:.+\n)+@enduml\n$/);
});

test("text that would end a statement is escaped", () => {
  const [event] = EVENTS.filter(({ kind }) => kind === "receive");
  const hostile = { ...event, message: ["a;b#c\\d", 1] } as never;
  expect(mermaid([hostile])).toContain("{a#59;b#35;c");
  expect(plantuml([hostile])).not.toContain("\\");
});

test("ShiViz's own expression reads the log, and its clocks order what happened", () => {
  const lines = [...shiviz(EVENTS).matchAll(/(?<host>\S*) (?<clock>{.*})\n(?<event>.*)/g)];
  expect(lines).toHaveLength(EVENTS.length);
  const clocks = lines.map(({ groups }) => ({
    host: groups?.host ?? "",
    clock: JSON.parse(groups?.clock ?? "") as Record<string, number>,
  }));
  const own = new Map<string, number>();
  clocks.forEach(({ host, clock }, at) => {
    expect(host).toBe(EVENTS[at]?.actor);
    expect(clock[host]).toBe((own.get(host) ?? 0) + 1);
    own.set(host, clock[host] ?? 0);
    for (const [name, n] of Object.entries(clock))
      expect(n).toBeLessThanOrEqual(own.get(name) ?? 0);
  });
  const firstVote = EVENTS.findIndex(
    ({ kind, message }) => kind === "receive" && Array.isArray(message) && message[0] === "vote",
  );
  const { peer = "", actor = "" } = EVENTS[firstVote] ?? {};
  expect(clocks[firstVote]?.clock[peer]).toBeGreaterThan(0);
  expect(clocks[firstVote]?.clock[actor]).toBeGreaterThan(0);
});

test("a diagram has each actor, the explanation, numbers at its causes, and needs no colour", () => {
  const svg = diagram({ events: EVENTS, acceptors: 3, title: "Trial <1>", unit: "ms" }) ?? "";
  for (const word of ["fry", "leela", "homer", "DECIDES red", "DECIDES blue", "crashes"]) {
    expect(svg).toContain(`>${word}</text>`);
  }
  expect(svg).toContain("(1) homer voted for red in fry&#39;s round 0 after it had promised");
  expect(svg).toMatch(
    /<title id="([^"]+)">Trial &lt;1&gt;: why it is a violation<\/title><desc id="[^"]+">fry decided/,
  );
  expect(svg.match(/<rect[^>]*stroke-width="2"/g)).toHaveLength(2);
  expect(svg.length).toBeLessThan(40_000);
  const tags = [...svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)].filter(
    ([, , , closed]) => closed === "",
  );
  const open = tags.reduce((depth, [, end]) => depth + (end === "/" ? -1 : 1), 0);
  expect(open).toBe(0);
});

test("events are chosen by actor, by kind, and around decisions", () => {
  const shown = (selection: Parameters<typeof selected>[1]) =>
    selected(EVENTS, selection).map((at) => EVENTS[at] as (typeof EVENTS)[number]);
  expect(shown({}).length).toBe(EVENTS.length);
  for (const { actor, peer } of shown({ actors: ["homer"] }))
    expect([actor, peer]).toContain("homer");
  expect(shown({ kinds: ["decided"] }).map(({ actor }) => actor)).toEqual([
    "fry",
    "leela",
    "bender",
  ]);
  const near = selected(EVENTS, { around: "decided" });
  expect(near.length).toBeLessThan(EVENTS.length);
  expect(near).toContain(EVENTS.findIndex(({ kind }) => kind === "decided") - 12);
  const changed = EVENTS.map((event, at) => (at === 30 ? { ...event, at: 1e6 } : event));
  expect(sameEvents(EVENTS, changed)).toBe(30);
  expect(sameEvents(EVENTS, EVENTS)).toBe(EVENTS.length);
});
