/** A line on a terminal that is updated in place; elsewhere nothing is shown. */
export interface StatusLine {
  update(text: string): void;
  /** Removes the line, so that the next output takes its place. */
  clear(): void;
  /** Keeps the line; the next output goes below it. */
  keep(): void;
}

const WIDTH_MIN = 20;

export function statusLine(stream: NodeJS.WriteStream): StatusLine {
  let isShown = false;
  return {
    update(text) {
      if (!stream.isTTY) return;
      const room = Math.max(WIDTH_MIN, (stream.columns ?? 80) - 1);
      stream.write(`\r${text.slice(0, room)}\u001b[K`);
      isShown = true;
    },
    clear() {
      if (isShown) stream.write("\r\u001b[K");
      isShown = false;
    },
    keep() {
      if (isShown) stream.write("\n");
      isShown = false;
    },
  };
}
