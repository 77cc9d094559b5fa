import { afterEach, expect, it } from "vitest";
import { VERDICTS } from "../../src/core/run/verdicts.ts";
import { elapsedText, roundsText } from "../../src/tui/model/trial-summary.ts";
import { NODES } from "./fake-nodes.ts";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

it("shows the batch, its progress and its verdicts in the header", async () => {
  terminal = await openTerminal({ ended: 7 });
  await terminal.waitFor("7/15 runs");
  const { totals } = await terminal.service.snapshot();
  expect(terminal.rows()[0]).toMatch(/paxy +quickstart +running +7\/15 runs +eta \d+ s +jobs 1/);
  for (const verdict of VERDICTS.filter((each) => totals.counts[each] > 0)) {
    expect(terminal.rows()[1]).toContain(`${totals.counts[verdict]} ${verdict}`);
  }
});

it("makes a violation stand out in the header", async () => {
  terminal = await openTerminal();
  await terminal.service.call("endRun", { verdict: "violation" });
  await terminal.waitFor("1 violation");
  const line = terminal.emulator.buffer.active.getLine(1);
  const column = terminal.rows()[1]?.indexOf("violation") ?? 0;
  expect(line?.getCell(column)?.isInverse()).toBeTruthy();
});

it("says in the header why the batch paused itself", async () => {
  terminal = await openTerminal({ canLeave: true });
  await terminal.waitFor("? help");
  terminal.press("p");
  await terminal.waitFor("paused");
});

it("shows of each trial what the service's snapshot holds", async () => {
  terminal = await openTerminal({ columns: 200, rows: 60, many: 40, ended: 33 });
  await terminal.waitFor("33/200 runs");
  await terminal.settled();
  const { queue } = await terminal.service.snapshot();
  for (const trial of queue.trials.slice(0, 20)) {
    const { timeLimitMs } = queue.settings;
    const done = VERDICTS.reduce((sum, verdict) => sum + trial.counts[verdict], 0);
    const cells = [
      trial.number,
      trial.trial.delay,
      trial.trial.moduleVersion,
      `${done}/${trial.runs}`,
      ...(["agreed", "undecided", "violation"] as const).map(
        (verdict) => trial.counts[verdict] || "-",
      ),
      elapsedText(trial, timeLimitMs),
      roundsText(trial, timeLimitMs),
    ];
    const shown = terminal.rows()[3 + trial.number] ?? "";
    expect(shown.slice(2).trim().split(/\s+/).slice(0, cells.length)).toEqual(cells.map(String));
  }
});

it("shows at 60 columns the parameter that makes the sweep", async () => {
  const trials = [1, 2].flatMap((moduleVersion) =>
    [10, 20, 30, 40].map((delay) => ({ delay, moduleVersion, sleep: [10 * moduleVersion] })),
  );
  terminal = await openTerminal({ columns: 60, rows: 16, batch: { trials } });
  await terminal.waitFor("? help");
  expect(terminal.rows()[3]).toMatch(/# +ver sleep +delay +runs/);
});

it("shows of each node its figures, and why one is down", async () => {
  terminal = await openTerminal({ columns: 200, rows: 60 });
  await terminal.service.call("setNodes", [
    { ...NODES[0], roundTripMs: 1.25, processes: 77, memoryBytes: 123_400_000, runQueue: 4 },
    { ...NODES[1], state: "down", reason: "killed by signal 9", restarts: 2 },
    { ...NODES[2], restarts: 3 },
  ]);
  await terminal.waitFor(/paxy-run +1\.3 +1 min +77 +123 MB +4 +0/);
  expect(terminal.text()).toMatch(/× paxy-acc +down: killed by signal 9/);
  expect(terminal.text()).toMatch(/● paxy-pro .* 3\s*$/m);
  expect(terminal.text()).toContain("2/3 up");
});

it("says of a node that starts again why it had to", async () => {
  terminal = await openTerminal();
  const killed = { reason: "was killed by signal 9", restarts: 1 };
  await terminal.service.call("setNodes", [{ ...NODES[0], state: "starting", ...killed }]);
  await terminal.waitFor(/○ paxy-run +killed by signal 9/);
  await terminal.service.call("setNodes", [{ ...NODES[0], restarts: 1 }]);
  await terminal.waitFor(/32 MB {2}1 restart\b(?!s)/);
});

it("shows the output as it comes and follows it", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  for (let count = 1; count <= 50; count++) {
    await terminal.service.call("print", { text: `line number ${count}`, trial: 2, run: 3 });
  }
  await terminal.waitFor("line number 50");
  expect(terminal.text()).toMatch(/2\.3 +line number 50/);
  terminal.press("tab", "k", "k", "k");
  await terminal.waitFor("line 47/50 (f: follow)");
  await terminal.service.call("print", { text: "a later line" });
  await terminal.settled();
  expect(terminal.text()).not.toContain("a later line");
  terminal.press("f");
  await terminal.waitFor("a later line");
});

