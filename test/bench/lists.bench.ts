import { pause, type TestTerminal } from "../tui/test-terminal.ts";
import { inTerminal } from "./in-terminal.ts";

/** Figures of a screen with many trials, on a fake service, read from a real pty. */
export default async function lists() {
  return [...(await tenThousand()), ...(await charts()), await nothingChanges()];
}

const TRIALS = 10_000;

const KEYS_PRESSED = 40;

/** From the write of a key to a screen that has changed in the row of the list that it changes. */
async function latencies(
  terminal: TestTerminal,
  press: (count: number) => readonly [keys: readonly string[], key: string],
  part: (rows: readonly string[]) => string,
): Promise<number> {
  const found: number[] = [];
  for (let count = 0; count < KEYS_PRESSED; count++) {
    const [before, key] = press(count);
    terminal.press(...before);
    await terminal.settled(100);
    const shown = part(terminal.rows());
    const startMs = performance.now();
    terminal.press(key);
    while (part(terminal.rows()) === shown) await pause(1);
    found.push(performance.now() - startMs);
  }
  found.sort((one, other) => one - other);
  return found[Math.floor(0.95 * found.length)] ?? 0;
}

/** Title of the list, its heading, and its first row. */
const title = (rows: readonly string[]): string => rows[2] ?? "";
const list = (rows: readonly string[]): string => rows.slice(3, 5).join("\n");

async function tenThousand() {
  const options = { many: TRIALS, repeat: 2, ended: TRIALS };
  return inTerminal(options, async (terminal) => {
    terminal.press("g");
    await terminal.waitFor(`1/${TRIALS.toLocaleString("en")}`);
    const key = await latencies(terminal, (count) => [[], count % 2 === 0 ? "j" : "k"], title);
    // Each time by another column, and up and down in turn.
    const sort = await latencies(
      terminal,
      (count) => [["O", ...(count % 4 < 2 ? [] : ["down"])], "enter"],
      list,
    );
    terminal.press("/", ..."delay>");
    const filter = await latencies(
      terminal,
      (count) => [["backspace"], count % 2 === 0 ? "1" : "2"],
      title,
    );
    return [
      atMost("key to changed screen, 10,000 trials, p95", key, 60, "ms"),
      atMost("sort of 10,000 trials, key to changed screen, p95", sort, 60, "ms"),
      atMost("filter of 10,000 trials, key to changed screen, p95", filter, 60, "ms"),
    ];
  });
}

const SWEEP = {
  trials: Array.from({ length: 500 }, (_, index) => ({
    delay: 10 * (1 + (index % 50)),
    drop: Math.floor(index / 50),
  })),
};

/** Runs that come in, 40 a second, with a chart on the whole screen and with the list alone. */
async function charts() {
  const options = { batch: SWEEP, repeat: 200, ended: 50_000, live: 100, jobs: 4 };
  return inTerminal(options, async (terminal) => {
    terminal.press("z");
    await pause(3000);
    const alone = await cpuShare(terminal, 10_000);
    terminal.press("z", "shift-tab", "z", "s");
    await terminal.waitFor("95 % intervals");
    await pause(3000);
    const sweep = await cpuShare(terminal, 10_000);
    terminal.press("v");
    await terminal.waitFor("across");
    await pause(3000);
    const map = await cpuShare(terminal, 10_000);
    const reference = `${alone.toFixed(1)} % with the list alone`;
    return [
      { ...atMost("sweep of 500 trials while runs come in", sweep - alone, 5, "%"), reference },
      { ...atMost("map of 500 trials while runs come in", map - alone, 5, "%"), reference },
    ];
  });
}

async function nothingChanges() {
  return inTerminal({ ended: 15 }, async (terminal) => {
    await terminal.waitFor("finished");
    await pause(2000);
    const before = terminal.bytes();
    await pause(20_000);
    const kilobytes = (terminal.bytes() - before) / 20_000;
    return atMost("bytes while nothing changes", kilobytes, 0.15, "kB/s");
  });
}

async function cpuShare(terminal: TestTerminal, ms: number): Promise<number> {
  const before = await terminal.service.call<number>("cpuMs");
  const startMs = performance.now();
  await pause(ms);
  const used = (await terminal.service.call<number>("cpuMs")) - before;
  return (100 * used) / (performance.now() - startMs);
}

const atMost = (figure: string, value: number, target: number, unit: string) => ({
  figure,
  measured: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
  target: `<= ${target} ${unit}`,
  ok: value <= target,
});
