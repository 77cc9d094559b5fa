import type { OutputView } from "../model/view.ts";
import type { Lines } from "./output-log.ts";

interface Scroll {
  readonly output: OutputView;
  readonly lines: Lines;
  /** Rows for lines. */
  readonly height: number;
}

/** Position of the first line to show: the newest at the bottom while following. */
export function outputTop({ output, lines, height }: Scroll): number {
  const last = Math.max(lines.first, lines.end - height);
  if (output.following) return last;
  return Math.max(lines.first, Math.min(output.top, last));
}

/** Position of the line under the cursor: the newest while following, and the oldest that is kept where the line is gone. */
export const outputCursor = (output: OutputView, lines: Lines): number =>
  output.following ? lines.end - 1 : Math.max(lines.first, Math.min(output.cursor, lines.end - 1));
