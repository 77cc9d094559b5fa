import type { WriteStream } from "node:tty";
import type { Model } from "./model.ts";

/** Where models become what a person sees: a screen of its own, or plain lines. */
export interface Stage {
  /** At most so often for data; a key waits for nothing. */
  readonly frameMs: number;
  show(model: Model): void;
  /** The terminal has another size now, or was used by somebody else: everything is painted again. */
  repaint(): void;
  /** Sends text that is no frame, such as a clipboard sequence. */
  send(text: string): void;
  close(): void;
}

export interface StageOptions {
  readonly stdout: WriteStream;
  /** The first thing to be seen. */
  readonly model: Model;
  /** A component failed. */
  readonly fail: (error: unknown) => void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Of a terminal that does not say, the usual. */
export const sizeOf = ({
  columns,
  rows,
}: {
  readonly columns?: number;
  readonly rows?: number;
}): TerminalSize => ({ columns: columns || 80, rows: rows || 24 });
