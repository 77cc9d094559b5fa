import { closeSync, openSync, writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";

/** The one place that changes the terminal's modes, and puts them back. */
export interface TerminalModes {
  enter(): void;
  /** As it was before `enter`; safe to call at any time, also from an exit handler. */
  leave(): void;
}

interface ModesOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  /** A screen of its own, or lines among what was there (for a screen reader). */
  readonly screen: "own" | "lines";
  /** Whether clicks and the wheel come as input; the terminal's own selection then needs shift. */
  readonly mouse?: boolean;
}

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
const MOUSE_ON = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF = "\x1b[?1006l\x1b[?1000l";
// Alternate screen with the cursor saved, cursor hidden, autowrap off.
const SCREEN_ON = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J\x1b[H";
// The end of a synchronised update first: an interrupted frame must not hold back the rest.
// Emptied before it is left: where there is no alternate screen (GNU screen without `altscreen`),
// what is said next would stand between what is left of the panes.
const SCREEN_OFF = "\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[H\x1b[J\x1b[?1049l";

// Ink ends its last line with nothing: what is said next has a line of its own.
const LINES_OFF = "\r\n";

export function createTerminalModes({
  stdin,
  stdout,
  screen,
  mouse = false,
}: ModesOptions): TerminalModes {
  let isEntered = false;
  const leave = (): void => {
    if (!isEntered) return;
    isEntered = false;
    process.off("exit", leave);
    tryTo(() => stdin.setRawMode(false));
    setBlocking(stdout, true);
    writeNow(
      stdout,
      (mouse ? MOUSE_OFF : "") + PASTE_OFF + (screen === "own" ? SCREEN_OFF : LINES_OFF),
    );
  };
  const enter = (): void => {
    if (isEntered) return;
    isEntered = true;
    process.on("exit", leave);
    stdin.setRawMode(true);
    // A terminal that is not read would otherwise hold the event loop (TTY writes block in Node).
    setBlocking(stdout, false);
    stdout.write((screen === "own" ? SCREEN_ON : "") + PASTE_ON + (mouse ? MOUSE_ON : ""));
  };
  return { enter, leave };
}

interface Handle {
  setBlocking?(isBlocking: boolean): unknown;
}

function setBlocking(stdout: WriteStream, isBlocking: boolean): void {
  const handle = (stdout as unknown as { readonly _handle?: Handle | null })._handle;
  tryTo(() => handle?.setBlocking?.(isBlocking));
}

const ATTEMPTS_MAX = 20;
const PAUSE_MS = 25;

/** Past the stream's queue: what is queued belongs to a screen that is going away. */
function writeNow(stdout: WriteStream, text: string): void {
  const descriptor = (stdout as unknown as { readonly fd?: number }).fd ?? 1;
  let rest = Buffer.from(text);
  for (let attempt = 0; attempt < ATTEMPTS_MAX && rest.length > 0; attempt++) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      // A full terminal is given a moment; one that is gone needs nothing.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") {
        process.once("exit", letGo);
        return;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/**
 * Node aborts at its end where it can't reset a terminal that is gone (node.cc,
 * ResetStdio), except one that was closed or replaced.
 */
function letGo(): void {
  const standard = [0, 1, 2];
  for (const descriptor of standard) tryTo(() => closeSync(descriptor));
  for (const _ of standard) tryTo(() => openSync("/dev/null", "r+"));
}

function tryTo(action: () => unknown): void {
  try {
    action();
  } catch {
    // The terminal is gone: there is nothing left to put back.
  }
}
