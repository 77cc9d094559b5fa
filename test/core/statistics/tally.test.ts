import { expect, it } from "vitest";
import { mostWins, NO_TALLY, tallied, tallyOf } from "../../../src/core/statistics/tally.ts";

const run = (winner: string, messages: number, lateMs: number | null = null) => ({
  winner,
  messages,
  lateMs,
});

it("counts messages, winners and the latest timer of runs", () => {
  const runs = [run("leela", 10, 2), run("fry", 20, 7), run("fry", 30, 1), run("", 40)];
  const tally = runs.reduce(tallied, NO_TALLY);
  expect(tally).toEqual({ runs: 4, messages: 100, winners: { leela: 1, fry: 2 }, lateMs: 7 });
  expect(tallyOf(runs)).toEqual(tally);
  expect(mostWins(tally)).toEqual({ name: "fry", share: 2 / 3 });
});

it("of equal winners names the first by name, and nobody where nobody won", () => {
  expect(mostWins([run("leela", 1), run("fry", 1)].reduce(tallied, NO_TALLY))?.name).toBe("fry");
  expect(mostWins(tallied(NO_TALLY, run("", 1)))).toBeUndefined();
  expect(tallied(NO_TALLY, run("", 1)).lateMs).toBeNull();
});
