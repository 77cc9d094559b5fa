import { spawnSync } from "node:child_process";
import { pause, type TestTerminal } from "../tui/test-terminal.ts";
import { inTerminal, SIZE } from "./in-terminal.ts";
import { keyLatency, kilobytesPerSecond } from "./on-screen.ts";
import { isFrame, onQuickStart } from "./quick-start.ts";

/** Figures of the screen, on a fake service where nothing else is said, read from a real pty. */
interface Figure {
  readonly figure: string;
  readonly measured: string;
  readonly reference?: string;
  readonly ratio?: string;
  readonly target?: string;
  readonly ok?: boolean;
}

const FLOOD = 10_000;
const STARTS = 7;

export default async function measure(): Promise<readonly Figure[]> {
  return [
    ...(await quickStart()),
    ...(await pausedBatch()),
    ...(await eightHosts()),
    ...(await flooded()),
    ...(await unread()),
    ...(await memory()),
    ...(await start()),
    ...(await realQuickStart()),
  ];
}

async function quickStart(): Promise<Figure[]> {
  return inTerminal({ live: 400, repeat: 100 }, async (terminal) => {
    const kilobytes = await kilobytesPerSecond(terminal, 8000);
    return [atMost("bytes, quick start running", { value: kilobytes, target: 12, unit: "kB/s" })];
  });
}

async function pausedBatch(): Promise<Figure[]> {
  return inTerminal({ live: 400, repeat: 100, nodesChange: 1000 }, async (terminal) => {
    terminal.press("p");
    await terminal.waitFor("paused");
    await pause(6000);
    const cpuBefore = await terminal.service.call<number>("cpuMs");
    const kilobytes = await kilobytesPerSecond(terminal, 8000);
    const cpu = ((await terminal.service.call<number>("cpuMs")) - cpuBefore) / 80;
    return [
      atMost("bytes, paused, health every second", { value: kilobytes, target: 0.3, unit: "kB/s" }),
      atMost("CPU, paused", { value: cpu, target: 2, unit: "%" }),
    ];
  });
}

/** A screen on which the figures of all eight nodes are seen. */
async function eightHosts(): Promise<Figure[]> {
  const options = { nodesChange: 1000, live: 400, repeat: 100, columns: 160, rows: 40 };
  const three = await inTerminal(options, keyLatency);
  return inTerminal({ ...options, hosts: 8 }, async (terminal) => {
    await terminal.waitFor("paxy-pro-7");
    const running = await kilobytesPerSecond(terminal, 8000);
    const latency = await keyLatency(terminal);
    terminal.press("p");
    await terminal.waitFor("paused");
    await pause(6000);
    const paused = await kilobytesPerSecond(terminal, 8000);
    return [
      atMost("bytes, 8 nodes on hosts, running", { value: running, target: 12, unit: "kB/s" }),
      atMost("bytes, 8 nodes on hosts, paused", { value: paused, target: 0.3, unit: "kB/s" }),
      {
        ...atMost("key to changed screen, 8 nodes on hosts, p95", {
          value: latency,
          target: 60,
          unit: "ms",
        }),
        reference: `${three.toFixed(0)} ms with 3 nodes here`,
      },
    ];
  });
}

async function flooded(): Promise<Figure[]> {
  const bare = await inTerminal({ flood: FLOOD, screenless: true }, (terminal) =>
    cpuShare(terminal, 5000),
  );
  return inTerminal({ flood: FLOOD, live: 400, repeat: 100 }, async (terminal) => {
    await pause(2000);
    const [kilobytes, cpu] = await Promise.all([
      kilobytesPerSecond(terminal, 8000),
      cpuShare(terminal, 8000),
    ]);
    const latency = await keyLatency(terminal);
    // Entering the alternate screen clears once.
    const clears =
      terminal.raw().split("\x1b[2J").length - 2 + terminal.raw().split("\x1b[3J").length - 1;
    return [
      atMost("bytes, flood of 10,000 lines/s", { value: kilobytes, target: 45, unit: "kB/s" }),
      {
        ...atMost("CPU, flood of 10,000 lines/s", { value: cpu - bare, target: 30, unit: "%" }),
        reference: `${bare.toFixed(1)} % for the flood itself`,
      },
      atMost("key to changed screen in the flood, p95", { value: latency, target: 60, unit: "ms" }),
      atMost("full-screen clears after the first frame", { value: clears, target: 0, unit: "" }),
    ];
  });
}

