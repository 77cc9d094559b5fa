import { afterEach, expect, it } from "vitest";
import { proposerNames } from "../../src/core/trial/roster.ts";
import { openTerminal, type TerminalOptions, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

async function openDetail(
  options: TerminalOptions,
  runs: readonly object[],
): Promise<TestTerminal> {
  terminal = await openTerminal(options);
  await terminal.waitFor("? help");
  for (const run of runs) await terminal.service.call("endRun", run);
  terminal.press("g", "enter");
  await terminal.waitFor(`Run ${runs.length}:`);
  return terminal;
}

/** Each proposer decides later than the one before it. */
const decisionsOf = (names: readonly string[]) =>
  names.map((proposer, index) => ({
    ...{ proposer, value: "{255,0,0}", round: 1 },
    elapsedMs: 100 + index,
  }));

/** The names of proposers, in the order in which they are shown below the list of runs. */
const shownNames = ({ text }: TestTerminal): string[] =>
  [...text().matchAll(/ (\w+) +(?:no decision|■ \S+ +round)/g)].map(([, name]) => name ?? "");

const ELEVEN = proposerNames(11);

it("shows at 100x30 all of eleven proposers, the slowest first", async () => {
  const detail = await openDetail(
    { columns: 100, rows: 30, batch: { trials: [{ numProposers: 11 }] }, repeat: 9 },
    Array(9).fill({ verdict: "agreed", decisions: decisionsOf(ELEVEN) }),
  );
  expect(shownNames(detail)).toEqual(ELEVEN.toReversed());
  expect(detail.text()).toContain("Run 9: 11 of 11 proposers decided");
  expect(detail.text()).not.toContain("more");
});

it("shows first the proposers that did not decide", async () => {
  const deciding = ELEVEN.filter((name) => name !== "kif" && name !== "amy");
  const detail = await openDetail({ batch: { trials: [{ numProposers: 11 }] } }, [
    { verdict: "undecided", decision: "", decisions: decisionsOf(deciding) },
  ]);
  expect(shownNames(detail).slice(0, 3)).toEqual(["amy", "kif", "zapp"]);
  expect(detail.text()).toContain("Run 1: 9 of 11 proposers decided");
});

it("uses the columns of a wide screen, and counts those for whom there is no room", async () => {
  const names = proposerNames(200);
  const detail = await openDetail(
    { columns: 200, rows: 40, batch: { trials: [{ numProposers: 200 }] } },
    [{ verdict: "agreed", decisions: decisionsOf(names) }],
  );
  const shown = shownNames(detail);
  expect(shown.length).toBeGreaterThan(40);
  expect(shown[0]).toBe("proposer_200");
  expect(detail.text()).toContain(`and ${200 - shown.length} more`);
});

const REASON =
  "fry decided {255,0,0} in round 0 and bender decided {0,255,0} in round 3, so that two proposers disagree about what was chosen";

it.each([
  [80, 24],
  [60, 16],
])(
  "goes at %ix%i to the violations among the runs, and says in whole what they are",
  async (columns, rows) => {
    const detail = await openDetail({ columns, rows, repeat: 20, batch: { trials: [{}] } }, [
      { verdict: "violation", reason: REASON },
      ...Array(6).fill({ verdict: "agreed" }),
      { verdict: "violation", reason: "a second one" },
      ...Array(5).fill({ verdict: "agreed" }),
    ]);
    await detail.waitFor("last 13 runs, 2 violations");
    detail.press("n");
    await detail.waitFor("Run 8:");
    detail.press("n");
    await detail.waitFor("Run 1:");
    expect(detail.text().replace(/[│\s]+/g, " ")).toContain(REASON);
    detail.press("n");
    await detail.waitFor("Run 8:");
    detail.press("N");
    await detail.waitFor("Run 1:");
  },
);

it("stays on the run that is looked at while more end, or with the newest", async () => {
  const detail = await openDetail({ repeat: 30 }, Array(6).fill({ verdict: "agreed" }));
  await detail.service.call("endRun");
  await detail.waitFor("Run 7:");
  detail.press("down", "down");
  await detail.waitFor("Run 5:");
  await detail.service.call("endRun");
  await detail.waitFor("last 8 runs");
  expect(detail.text()).toContain("Run 5:");
  detail.press("g");
  await detail.waitFor("Run 8:");
  await detail.service.call("endRun");
  await detail.waitFor("Run 9:");
});

it("shows one proposer of each decided value before the others", async () => {
  const decisions = decisionsOf(ELEVEN).map((each) =>
    each.proposer === "fry" ? { ...each, value: "{0,255,0}" } : each,
  );
  const detail = await openDetail(
    { columns: 60, rows: 16, batch: { trials: [{ numProposers: 11 }] } },
    [{ verdict: "violation", reason: "two values were decided", decisions }],
  );
  expect(shownNames(detail).slice(0, 3)).toEqual(["zapp", "fry", "kif"]);
});

it("says what went wrong in a violation, from its messages, and leaves room for proposers", async () => {
  const detail = await openDetail(
    { columns: 80, rows: 24, repeat: 20, batch: { trials: [{ numAcceptors: 3 }] } },
    [
      ...Array(12).fill({ verdict: "agreed" }),
      { verdict: "violation", reason: "two values were decided" },
    ],
  );
  await detail.waitFor("it must have counted");
  expect(shownNames(detail).length).toBeGreaterThan(0);
  detail.press("down");
  await detail.waitFor("Run 12:");
  expect(detail.text()).not.toContain("it must have counted");
});

it("says that there is no violation to go to", async () => {
  const detail = await openDetail({}, [{ verdict: "agreed" }]);
  detail.press("n");
  await detail.waitFor("None of these runs is a violation.");
});

it("keeps the list of runs in its place while the cursor moves", async () => {
  const detail = await openDetail({ repeat: 20 }, [
    { verdict: "violation", reason: REASON },
    ...Array(12).fill({ verdict: "agreed" }),
  ]);
  const heading = () => detail.rows().findIndex((row) => row.includes("Run "));
  const before = heading();
  detail.press("n");
  await detail.waitFor("Run 1:");
  expect(heading()).toBe(before);
});
