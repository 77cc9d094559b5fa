import type { Histogram } from "../../core/statistics/histogram.ts";
import type { Glyphs } from "../text/glyphs.ts";
import type { Tone } from "../text/row.ts";
import type { Tick } from "./axes.ts";
import type { Grid } from "./grid.ts";
import { shortNumber } from "./scale.ts";

/** A bar apart from the bins, for values outside their axis. */
export interface SideBar {
  readonly n: number;
  readonly label: string;
  readonly tone: Tone;
}

/** Values far beyond the bins, and undecided runs at their limit. */
export function sideBarsOf({ more, censored, limit }: Histogram): SideBar[] {
  const bars: SideBar[] = [];
  if (more) bars.push({ n: more.n, label: `>=${shortNumber(more.from)}`, tone: "chart" });
  if (censored > 0) {
    const label = limit === null ? "und." : `>${shortNumber(limit)}`;
    bars.push({ n: censored, label, tone: "warn" });
  }
  return bars;
}

export const SIDE_BAR_WIDTH = 4;
const GAP = 2;

/** Columns of a bar with the gap before it and room for its label. */
const spaceOf = ({ label }: SideBar): number => GAP + Math.max(SIDE_BAR_WIDTH, label.length);

export const sideBarsWidth = (bars: readonly SideBar[]): number =>
  bars.length === 0 ? 0 : bars.reduce((sum, bar) => sum + spaceOf(bar), 1);

interface Placed {
  readonly bar: SideBar;
  /** Its first column. */
  readonly column: number;
}

/** The bars in their places at the right of `start`. */
export function placed(bars: readonly SideBar[], start: number): Placed[] {
  let end = start;
  return bars.map((bar) => {
    const space = spaceOf(bar);
    end += space;
    return { bar, column: end - Math.ceil((space - GAP + SIDE_BAR_WIDTH) / 2) };
  });
}

interface Bar {
  readonly column: number;
  readonly width: number;
  /** From 0 to 1. */
  readonly height: number;
  readonly tone: Tone;
}

/** A bar from the bottom of the plot, in eighths of a row: a single run among thousands is seen. */
export function drawBar(grid: Grid, { column, width, height, tone }: Bar, glyphs: Glyphs): void {
  if (height <= 0) return;
  const parts = glyphs.eighths.length;
  // The axis' first label stands beside the bottom row: that row is an eighth, 0 is its lower edge.
  const filled = Math.max(1, Math.round(height * (grid.height - 1) * parts) + 1);
  for (let line = 0; line * parts < filled; line++) {
    const character = glyphs.eighths[Math.min(parts, filled - line * parts) - 1] ?? "#";
    for (let each = column; each < column + width; each++) {
      grid.mark(each, grid.height - 1 - line, { character, tone, owner: 0 });
    }
  }
}

export const sideTick = ({ bar: { label }, column }: Placed): Tick => ({
  column: column + SIDE_BAR_WIDTH / 2,
  label,
});
