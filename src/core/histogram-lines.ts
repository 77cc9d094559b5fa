import type { Histogram } from "./histogram.ts";
import { quantileText } from "./quantile-text.ts";

/** How the bars of a histogram are drawn. */
export interface HistogramStyle {
  /** "ms" or nothing. */
  readonly unit: string;
  /** Columns of the longest bar. */
  readonly barWidth: number;
  /** What a bar is made of: a block where the terminal has one, "#" elsewhere. */
  readonly bar: string;
}

/**
 * A line per bin, and below them the undecided runs as a line of their own at
 * the limit; then n, median and p95. Nothing at all without data.
 */
export function histogramLines(histogram: Histogram, style: HistogramStyle): string[] {
  const { bins, n, censored, limit, median, p95 } = histogram;
  if (n === 0) return [];
  const unit = style.unit === "" ? "" : ` ${style.unit}`;
  const rows: (readonly [label: string, n: number])[] = bins.map((bin) => [
    binText(bin.from, bin.to),
    bin.n,
  ]);
  if (censored > 0) rows.push([limit === null ? "undecided" : `>${limit}`, censored]);
  const labels = Math.max(...rows.map(([label]) => label.length));
  const most = Math.max(...rows.map(([, count]) => count));
  const lines = rows.map(([label, count]) => {
    const bar = style.bar.repeat(barLength(count, most, style.barWidth));
    return `${label.padStart(labels)}${unit} |${bar}${count > 0 ? ` ${count}` : ""}`;
  });
  return [
    ...lines,
    `n ${n}, median ${quantileText(median, 1)}${unit}, p95 ${quantileText(p95, 1)}${unit}`,
  ];
}

const binText = (from: number, to: number): string =>
  to - from === 1 ? `${from}` : `${from}..${to - 1}`;

/** A bin that is not empty has a bar, however short. */
const barLength = (count: number, most: number, width: number): number =>
  count === 0 ? 0 : Math.max(1, Math.round((count / most) * width));
