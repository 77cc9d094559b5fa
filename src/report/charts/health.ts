import * as Plot from "@observablehq/plot";
import type { HealthSample } from "../../core/run/health.ts";
import { numberText } from "../../core/statistics/quantile-text.ts";
import type { Chart } from "./charts.ts";
import { legend, marksAlong } from "./lines.ts";
import { svg } from "./svg.ts";

interface Figure {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly of: (sample: HealthSample) => number | null;
}

const FIGURES: readonly Figure[] = [
  {
    ...{ name: "nodes-round-trip", title: "Round trip to each node, ms", unit: "ms" },
    of: ({ roundTripMs }) => roundTripMs,
  },
  {
    ...{ name: "nodes-memory", title: "Memory of each node, MB", unit: "MB" },
    of: ({ memoryBytes }) => (memoryBytes === null ? null : memoryBytes / 1e6),
  },
  {
    ...{
      name: "nodes-run-queue",
      title: "Processes of each node that wait for a processor",
      unit: "waiting",
    },
    of: ({ runQueue }) => runQueue,
  },
];

const TICKS_MAX = 4;

/** More points of a line would stand on each other. */
const POINTS_MAX = 120;

interface Point {
  readonly node: string;
  readonly seconds: number;
  readonly value: number;
}

/** Charts of the nodes' health over the time of the batch; none where no node was seen twice. */
export function healthCharts(samples: readonly HealthSample[]): readonly Chart[] {
  const [first] = samples;
  if (first === undefined) return [];
  const secondsOf = ({ atMs }: HealthSample): number => Math.round((atMs - first.atMs) / 100) / 10;
  const losses = lossText(samples, secondsOf);
  return FIGURES.flatMap((figure) => {
    const points = [...new Set(samples.map(({ node }) => node))].flatMap((node) =>
      greatestOf(
        samples
          .filter((sample) => sample.node === node)
          .flatMap((sample) => {
            const value = figure.of(sample);
            return value === null ? [] : [{ node, seconds: secondsOf(sample), value }];
          }),
      ),
    );
    if (new Set(points.map(({ seconds }) => seconds)).size < 2) return [];
    return [chartOf(figure, points, losses)];
  });
}

/** At most so many points in their order, each the greatest of those that it stands for. */
function greatestOf(points: readonly Point[]): readonly Point[] {
  const size = Math.ceil(points.length / POINTS_MAX);
  return points.flatMap((_, from) => {
    if (from % size !== 0) return [];
    const part = points.slice(from, from + size);
    return [part.reduce((most, each) => (each.value > most.value ? each : most))];
  });
}

function chartOf({ name, title, unit }: Figure, points: readonly Point[], losses: string): Chart {
  const most = points.reduce((greatest, each) => (each.value > greatest.value ? each : greatest));
  const nodes = [...new Set(points.map(({ node }) => node))];
  return {
    ...{ name, title },
    caption: `At most ${numberText(most.value, 1)} ${unit}, ${most.node} after ${most.seconds} s. ${losses}`,
    svg: svg(title, {
      height: 200,
      x: { label: "s" },
      y: {
        label: unit,
        zero: true,
        ticks: Math.min(TICKS_MAX, Math.max(1, Math.ceil(most.value))),
      },
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(points, { x: "seconds", y: "value", z: "node", stroke: "node" }),
        marksAlong(points, { x: "seconds", y: "value", line: "node" }),
        ...legend(nodes),
      ],
    }),
    header: ["s", "node", unit],
    rows: points.map(({ seconds, node, value }) => [String(seconds), node, numberText(value, 1)]),
  };
}

/** How often a node went down, and the first time. */
function lossText(
  samples: readonly HealthSample[],
  secondsOf: (sample: HealthSample) => number,
): string {
  const isDown = new Map<string, boolean>();
  const lost = samples.filter(({ node, state }) => {
    const wasDown = isDown.get(node) ?? false;
    isDown.set(node, state === "down");
    return state === "down" && !wasDown;
  });
  const [first] = lost;
  if (first === undefined) return "No node was lost.";
  const when = `${first.node} after ${secondsOf(first)} s`;
  return lost.length === 1
    ? `A node was lost: ${when}.`
    : `Nodes were lost ${lost.length} times, first ${when}.`;
}
