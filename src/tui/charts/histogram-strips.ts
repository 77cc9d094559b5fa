import { sharedBins } from "../../core/statistics/histogram.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import { quantile, size } from "../../core/statistics/statistics.ts";
import { remembered } from "../model/remembered.ts";
import { padStart } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Row, row, span } from "../text/row.ts";
import { bottomAxis, LABEL_WIDTH } from "./axes.ts";
import { binsKey, type LastBins } from "./histogram-rows.ts";
import { toneOf } from "./line-chart.ts";
import { shortNumber, ticksBetween } from "./scale.ts";
import type { SampleGroup } from "./survival.ts";

interface StripsInput {
  readonly groups: readonly SampleGroup[];
  readonly unit: "ms" | "rounds";
  readonly lastBins?: LastBins;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** Columns at the right, for the figures of a strip. */
const FIGURES_WIDTH = 30;
const PLOT_MIN = 10;
const AXIS_ROWS = 2;
const STRIP_ROWS_MAX = 5;
const TICK_COLUMNS = 9;

/**
 * Histograms one below the other on one axis. Each bar is a share of its own
 * trial's runs, so that trials of different numbers of runs compare.
 */
export function histogramStrips(input: StripsInput): Row[] {
  const { groups, unit, lastBins, width, height, glyphs } = input;
  const plot = Math.max(PLOT_MIN, width - LABEL_WIDTH - FIGURES_WIDTH);
  const { bins, counts } = binned(
    groups.map(({ sample }) => sample),
    plot,
  );
  const names = groups.map(({ name }) => name).join();
  lastBins?.set(binsKey(unit, names), { bins, most: plot });
  const [first] = bins;
  const last = bins.at(-1);
  if (first === undefined || last === undefined)
    return [row(span(" No finished runs yet.", "muted"))];
  const columns = Math.max(1, Math.floor(plot / bins.length));
  const shares = groups.map(({ sample }, index) =>
    (counts[index]?.inBins ?? []).map((n) => n / size(sample)),
  );
  const largest = Math.max(...shares.flat());
  const rows = Math.max(
    1,
    Math.min(STRIP_ROWS_MAX, Math.floor((height - AXIS_ROWS) / groups.length)),
  );
  const strips = groups.flatMap((group, index) =>
    stripRows({
      group,
      tone: toneOf(index),
      heights: (shares[index] ?? []).map((share) => share / largest),
      beyond: counts[index]?.beyond ?? 0,
      columns,
      rows,
      plot,
      unit,
      glyphs,
    }),
  );
  const range = last.to - first.from;
  const ticks = ticksBetween({
    from: first.from,
    to: last.to,
    most: Math.max(1, Math.floor((bins.length * columns) / TICK_COLUMNS)),
  }).map((value) => ({
    column: Math.floor(((value - first.from) / range) * bins.length * columns),
    label: shortNumber(value),
  }));
  return [...strips, ...bottomAxis({ width: plot, ticks, unit, glyphs })].map((line) =>
    cutRow(line, width, glyphs.ellipsis),
  );
}

interface Strip {
  readonly group: SampleGroup;
  readonly tone: ReturnType<typeof toneOf>;
  /** From 0 to 1, one for each bin. */
  readonly heights: readonly number[];
  readonly beyond: number;
  readonly columns: number;
  readonly rows: number;
  readonly plot: number;
  readonly unit: StripsInput["unit"];
  readonly glyphs: Glyphs;
}

/** Computed when a run ends, not for each frame. */
const binned = remembered(
  sharedBins,
  (one, other) =>
    one.length === other.length &&
    one.every(
      (sample, index) =>
        sample.sorted === other[index]?.sorted && sample.censored === other[index]?.censored,
    ),
);

/** The bars of a trial, its name at the left of the lowest row, its figures at the right. */
function stripRows(strip: Strip): Row[] {
  const { group, tone, heights, columns, rows, plot, glyphs } = strip;
  const parts = glyphs.eighths.length;
  return Array.from({ length: rows }, (_, index) => {
    const below = (rows - 1 - index) * parts;
    const bars = heights
      .map((height) => {
        const filled = height === 0 ? 0 : Math.max(1, Math.round(height * rows * parts));
        const here = Math.max(0, Math.min(parts, filled - below));
        return (here === 0 ? " " : (glyphs.eighths[here - 1] ?? "#")).repeat(columns);
      })
      .join("");
    const isLowest = index === rows - 1;
    const name = isLowest ? group.name.replace(/^trial /, "#") : "";
    return row(
      span(`${padStart(name, LABEL_WIDTH - 2)} ${glyphs.box.vertical}`, "faint"),
      span(bars.padEnd(plot), tone),
      span(isLowest ? figures(strip) : "", "muted"),
    );
  });
}

function figures({ group: { sample }, beyond, unit }: Strip): string {
  const decimals = unit === "ms" ? 0 : 1;
  return [
    ` median ${quantileText(quantile(sample, 0.5), decimals) || "?"}`,
    `n ${size(sample)}`,
    ...(beyond > 0 ? [`${beyond} beyond`] : []),
    ...(sample.censored > 0 ? [`${sample.censored} und.`] : []),
  ].join("  ");
}