/** Nobody reads the terminal for 5 s. */
async function unread(): Promise<Figure[]> {
  return inTerminal({ flood: FLOOD, live: 400, repeat: 100 }, async (terminal) => {
    await pause(1000);
    await terminal.service.call("loopDelayMs");
    const before = (await terminal.service.snapshot()).totals.done;
    terminal.pty.pause();
    await pause(5000);
    const held = await terminal.service.call<number>("loopDelayMs");
    const done = (await terminal.service.snapshot()).totals.done - before;
    terminal.pty.resume();
    await pause(1000);
    const isRight = await showsTheSameWhenRedrawn(terminal);
    return [
      atMost("event loop held, terminal unread for 5 s", { value: held, target: 50, unit: "ms" }),
      { figure: "runs that ended meanwhile", measured: String(done), target: "> 5", ok: done > 5 },
      { figure: "screen right afterwards", measured: isRight ? "yes" : "no", ok: isRight },
    ];
  });
}

async function memory(): Promise<Figure[]> {
  return inTerminal({}, async (terminal) => {
    // The first lines warm the program up.
    await terminal.service.call("flood", 20_000);
    await pause(1000);
    const before = await terminal.service.call<number>("memoryMb");
    await terminal.service.call("flood", 100_000);
    await pause(10_500);
    const grown = (await terminal.service.call<number>("memoryMb")) - before;
    return [atMost("memory growth over 1,000,000 lines", { value: grown, target: 60, unit: "MB" })];
  });
}

/** The shipped program, on the quick start and real nodes. */
async function start(): Promise<Figure[]> {
  const bares: number[] = [];
  const frames: number[] = [];
  for (let count = 0; count < STARTS; count++) {
    bares.push(bareNodeMs());
    frames.push(await firstFrameMs());
  }
  const bare = median(bares);
  const over = median(frames) - bare;
  return [
    {
      ...atMost("start to first frame, over bare Node", { value: over, target: 500, unit: "ms" }),
      reference: `${bare.toFixed(0)} ms`,
    },
  ];
}

function firstFrameMs(): Promise<number> {
  const startMs = performance.now();
  return onQuickStart(SIZE, [], async (terminal) => {
    await terminal.waitFor(isFrame);
    return performance.now() - startMs;
  });
}

async function realQuickStart(): Promise<Figure[]> {
  return onQuickStart(SIZE, ["--repeat", "100"], async (terminal) => {
    await terminal.waitFor(/[1-9]\d*\/300 runs/);
    const kilobytes = await kilobytesPerSecond(terminal, 8000);
    const figure = "bytes, quick start running on real nodes";
    return [atMost(figure, { value: kilobytes, target: 12, unit: "kB/s" })];
  });
}

function bareNodeMs(): number {
  const startMs = performance.now();
  spawnSync(process.execPath, ["-e", "0"]);
  return performance.now() - startMs;
}

async function cpuShare(terminal: TestTerminal, ms: number): Promise<number> {
  const before = await terminal.service.call<number>("cpuMs");
  const startMs = performance.now();
  await pause(ms);
  const used = (await terminal.service.call<number>("cpuMs")) - before;
  return (100 * used) / (performance.now() - startMs);
}

async function showsTheSameWhenRedrawn(terminal: TestTerminal): Promise<boolean> {
  await terminal.service.call("flood", 0);
  terminal.press("p");
  await terminal.waitFor("paused");
  // What is said of a key stays until the next one.
  terminal.press("g");
  await terminal.settled(1000);
  const before = terminal.text();
  terminal.press("ctrl-l");
  await terminal.settled(500);
  return before === terminal.text();
}

interface Judged {
  readonly value: number;
  readonly target: number;
  readonly unit: string;
}

const atMost = (figure: string, { value, target, unit }: Judged): Figure => ({
  figure,
  measured: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`.trim(),
  target: `<= ${target} ${unit}`.trim(),
  ok: value <= target,
});

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
