import { frameDifference } from "./frame-difference.ts";

/** Where frames go: the part of a terminal's output stream that is needed. */
export interface FrameTarget {
  /** Calls back when the text has left for the terminal. */
  write(text: string, written: () => void): unknown;
}

export interface FrameSink {
  /** Shows a frame: one line of text, styled, per row of the screen. */
  show(frame: readonly string[]): void;
  /** Sends text that is not a frame, such as a clipboard sequence, without disturbing the next frame. */
  send(text: string): void;
  /** Every row is painted again with the next frame; a frame that waits is dropped. */
  forget(): void;
  /** Nothing more is painted, not even a frame that waits: another screen has the terminal. */
  close(): void;
}

const SYNC_START = "\x1b[?2026h";
const SYNC_END = "\x1b[?2026l";

/**
 * Paints only what changed, between the marks of a synchronised update (DEC
 * mode 2026). While the terminal has not taken the frame before, newer frames
 * replace each other and nothing is queued: a terminal that nobody reads costs
 * neither memory nor time, and shows the newest frame as soon as it is read
 * again.
 */
export function createFrameSink(target: FrameTarget): FrameSink {
  let shown: readonly string[] = [];
  let waiting: readonly string[] | undefined;
  let isWriting = false;
  let isClosed = false;

  const show = (frame: readonly string[]): void => {
    if (isClosed) return;
    if (isWriting) {
      waiting = frame;
      return;
    }
    const text = frameDifference(shown, frame);
    shown = frame;
    if (text === "") return;
    isWriting = true;
    target.write(SYNC_START + text + SYNC_END, written);
  };
  const written = (): void => {
    isWriting = false;
    const frame = waiting;
    waiting = undefined;
    if (frame) show(frame);
  };
  return {
    show,
    send: (text) => {
      target.write(text, () => {});
    },
    forget: () => {
      shown = [];
      waiting = undefined;
    },
    close: () => {
      isClosed = true;
    },
  };
}
