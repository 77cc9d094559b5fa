import type { Histogram } from "../../core/statistics/histogram.ts";
import type { Quantile } from "../../core/statistics/statistics.ts";
import { elapsedQuantile, roundsQuantile } from "../model/trial-summary.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Span, span, spansWidth } from "../text/row.ts";
import { shortNumber } from "./scale.ts";

interface Wording {
  readonly histogram: Histogram;
  readonly unit: "ms" | "rounds";
  readonly width: number;
  /** The names of the lines that a known median and p95 have in the chart. */
  readonly glyphs: Glyphs;
}

/** The figures of a histogram in a line: with units and whole words where they fit, and never cut. */
export function histogramFigures({ histogram, unit, width, glyphs }: Wording): Span[] {
  const quantileText = unit === "ms" ? elapsedQuantile : roundsQuantile;
  const { n, censored, more } = histogram;
  const suffix = unit === "ms" ? " ms" : "";
  const most = more ? [["max", String(more.to)] as const] : [];
  const figures = (text: (quantile: Quantile | null) => string) =>
    [
      ["n", String(n)],
      ["median", text(histogram.median)],
      ...(histogram.p95 === null ? [] : [["p95", text(histogram.p95)] as const]),
    ] as const;
  const plain = figures(quantileText);
  const lines: Readonly<Record<string, string>> = { median: glyphs.median, p95: glyphs.p95 };
  const withUnit = figures((quantile) => quantileText(quantile) + suffix).map(
    ([name, text]) => [lines[name] ? `${lines[name]} ${name}` : name, text] as const,
  );
  const withMost = [...withUnit, ...most.map(([name, text]) => [name, text + suffix] as const)];
  const undecided = (word: string): string => (censored > 0 ? `${censored} ${word}` : "");
  const wordings = [
    worded(withMost, undecided("undecided")),
    worded(withUnit, undecided("undecided")),
    worded(plain, undecided("undecided")),
    worded(plain, undecided("und.")),
  ];
  return wordings.find((spans) => spansWidth(spans) <= width) ?? tight(plain, censored);
}

type Figure = readonly [name: string, text: string];

const worded = (figures: readonly Figure[], undecided: string): Span[] => [
  ...figures.flatMap(([name, text]) => [span(`  ${name} `, "faint"), span(text)]),
  ...(undecided === "" ? [] : [span(`  ${undecided}`, "warn")]),
];

/** The narrowest pane holds this, whatever the numbers. */
const tight = (figures: readonly Figure[], censored: number): Span[] => [
  ...figures.flatMap(([name, text]) => [span(` ${name.slice(0, 3)} `, "faint"), span(short(text))]),
  ...(censored > 0 ? [span(` ${whole(censored)} und.`, "warn")] : []),
];

const short = (text: string): string =>
  text.replace(/\d+(\.\d+)?/, (digits) => whole(Number(digits)));

/** `12k` for 12,345. */
const whole = (value: number): string =>
  shortNumber(value < 10_000 ? value : Number(value.toPrecision(value < 100_000 ? 2 : 3)));
