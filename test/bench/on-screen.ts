import { pause, type TestTerminal } from "../tui/test-terminal.ts";

/** What a running screen writes. */
export async function kilobytesPerSecond(terminal: TestTerminal, ms: number): Promise<number> {
  const before = terminal.bytes();
  await pause(ms);
  return (terminal.bytes() - before) / ms;
}

const KEYS_PRESSED = 60;

/** p95, ms: from the write of a key to the emulator showing what it does. */
export async function keyLatency(terminal: TestTerminal): Promise<number> {
  const latencies: number[] = [];
  terminal.press("g");
  await terminal.waitFor("1/3");
  for (let count = 0; count < KEYS_PRESSED; count++) {
    const isDown = count % 2 === 0;
    const startMs = performance.now();
    terminal.press(isDown ? "j" : "k");
    await shown(terminal, isDown ? "2/3" : "1/3");
    latencies.push(performance.now() - startMs);
    await pause(30 + (count % 7) * 13);
  }
  latencies.sort((one, other) => one - other);
  return latencies[Math.floor(0.95 * latencies.length)] ?? 0;
}

async function shown(terminal: TestTerminal, wanted: string): Promise<void> {
  while (!terminal.rows()[2]?.includes(wanted)) await pause(1);
}
