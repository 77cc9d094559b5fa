import { existsSync, mkdtempSync, renameSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import xterm from "@xterm/headless";
import { type IPty, spawn } from "node-pty";
import type { Snapshot } from "../../src/service/client.ts";
import { removeFolder } from "../remove-folder.ts";
import { buildFakeProgram, FAKE_PROGRAM } from "./build-fake-program.ts";
import type { ProgramOptions } from "./fake-program.ts";

/** A program in a real pty, read back through a terminal emulator. */
export interface TestTerminal {
  readonly pty: IPty;
  readonly emulator: xterm.Terminal;
  /** Bytes that came so far. */
  readonly bytes: () => number;
  /** Everything that came so far. */
  readonly raw: () => string;
  /** The rows of the screen, without trailing blanks. */
  rows(): string[];
  text(): string;
  press(...keys: readonly string[]): void;
  /** Resolves when the screen shows what is wanted; fails with the screen where it does not come. */
  waitFor(wanted: string | RegExp | ((text: string) => boolean), timeoutMs?: number): Promise<void>;
  /** Resolves when nothing came for a while. */
  settled(quietMs?: number): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Steers the fake service. */
  service: DriverSteering;
  exited: Promise<number>;
  close(): Promise<void>;
}

export interface DriverSteering {
  call<Result>(name: string, ...given: readonly unknown[]): Promise<Result>;
  snapshot(): Promise<Snapshot>;
}

export interface TerminalOptions extends ProgramOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export const KEY_BYTES: Readonly<Record<string, string>> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  "shift-tab": "\x1b[Z",
  tab: "\t",
  enter: "\r",
  escape: "\x1b",
  space: " ",
  backspace: "\x7f",
  delete: "\x1b[3~",
};

/** What a terminal sends for a key, by the names of terminal/input-parser.ts. */
export function bytesOf(key: string): string {
  const control = /^ctrl-([a-z])$/.exec(key)?.[1];
  return control ? String.fromCharCode(control.charCodeAt(0) - 96) : (KEY_BYTES[key] ?? key);
}

export async function openTerminal(options: TerminalOptions = {}): Promise<TestTerminal> {
  const { columns = 80, rows = 24, environment = {}, ...program } = options;
  const folder = mkdtempSync(join(tmpdir(), "paxy-screen-"));
  const control = join(folder, "control");
  const given = { settings: folder, control, ...program };
  const command = [await fakeProgram(), JSON.stringify(given)];
  const pty = spawn(process.execPath, ["--expose-gc", ...command], {
    cols: columns,
    rows,
    env: {
      PATH: process.env.PATH ?? "",
      TERM: "xterm-256color",
      COLORTERM: "truecolor",
      LANG: "C.UTF-8",
      ...environment,
    },
  });
  return attach({ pty, columns, rows, control, folder });
}

interface Attached {
  readonly pty: IPty;
  readonly columns: number;
  readonly rows: number;
  readonly control: string;
  readonly folder: string;
}

