import type { Histogram } from "../../core/statistics/histogram.ts";
import type { Glyphs } from "../text/glyphs.ts";
import type { Tone } from "../text/row.ts";
import type { Tick } from "./axes.ts";
import type { Canvas } from "./canvas.ts";
import { shortNumber } from "./scale.ts";

/** A bar apart from the bins, for what has no place on their axis. */
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

const BAR_WIDTH = 4;
const GAP = 2;

/** Columns of a bar with the gap before it and room for its label. */
const spaceOf = ({ label }: SideBar): number => GAP + Math.max(BAR_WIDTH, label.length);

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
    return { bar, column: end - Math.ceil((space - GAP + BAR_WIDTH) / 2) };
  });
}

interface Drawing {
  /** The count at the top row. */
  readonly top: number;
  readonly glyphs: Glyphs;
}

/** A bar of at least one row: a single run among thousands is seen. */
export function drawSideBar(canvas: Canvas, { bar, column }: Placed, { top, glyphs }: Drawing) {
  const rows = Math.max(1, Math.round((bar.n / top) * (canvas.height - 1)));
  for (let line = canvas.height - rows; line < canvas.height; line++) {
    for (let each = column; each < column + BAR_WIDTH; each++) {
      canvas.put(each, line, { character: glyphs.full, tone: bar.tone });
    }
  }
}

export const sideTick = ({ bar: { label }, column }: Placed): Tick => ({
  column: column + BAR_WIDTH / 2,
  label,
});
