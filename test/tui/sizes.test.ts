import { afterEach, expect, it } from "vitest";
import { random } from "./random.ts";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

it.each([
  [60, 16],
  [80, 24],
  [100, 30],
  [130, 30],
  [200, 60],
  [300, 100],
])("fills %ix%i and nothing more", async (columns, rows) => {
  terminal = await openTerminal({ columns, rows, ended: 8 });
  await terminal.waitFor("? help");
  expect(terminal.rows()).toHaveLength(rows);
  expect(terminal.rows().at(-1)).toContain("? help");
  expect(terminal.rows()[2]?.length).toBe(columns);
});

it.each([
  [59, 16],
  [60, 15],
  [20, 5],
])("says at %ix%i how far the batch is, and what size it needs", async (columns, rows) => {
  terminal = await openTerminal({ columns, rows, ended: 8 });
  await terminal.waitFor("needs 60x16");
  await terminal.settled();
  const [progress, size] = terminal.text().split("\n");
  expect(progress).toMatch(/^ +\d+ % {2}\d+ agr/);
  expect(size?.trim()).toBe(`needs 60x16 (is ${columns}x${rows})`.slice(0, columns - 1).trim());
  terminal.resize(80, 24);
  await terminal.waitFor("? help");
});

it("shows after any resizes what it would show if it drew the whole screen", async () => {
  terminal = await openTerminal({ ended: 6 });
  await terminal.waitFor("? help");
  const seed = 7;
  const draw = random(seed);
  for (let count = 0; count < 15; count++) {
    terminal.resize(60 + Math.floor(draw() * 150), 16 + Math.floor(draw() * 50));
    if (count % 3 === 0) await terminal.settled(40);
    if (count % 4 === 0) terminal.press("tab");
  }
  terminal.resize(100, 30);
  const { rows } = terminal;
  await terminal.waitFor(() => rows()[0]?.length === 99 && /\? help/.test(rows()[29] ?? ""));
  await terminal.settled();
  const before = terminal.text();
  terminal.press("ctrl-l");
  await terminal.settled();
  expect(terminal.text(), `seed ${seed}`).toBe(before);
  expect(before).toContain("? help");
});

it("never clears the whole screen after the first frame", async () => {
  terminal = await openTerminal({ live: 50, repeat: 20 });
  await terminal.waitFor("finished");
  terminal.press("?", "escape", "z", "z", "tab", "s");
  await terminal.settled();
  expect(terminal.raw().split("\x1b[2J")).toHaveLength(2);
  expect(terminal.raw()).not.toContain("\x1b[3J");
});

it("uses ASCII alone with --ascii and in a locale without UTF-8", async () => {
  for (const options of [{ ascii: true }, { environment: { LANG: "C" } }]) {
    const plain = await openTerminal({ ended: 8, columns: 130, rows: 40, ...options });
    await plain.waitFor("? help");
    plain.press("?");
    await plain.waitFor("- Keys -");
    expect([...plain.raw()].every((character) => character < "\x7f")).toBe(true);
    await plain.close();
  }
});

it.each([
  ["NO_COLOR", { NO_COLOR: "1" }, /^$/],
  ["16 colours", { TERM: "xterm", COLORTERM: "" }, /^(3|9)[0-7]$/],
  ["256 colours", { COLORTERM: "" }, /^[34]8;5;\d+$/],
  ["all colours", {}, /^[34]8;2;\d+;\d+;\d+$/],
] as const)("uses with %s no other colours", async (_, environment, allowed) => {
  terminal = await openTerminal({ ended: 8, columns: 130, rows: 40, environment });
  await terminal.waitFor("? help");
  const colours = [...terminal.raw().matchAll(/\[([\d;]*)m/g)].flatMap(([, parameters = ""]) =>
    colourParts(parameters),
  );
  expect(colours.filter((part) => !allowed.test(part))).toEqual([]);
  expect(colours.length > 0).toBe(!("NO_COLOR" in environment));
});

/** The colours among SGR parameters, each whole. */
function colourParts(parameters: string): string[] {
  return (
    parameters.match(/[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|\b(3[0-7]|4[0-7]|9[0-7]|10[0-7])\b/g) ?? []
  );
}

it("gives a screen reader plain lines and no screen of its own", async () => {
  terminal = await openTerminal({ ended: 4, screenReader: true });
  await terminal.waitFor("Batch quickstart, running. 4 of 15 runs done");
  expect(terminal.text()).toContain("Node paxy-run: up, ");
  expect(terminal.emulator.buffer.active.type).toBe("normal");
  expect(terminal.text()).not.toMatch(/[─━│╭]/);
  terminal.press("down", "down");
  await terminal.waitFor(/^Trial 3, [^.]* 0 of 5\s+runs\s+done\.\nOutput/m);
  terminal.press("q");
  await terminal.waitFor("Quit?");
  terminal.press("q");
  await terminal.waitFor(/^ended: stop/m);
});

it.each([
  [80, 24],
  [100, 30],
])("leaves at %ix%i no ragged edges of panes beside a question", async (columns, rows) => {
  terminal = await openTerminal({ columns, rows, ended: 8 });
  await terminal.waitFor("? help");
  terminal.press("q");
  await terminal.waitFor("Quit?");
  const beside = terminal
    .rows()
    .filter((row) => /[╭│╰] *[^╭╰]*Quit|still to do|stop the batch/.test(row));
  expect(beside.length).toBeGreaterThan(2);
  for (const row of beside) expect(row.trim()).toMatch(/^[╭│].*[╮│]$/);
});

it("says a sweep to a screen reader in words", async () => {
  const batch = { trials: [10, 200].map((delay) => ({ delay })) };
  terminal = await openTerminal({ columns: 120, batch, ended: 10, screenReader: true });
  await terminal.waitFor("10 of 10 runs done");
  terminal.press("s");
  await terminal.waitFor("Median elapsed time by delay:");
  await terminal.waitFor(/delay 200: \d+ ms \[.*\] n 5, \d undecided\./);
});
