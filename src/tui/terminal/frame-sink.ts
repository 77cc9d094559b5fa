/** Where frames go: the part of a terminal's output stream that is needed. */
export interface FrameTarget {
  readonly writableLength: number;
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
}

export interface FrameSink {
  /** Shows a frame: one line of text, styled, per row of the screen. */
  show(frame: readonly string[]): void;
  /** Sends text that is no frame, such as a clipboard sequence, without disturbing the next frame. */
  send(text: string): void;
  /** Every row is painted again with the next frame. */
  forget(): void;
}

const SYNC_START = "\x1b[?2026h";
const SYNC_END = "\x1b[?2026l";
const ERASE_TO_END = "\x1b[K";

/**
 * Paints only the rows that changed, each erased to its end and then written,
 * between the marks of a synchronised update (DEC mode 2026), with autowrap
 * off. While the terminal has not taken the frame before, newer frames replace
 * each other and nothing is queued: a terminal that nobody reads costs neither
 * memory nor time, and shows the newest frame as soon as it is read again.
 */
export function createFrameSink(target: FrameTarget): FrameSink {
  let shown: readonly string[] = [];
  let waiting: readonly string[] | undefined;
  let isDraining = false;

  const paint = (frame: readonly string[]): void => {
    const text = difference(shown, frame);
    shown = frame;
    if (text !== "") target.write(SYNC_START + text + SYNC_END);
  };
  const drained = (): void => {
    isDraining = false;
    const frame = waiting;
    waiting = undefined;
    if (frame) show(frame);
  };
  const show = (frame: readonly string[]): void => {
    if (target.writableLength === 0) {
      paint(frame);
      return;
    }
    waiting = frame;
    if (!isDraining) {
      isDraining = true;
      target.once("drain", drained);
    }
  };
  return {
    show,
    send: (text) => {
      target.write(text);
    },
    forget: () => {
      shown = [];
    },
  };
}

function difference(before: readonly string[], after: readonly string[]): string {
  let text = "";
  for (const [index, line] of after.entries()) {
    if (before[index] === line) continue;
    text += `\x1b[${index + 1};1H\x1b[0m${ERASE_TO_END}${line}\x1b[0m`;
  }
  return text;
}