it("gives the room of nodes and output to the charts where runs are in virtual time", async () => {
  terminal = await openTerminal({ batch: { trials: [{ moduleName: "paxy_sim" }] } });
  await terminal.waitFor("? help");
  expect(terminal.text()).not.toMatch(/Output|Nodes/);
  terminal.press("tab");
  await terminal.waitFor("━ Elapsed");
});

it("lets no control sequence of a node reach the terminal", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  await terminal.service.call("print", {
    text: "evil \x1b]0;title\x07\x1b[2J\x9b31m\u202e ♥ ⚠️ e\u0301 end",
  });
  await terminal.waitFor("end");
  expect(terminal.raw()).not.toContain("\x1b]0;");
  expect(terminal.text()).toContain("evil ]0;title[2J31m ? ? é end");
});

it.each([
  ["round", ["round"], 3],
  ["/fry|amy/", ["fry", "amy"], 2],
  ["trial:2 DECIDED", ["trial two"], 1],
  ["node:acc", ["acceptor"], 1],
])("filters the output by %s", async (query, contained, count) => {
  terminal = await openTerminal({ columns: 140, rows: 40 });
  await terminal.waitFor("? help");
  await terminal.service.call("print", { text: "one round of fry", trial: 1 });
  await terminal.service.call("print", { text: "one Round of amy", trial: 1 });
  await terminal.service.call("print", { text: "a round, DECIDED in trial two", trial: 2 });
  await terminal.service.call("print", { text: "an acceptor", node: "paxy-acc@127.0.0.1" });
  terminal.press("tab", "/", ...query, "enter");
  await terminal.waitFor((text) => text.includes(`filter: ${query}`) && text.includes("? help"));
  await terminal.settled();
  const shown = terminal.rows().filter((row) => /^(\d\.\d)? +(pro|acc) /.test(row));
  expect(shown).toHaveLength(count);
  for (const text of contained) expect(shown.join("\n").toLowerCase()).toContain(text);
});

it("says what is wrong with a regular expression", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  terminal.press("tab", "/", ..."/(/");
  await terminal.waitFor("Invalid regular expression");
});

it("takes no filter with a fault, and keeps it open until it is put right", async () => {
  terminal = await openTerminal({ columns: 80, rows: 24 });
  await terminal.waitFor("? help");
  terminal.press("/", ..."delayy>5");
  await terminal.waitFor("there is no field delayy; did you mean delay?");
  terminal.press("enter");
  terminal.press(...Array<string>(3).fill("backspace"), ">5", "enter");
  await terminal.waitFor((text) => text.includes("filter: delay>5") && text.includes("? help"));
});

it("finds lines without hiding the others, backwards from the newest", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  for (let count = 1; count <= 30; count++) {
    await terminal.service.call("print", {
      text: count % 10 === 0 ? `treasure ${count}` : `sand ${count}`,
    });
  }
  terminal.press("tab", "/", "tab", ..."treasure", "enter");
  await terminal.waitFor("line 30/30");
  terminal.press("N");
  await terminal.waitFor("line 20/30");
  terminal.press("n");
  await terminal.waitFor("line 30/30");
  expect(terminal.text()).toContain("sand 29");
});

it("filters the trials by whole values, not by parts of numbers", async () => {
  terminal = await openTerminal({ many: 200 });
  await terminal.waitFor("1/200");
  terminal.press("/", ..."delay=50 moduleversion=2", "enter");
  await terminal.waitFor(/ \d\/4 \(200\)/);
  expect(
    (await terminal.service.snapshot()).queue.trials.filter(
      ({ trial }) => trial.delay === 50 && trial.moduleVersion === 2,
    ),
  ).toHaveLength(4);
  terminal.press("escape");
  await terminal.waitFor("/200 ");
});

