import { type Sample, size } from "../../core/statistics/statistics.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Row, row, type Span, span } from "../text/row.ts";
import { type LinePoint, lineChart, markerOf, toneOf } from "./line-chart.ts";

/** Runs that a chart shows as one: a trial's, or those of all trials. */
export interface SampleGroup {
  readonly name: string;
  readonly sample: Sample;
}

interface SurvivalInput {
  readonly groups: readonly SampleGroup[];
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/**
 * Share of the runs that have not agreed after t ms (Kaplan and Meier, 1958,
 * for one common limit): censored runs stay above the line's end, and no run
 * is left out.
 */
export function survivalRows({ groups, width, height, glyphs }: SurvivalInput): Row[] {
  if (groups.every(({ sample }) => size(sample) === 0)) {
    return [row(span(" No finished runs yet.", "muted"))];
  }
  const ends = groups.map(({ sample }) => lastOf(sample));
  const to = Math.max(1, ...ends);
  return [
    ...lineChart({
      series: groups.map(({ name, sample }) => ({
        name,
        points: survivalPoints(sample, to),
        hasMarkers: false,
      })),
      isWhole: false,
      mayBeLog: false,
      xTicks: undefined,
      xFrom: 0,
      xUnit: "ms",
      cursor: undefined,
      width,
      height: Math.max(4, height - 1),
      glyphs,
    }),
    legend(groups, { width, glyphs }),
  ];
}

const lastOf = ({ sorted, censored, limit }: Sample): number =>
  Math.max(sorted[sorted.length - 1] ?? 0, censored > 0 ? Math.min(limit ?? 0, beyond(sorted)) : 0);

/** A limit far beyond the last value would leave no room for the values. */
const beyond = (sorted: Sample["sorted"]): number => 1.25 * (sorted[sorted.length - 1] ?? 1e9);

/** More steps than these can't be seen. */
const STEPS_MAX = 400;

/** Percent of the runs that have not agreed: a step down at each value. */
export function survivalPoints({ sorted, censored }: Sample, to: number): LinePoint[] {
  const n = sorted.length + censored;
  const every = Math.max(1, Math.floor(sorted.length / STEPS_MAX));
  const points: LinePoint[] = [];
  let share = 100;
  const add = (x: number, value: number): void => {
    points.push({ x, value, censored: false, low: undefined, high: undefined });
  };
  if (n === 0) return points;
  add(0, 100);
  for (let index = 0; index < sorted.length; index++) {
    if (index % every !== every - 1 && index < sorted.length - 1) continue;
    const x = sorted[index] as number;
    add(x, share);
    share = (100 * (n - index - 1)) / n;
    add(x, share);
  }
  if (censored > 0) add(to, share);
  return points;
}

function legend(
  groups: readonly SampleGroup[],
  { width, glyphs }: { readonly width: number; readonly glyphs: Glyphs },
): Row {
  const spans: Span[] = [span(" % not agreed after t ms ", "faint")];
  for (const [index, { name, sample }] of groups.entries()) {
    const undecided = sample.censored > 0 ? `, ${sample.censored} undecided` : "";
    const text = `  ${markerOf(index, glyphs)} ${name} n ${size(sample)}${undecided}`;
    spans.push(span(text, toneOf(index)));
  }
  return cutRow({ spans }, width, glyphs.ellipsis);
}