export function attach({ pty, columns, rows, control, folder }: Attached): TestTerminal {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let raw = "";
  let bytes = 0;
  const frames = createFrames();
  pty.onData((data) => {
    bytes += Buffer.byteLength(data);
    if (raw.length < 4_000_000) raw += data;
    emulator.write(data, frames.read(data));
  });
  // What the emulator would answer (reports) goes to the program, as in a real terminal.
  emulator.onData((data) => pty.write(data));
  let isOver = false;
  const exited = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      isOver = true;
      resolve(signal ? 128 + signal : exitCode);
    });
  });
  const rowsNow = (): string[] => {
    const { active } = emulator.buffer;
    return Array.from(
      { length: emulator.rows },
      // The emulator keeps what stood beyond the edge when it gets narrower.
      (_, index) =>
        active.getLine(active.baseY + index)?.translateToString(true, 0, emulator.cols) ?? "",
    );
  };
  const text = (): string => rowsNow().join("\n");
  const holds = (wanted: string | RegExp | ((text: string) => boolean)): boolean => {
    if (typeof wanted === "function") return wanted(text());
    return typeof wanted === "string" ? text().includes(wanted) : wanted.test(text());
  };
  const terminal: TestTerminal = {
    pty,
    emulator,
    bytes: () => bytes,
    raw: () => raw,
    rows: rowsNow,
    text,
    press: (...keys) => {
      for (const key of keys) pty.write(bytesOf(key));
    },
    async waitFor(wanted, timeoutMs = 28_000) {
      const untilMs = performance.now() + timeoutMs;
      while (!frames.isWhole() || !holds(wanted)) {
        if (performance.now() > untilMs) {
          throw new Error(`The screen never showed ${String(wanted)}. It shows:\n${text()}`);
        }
        await pause(10);
      }
    },
    async settled(quietMs = 150) {
      // Counted in turns of this process, which may be held up itself: time alone proves nothing.
      let quiet = 0;
      while (quiet < quietMs / 20 || !frames.isWhole()) {
        const before = bytes;
        await pause(20);
        quiet = bytes === before ? quiet + 1 : 0;
      }
      await new Promise<void>((resolve) => emulator.write("", resolve));
    },
    resize(toColumns, toRows) {
      emulator.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    service: steering(control),
    exited,
    async close() {
      if (!isOver) pty.kill("SIGKILL");
      await exited;
      removeFolder(folder);
    },
  };
  return terminal;
}

const FRAME_BEGINS = "\x1b[?2026h";
const FRAME_ENDS = "\x1b[?2026l";

/** Whether the emulator shows a whole frame: one may come in pieces, and is read in its own time. */
function createFrames() {
  let before = "";
  let isInside = false;
  let unread = 0;
  return {
    isWhole: () => unread === 0 && !isInside,
    /** Answers with what is to be called once the emulator has read it. */
    read: (data: string) => {
      const text = before + data;
      const [begin, end] = [text.lastIndexOf(FRAME_BEGINS), text.lastIndexOf(FRAME_ENDS)];
      if (begin !== end) isInside = begin > end;
      before = text.slice(1 - FRAME_BEGINS.length);
      unread++;
      return () => {
        unread--;
      };
    },
  };
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

function steering(path: string): DriverSteering {
  let socket: Promise<Socket> | undefined;
  const waiting: ((result: unknown) => void)[] = [];
  const open = async (): Promise<Socket> => {
    for (let attempt = 0; attempt < 500; attempt++) {
      const connected = await connected1(path);
      if (connected) {
        createInterface({ input: connected }).on("line", (line) =>
          waiting.shift()?.(JSON.parse(line)),
        );
        return connected;
      }
      await pause(10);
    }
    throw new Error("The program never opened its control socket.");
  };
  const call = async <Result>(name: string, ...given: readonly unknown[]): Promise<Result> => {
    socket ??= open();
    (await socket).write(`${JSON.stringify({ call: name, with: given })}\n`);
    return new Promise((answer) => waiting.push(answer as (result: unknown) => void));
  };
  return { call, snapshot: () => call("snapshot") };
}

const connected1 = (path: string): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });

let built: Promise<string> | undefined;

/** The file of the program with a fake service, which the test files of a run share. */
export function fakeProgram(): Promise<string> {
  const { PAXY_TESTS_FOLDER: shared } = process.env;
  built ??= shared === undefined ? buildForProcess() : buildOnce(shared);
  return built;
}

function buildForProcess(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "paxy-screen-build-"));
  process.once("exit", () => removeFolder(folder));
  return buildFakeProgram(folder);
}

/** Several may build it at the same time: the first one that is whole is used. */
async function buildOnce(shared: string): Promise<string> {
  const folder = join(shared, "screen");
  const program = join(folder, FAKE_PROGRAM);
  if (existsSync(program)) return program;
  const draft = mkdtempSync(join(shared, "draft-"));
  await buildFakeProgram(draft);
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(program)) throw error;
  }
  return program;
}
