import { expect, it } from "vitest";
import { meanInterval } from "../../../src/core/statistics/statistics.ts";
import {
  meanMessages,
  mostWins,
  NO_TALLY,
  tallied,
  tallyOf,
} from "../../../src/core/statistics/tally.ts";

const run = (winner: string, messages: number, lateMs: number | null = null) => ({
  winner,
  messages,
  lateMs,
});

it("counts messages, winners and the latest timer of runs", () => {
  const runs = [run("leela", 10, 2), run("fry", 20, 7), run("fry", 30, 1), run("", 40)];
  const tally = runs.reduce(tallied, NO_TALLY);
  expect(tally).toEqual({
    runs: 4,
    messages: 100,
    squares: 3000,
    winners: { leela: 1, fry: 2 },
    lateMs: 7,
  });
  expect(tallyOf(runs)).toEqual(tally);
  expect(mostWins(tally)).toEqual({ name: "fry", share: 2 / 3 });
});

it("of equal winners names the first by name, and nobody where nobody won", () => {
  expect(mostWins([run("leela", 1), run("fry", 1)].reduce(tallied, NO_TALLY))?.name).toBe("fry");
  expect(mostWins(tallied(NO_TALLY, run("", 1)))).toBeUndefined();
  expect(tallied(NO_TALLY, run("", 1)).lateMs).toBeNull();
});

it("gives the mean of messages the interval that the single runs give, from as many runs on", () => {
  const messages = Array.from({ length: 1000 }, (_, at) => 12 + (at % 7) ** 2);
  const found = meanMessages(tallyOf(messages.map((each) => run("fry", each))));
  const expected = meanInterval(messages) ?? [];
  expect(found?.interval).toHaveLength(2);
  for (const end of [0, 1]) expect(found?.interval?.[end]).toBeCloseTo(expected[end] ?? 0, 9);
  const few = tallyOf(messages.slice(1).map((each) => run("fry", each)));
  expect(meanMessages(few)?.interval).toBeNull();
  expect(meanMessages(NO_TALLY)).toBeUndefined();
});
