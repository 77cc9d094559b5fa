import * as Plot from "@observablehq/plot";
import type { Sampled, TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { percentText, rateIntervalText } from "../../core/statistics/figure-text.ts";
import { type Point, type Share, shareOf } from "../../core/statistics/sensitivity.ts";
import { summaryOf } from "../../core/statistics/summary.ts";
import type { Trial } from "../../core/trial/trial.ts";
import type { Chart } from "./charts.ts";
import { svg } from "./svg.ts";

/** A figure of random configurations. */
interface Figure {
  readonly name: string;
  readonly title: string;
  /** Undefined if a configuration has no such figure. */
  readonly of: (state: TrialState, timeLimitMs: number) => number | undefined;
}

/** With many undecided runs, a median would be that of the lucky ones. */
const UNDECIDED_MAX = 0.05;

const undecidedShare = ({ counts }: TrialState): number | undefined =>
  judgedRuns(counts) === 0 ? undefined : counts.undecided / judgedRuns(counts);

const FIGURES: readonly Figure[] = [
  {
    name: "elapsed",
    title: "median elapsed time (configurations with less than 5 % undecided)",
    of: (state, timeLimitMs) =>
      (undecidedShare(state) ?? 1) < UNDECIDED_MAX
        ? (summaryOf(state, timeLimitMs).elapsed.median?.value ?? undefined)
        : undefined,
  },
  { name: "undecided", title: "share of undecided runs", of: undecidedShare },
];

/** The number of scatter charts, for the parameters that explain most. */
const SCATTERS_MAX = 4;

interface Explained {
  readonly parameter: string;
  readonly share: Share;
  readonly points: readonly Point[];
}

/**
 * Charts of random configurations: the part that each parameter explains by itself, and its effect.
 */
export function sampleCharts(
  trials: readonly TrialState[],
  { fields, from, to }: Sampled,
  timeLimitMs: number,
): readonly Chart[] {
  const drawn = trials.filter(({ number }) => number >= from && number <= to);
  return FIGURES.flatMap((figure) => {
    const explained = fields
      .flatMap((parameter) => explain(parameter, figure, drawn, { fields, timeLimitMs }))
      .sort((a, b) => b.share.value - a.share.value);
    if (explained.length === 0) return [];
    return [
      shareChart(figure, explained),
      ...explained.slice(0, SCATTERS_MAX).map((each) => scatterChart(figure, each)),
    ];
  });
}

function explain(
  name: string,
  figure: Figure,
  trials: readonly TrialState[],
  { fields, timeLimitMs }: { readonly fields: readonly string[]; readonly timeLimitMs: number },
): readonly Explained[] {
  const points = trials.flatMap((state) => {
    const y = figure.of(state, timeLimitMs);
    const x = state.trial[name as keyof Trial];
    return y === undefined || typeof x !== "number" ? [] : [{ x, y, ...placeOf(state, fields) }];
  });
  const share = shareOf(points);
  return share === null ? [] : [{ parameter: name, share, points }];
}

/** Trials of one draw differ in the fields that the batch lists beside the sampled ones. */
function placeOf(
  { trial }: TrialState,
  fields: readonly string[],
): Pick<Point, "draw" | "setting"> {
  const drawn = Object.fromEntries(fields.map((name) => [name, trial[name as keyof Trial]]));
  const listed = Object.fromEntries(fields.map((name) => [name, null]));
  return { draw: JSON.stringify(drawn), setting: JSON.stringify({ ...trial, ...listed }) };
}

const shareText = ({ value, interval }: Share): string =>
  `${percentText(value)} ${rateIntervalText(interval)}`;

function shareChart({ name, title }: Figure, explained: readonly Explained[]): Chart {
  const bars = explained.map(({ parameter, share }) => ({
    parameter,
    share: 100 * share.value,
    low: 100 * share.interval[0],
    high: 100 * share.interval[1],
  }));
  const label = `Share of each parameter in the variation of the ${title}, %`;
  const [first] = explained;
  const clear = explained.filter(({ share }) => share.interval[0] > 0);
  return {
    name: `shares-${name}`,
    title: label,
    caption: `${
      clear.length === 0
        ? "No parameter by itself explains more than chance would."
        : `${first?.parameter} explains most by itself: ${first && shareText(first.share)} %. ${clear.length} of ${explained.length} parameters explain more than chance would.`
    } First-order shares of the ranks, over ${first?.points.length} configurations${settingsText(first?.points ?? [])}; bars are 95 % intervals (bootstrap by halves).`,
    svg: svg(label, {
      marginLeft: 110,
      marginRight: 20,
      height: 60 + 34 * bars.length,
      x: { label: "% explained by the parameter alone", domain: [0, 100] },
      y: { label: null, domain: bars.map(({ parameter }) => parameter) },
      marks: [
        Plot.barX(bars, { x: "share", y: "parameter", fill: "steelblue" }),
        Plot.ruleY(bars, { x1: "low", x2: "high", y: "parameter", strokeWidth: 2 }),
        Plot.ruleX([0]),
      ],
    }),
    header: ["parameter", "share, % [95 %]", "configurations"],
    rows: explained.map(({ parameter, share, points }) => [
      ...[parameter, shareText(share), String(points.length)],
    ]),
  };
}

/** Of few values, a tick for each: there is no version 1.5. */
const valueTicks = (xs: readonly number[]): Plot.ScaleOptions => {
  const values = [...new Set(xs)];
  return values.length <= VALUES_TICKED_MAX ? { ticks: values, tickFormat: "d" } : {};
};

const VALUES_TICKED_MAX = 12;

/** Where the batch lists fields beside the sampled ones. */
const settingsText = (points: readonly Point[]): string =>
  new Set(points.map(({ setting }) => setting)).size < 2
    ? ""
    : ", those with the same listed fields compared with each other";

function scatterChart({ name, title }: Figure, { parameter, share, points }: Explained): Chart {
  const label = `${title[0]?.toUpperCase()}${title.slice(1)}, by ${parameter}`;
  const shown = name === "undecided" ? points.map(({ x, y }) => ({ x, y: 100 * y })) : points;
  return {
    name: `${name}-over-${parameter}`,
    title: label,
    caption: `${parameter} by itself explains ${shareText(share)} % of the variation. A point is a configuration; all other sampled parameters vary, too.`,
    svg: svg(label, {
      marginRight: 20,
      x: { label: parameter, ...valueTicks(points.map(({ x }) => x)) },
      y: { label: name === "undecided" ? "% undecided" : "ms", zero: true },
      marks: [Plot.dot(shown, { x: "x", y: "y", r: 2.5, stroke: "steelblue" })],
    }),
    header: [parameter, name === "undecided" ? "% undecided" : "median ms"],
    rows: shown.map(({ x, y }) => [String(x), String(Number(y.toFixed(1)))]),
  };
}
