import { expect, it } from "vitest";
import type { OutputLine } from "../../src/core/run/health.ts";
import { createOutputLog } from "../../src/tui/output/output-log.ts";
import { matcherOf } from "../../src/tui/output/query.ts";

const line = (text: string, trial = 1): OutputLine => ({
  atMs: 0,
  node: "paxy-pro@127.0.0.1",
  trial,
  run: 1,
  text,
});

const numbered = (from: number, count: number): OutputLine[] =>
  Array.from({ length: count }, (_, index) => line(`line ${from + index}`, (from + index) % 3));

const textsOf = (lines: {
  first: number;
  end: number;
  at(position: number): OutputLine | undefined;
}) =>
  Array.from(
    { length: lines.end - lines.first },
    (_, index) => lines.at(lines.first + index)?.text,
  );

it("keeps every line as it came", () => {
  const log = createOutputLog();
  const odd = [
    line("déjà 界"),
    line(""),
    { ...line("x"), node: "other", trial: 70_000, run: 9, atMs: 12.5 },
  ];
  log.append([...odd, ...numbered(0, 2500)]);
  expect([0, 1, 2].map(log.at)).toEqual(odd);
  expect(log.at(2502)).toEqual(line("line 2499", 0));
});

it("keeps the newest lines and drops the oldest, under unchanged positions", () => {
  const log = createOutputLog(5000);
  for (let from = 0; from < 20_000; from += 700) log.append(numbered(from, 700));
  expect(log.end - log.first).toBeGreaterThanOrEqual(5000);
  expect(log.end - log.first).toBeLessThan(6001);
  expect(log.at(log.end - 1)?.text).toBe(`line ${log.end - 1}`);
  expect(log.at(log.first)?.text).toBe(`line ${log.first}`);
  expect(log.at(log.first - 1)).toBeUndefined();
});

it("keeps what a filter lets through up to date, also when lines are dropped", () => {
  const log = createOutputLog(5000);
  const filter = matcherOf({ text: "trial:2" });
  log.append(numbered(0, 100));
  log.select(filter);
  for (let from = 100; from < 12_000; from += 333) log.append(numbered(from, 333));
  const found = log.select(filter);
  const expected = textsOf(log).filter((text) => Number(text?.slice(5)) % 3 === 2);
  expect(textsOf(found)).toEqual(expected);
});

it.each([
  ["DECIDED", true],
  ["decided", true],
  ["/DEC.*255/", true],
  ["/dec.*255/", false],
  ["/^DEC/", false],
  ["trial:1 fry", true],
  ["trial:2 fry", false],
  ["node:pro", true],
  ["node:acc", false],
  ["{255,0,0}", true],
])("matches with %s: %s", (text, expected) => {
  expect(matcherOf({ text }).matches(line("[Proposer fry] DECIDED {255,0,0}"))).toBe(expected);
});

it("is not held by a regular expression that would search for ever", () => {
  expect(matcherOf({ text: "/(a+)+$/" }).matches(line(`${"a".repeat(40)}b`))).toBe(false);
  expect(matcherOf({ text: "/(?=(a+))(a+)+$/" }).problem).toContain("look-around");
});