it("draws histograms with units, n, median, p95, and undecided runs as their own bar at the limit", async () => {
  terminal = await openTerminal({ columns: 120, rows: 40, repeat: 30 });
  await terminal.waitFor("? help");
  for (const elapsedMs of [100, 110, 120, 130, 200, 300]) {
    await terminal.service.call("endRun", { verdict: "agreed", elapsedMs, rounds: 1 });
  }
  await terminal.waitFor(/n 6 +┊ median 125 ms/);
  expect(terminal.text()).toMatch(/ ms\s*$/m);
  for (let count = 0; count < 5; count++) {
    await terminal.service.call("endRun", { verdict: "undecided", elapsedMs: null, rounds: null });
  }
  await terminal.waitFor(/n 11 +┊ median 300 ms +5 undecided/);
  for (let count = 0; count < 9; count++) {
    await terminal.service.call("endRun", { verdict: "undecided", elapsedMs: null, rounds: null });
  }
  await terminal.waitFor(/n 20 +┊ median >30000 ms +╎ p95 >30000 ms +14 undecided/);
  const { queue } = await terminal.service.snapshot();
  expect(queue.trials[0]).toMatchObject({ censored: 14 });
  expect(terminal.text()).toMatch(/████/);
  expect(terminal.text()).toContain(">30k");
});

it("draws a sweep as a line per version, and marks censored points", async () => {
  const trials = [1, 2].flatMap((moduleVersion) =>
    [100, 200, 300].map((delay) => ({ delay, moduleVersion })),
  );
  terminal = await openTerminal({ columns: 120, rows: 40, repeat: 1, batch: { trials } });
  await terminal.waitFor("? help");
  for (const elapsedMs of [400, 800, null, 300, 500, null]) {
    const verdict = elapsedMs === null ? "undecided" : "agreed";
    await terminal.service.call("endRun", {
      verdict,
      elapsedMs,
      rounds: elapsedMs === null ? null : 1,
    });
  }
  await terminal.waitFor("has finished");
  terminal.press("escape");
  terminal.press("s");
  await terminal.waitFor(/over the/);
  expect(terminal.text()).toMatch(/ver +• 1 +○ 2 +▲ over the/);
  expect(terminal.text().match(/▲/g)).toHaveLength(3);
  expect(terminal.text()).toContain("delay ms");
});

it("shows in the detail each proposer's value, round and ms, coloured by the value", async () => {
  terminal = await openTerminal({ columns: 100, rows: 30 });
  await terminal.waitFor("? help");
  const decisions = [
    { proposer: "fry", value: "{255,0,0}", round: 2, elapsedMs: 242 },
    { proposer: "bender", value: "{255,0,0}", round: 3, elapsedMs: 250 },
  ];
  await terminal.service.call("endRun", {
    verdict: "agreed",
    decision: "{255,0,0}",
    rounds: 3,
    elapsedMs: 250,
    decisions,
  });
  terminal.press("g", "enter");
  await terminal.waitFor(/bender +■ \{255,0,0\} +round +3 +after +250 ms/);
  const row = terminal.rows().findIndex((line) => line.includes("bender"));
  const column = terminal.rows()[row]?.indexOf("{255") ?? 0;
  const cell = terminal.emulator.buffer.active.getLine(row)?.getCell(column);
  expect(cell?.isFgRGB()).toBeTruthy();
  expect((cell?.getFgColor() ?? 0) >> 16).toBe(255);
  await terminal.service.call("endRun", { verdict: "failed", reason: "the node went down" });
  await terminal.waitFor("the node went down");
});

it("shows on which run of a detail the cursor is", async () => {
  terminal = await openTerminal({ ended: 4 });
  await terminal.waitFor("? help");
  terminal.press("g", "enter");
  await terminal.waitFor("Run 4:");
  terminal.press("down");
  await terminal.waitFor("Run 3:");
  const { active } = terminal.emulator.buffer;
  const row = terminal.rows().findIndex((line) => /^│ +3 +1 +agreed/.test(line));
  expect(active.getLine(row)?.getCell(10)?.isBgRGB()).toBeTruthy();
  expect(
    active
      .getLine(row - 1)
      ?.getCell(10)
      ?.isBgDefault(),
  ).toBeTruthy();
});

it("makes the column of versions as wide as those that are listed need", async () => {
  const trials = [{ moduleVersion: "stale_promises" }, { moduleVersion: 1 }, { moduleVersion: 2 }];
  terminal = await openTerminal({ columns: 120, rows: 40, batch: { trials } });
  await terminal.waitFor(/# +ver {14}runs/);
  terminal.press("/", ..."moduleVersion=2", "enter");
  await terminal.waitFor(/# +ver {3}runs/);
});

it("cuts no count of five digits in the list of trials at 60x16", async () => {
  terminal = await openTerminal({ columns: 60, rows: 16, repeat: 20_000, ended: 12_345 });
  await terminal.waitFor("12,345/60,000");
  expect(terminal.rows()[0]).toMatch(/^ paxy +quickstart +running +12,345\/60,000 /);
  const { counts } = (await terminal.service.snapshot()).queue.trials[0] ?? {};
  expect(terminal.text()).toContain(` 12345/20000 ${String(counts?.agreed).padStart(5)} `);
});
