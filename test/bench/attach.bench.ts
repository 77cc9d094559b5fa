import { mkdirSync } from "node:fs";
import { join } from "node:path";
import xterm from "@xterm/headless";
import { spawn } from "node-pty";
import { median } from "simple-statistics";
import { announce } from "../../src/service/sessions.ts";
import { serveFake } from "../service/served.ts";
import { createWorld } from "../survival/world.ts";

const [TRIALS, LINES, TIMES] = [10_000, 100_000, 5];
const TARGET_MS = 1000;
const [COLUMNS, ROWS] = [140, 45];

/** From `paxy attach` to a frame with all panes filled, and to the newest line of its output. */
export default async function attach() {
  const world = createWorld();
  const trials = Array.from({ length: TRIALS }, (_, index) => ({ delay: index % 300 }));
  const { service, path, end } = await serveFake({ trials, settings: { name: "large" } });
  try {
    const line = (index: number) => ({
      trial: 1,
      run: 1,
      text: `[Proposer fry] line ${index} of many`,
    });
    for (let index = 1; index <= LINES; index++) service.print(line(index));
    announceIn(world.state, path);
    const frames: Frames[] = [];
    for (let time = 0; time < TIMES; time++) frames.push(await framesOf(world.environment));
    const fullMs = median(frames.map((each) => each.fullMs));
    const newestMs = median(frames.map((each) => each.newestMs));
    return [
      {
        figure: `attach to ${TRIALS} trials and ${LINES} lines, to the first full frame`,
        measured: `${Math.round(fullMs)} ms`,
        reference: `${Math.round(newestMs)} ms to the newest line`,
        target: `<= ${TARGET_MS} ms`,
        ok: fullMs <= TARGET_MS,
      },
    ];
  } finally {
    await end();
    await world.end();
  }
}

function announceIn(state: string, socket: string): void {
  const folder = join(state, "paxy", "sessions", "bench");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const session = { id: "bench", name: "large", directory: "/nowhere", socket };
  announce(folder, { ...session, startedAtMs: Date.now() });
}

interface Frames {
  /** To a frame with every pane filled. */
  readonly fullMs: number;
  /** To one with the last of all lines. */
  readonly newestMs: number;
}

function framesOf(env: NodeJS.ProcessEnv): Promise<Frames> {
  const begin = performance.now();
  const program = join(process.cwd(), ".build", "cli.js");
  const screen = spawn(process.execPath, [program, "attach", "large"], {
    ...{ cols: COLUMNS, rows: ROWS, name: "xterm-256color" },
    env: { ...env, TERM: "xterm-256color" } as Record<string, string>,
  });
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  let fullMs: number | undefined;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no full frame: ${frame(terminal)}`)), 20_000);
    screen.onData((data) =>
      terminal.write(data, () => {
        const text = frame(terminal);
        if (text.includes("large") && /line \d+ of many/.test(text)) {
          fullMs ??= performance.now() - begin;
        }
        if (fullMs === undefined || !text.includes(`line ${LINES} of many`)) return;
        clearTimeout(late);
        resolve({ fullMs, newestMs: performance.now() - begin });
        screen.kill("SIGKILL");
      }),
    );
  });
}

const frame = ({ buffer }: xterm.Terminal): string =>
  Array.from({ length: ROWS }, (_, row) =>
    buffer.active.getLine(row)?.translateToString(true),
  ).join("\n");
