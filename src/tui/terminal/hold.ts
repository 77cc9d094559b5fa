import type { ReadStream, WriteStream } from "node:tty";
import type { Background } from "../text/theme.ts";
import type { TerminalModes } from "./terminal-modes.ts";

/** Keys and signals that are listened to. */
export interface Listening {
  suspend(): void;
  close(): void;
}

/** A terminal that is lent, and how it looks. */
export interface LentTerminal {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly background: Background;
  readonly ascii: boolean;
}

/** A screen that uses the terminal of another one; resolves with how it was left. */
export type Borrower = (
  terminal: LentTerminal,
) => Promise<{ readonly end: "quit" | "SIGINT" | "SIGTERM" | "SIGHUP" }>;

/** A terminal in the hands of one screen, which may lend it to another. */
export interface Hold {
  isLent(): boolean;
  suspend(): void;
  /** Resolves when the borrower has ended and the terminal is held again; undefined if it could not be lent. */
  lend<Result>(borrower: () => Promise<Result>): Promise<Result | undefined>;
  /** Resolves when the terminal is held: at once, or when it is given back. */
  held(): Promise<unknown>;
  close(): void;
}

interface HoldOptions {
  readonly modes: TerminalModes;
  readonly listen: () => Listening;
  /** The terminal was given back: everything is painted again. */
  readonly repaint: () => void;
}

export function holdTerminal({ modes, listen, repaint }: HoldOptions): Hold {
  let listening: Listening | undefined = listen();
  let lent: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const use = async <Result>(borrower: () => Promise<Result>): Promise<Result> => {
    try {
      return await borrower();
    } finally {
      if (!isClosed) {
        modes.enter();
        listening = listen();
        repaint();
      }
    }
  };
  return {
    isLent: () => listening === undefined,
    suspend: () => listening?.suspend(),
    async lend(borrower) {
      if (isClosed || listening === undefined) return undefined;
      listening.close();
      listening = undefined;
      modes.leave();
      const used = use(borrower);
      lent = used.catch(() => {});
      return used;
    },
    held: () => lent,
    close() {
      isClosed = true;
      listening?.close();
    },
  };
}
