import * as Plot from "@observablehq/plot";
import { stringify } from "csv-stringify/sync";
import type { ChartPicture, PicturePoint } from "../../core/chart-picture.ts";
import { legend, marksAlong } from "./lines.ts";
import { svg } from "./svg.ts";

/** The files of a chart of the screen: its picture, the table of its points, and its caption. */
export function pictureFiles(picture: ChartPicture): Readonly<Record<string, string>> {
  const { name, title, caption } = picture;
  return {
    [`${name}.svg`]: `${pictureSvg(picture)}\n`,
    [`${name}.csv`]: pictureCsv(picture),
    [`${name}.txt`]: `${title}. ${caption}\n`,
  };
}

const COLUMNS = ["line", "x", "x_to", "y", "low", "high", "n", "censored"] as const;

const pictureCsv = ({ points }: ChartPicture): string =>
  stringify([
    [...COLUMNS],
    ...points.map(({ line, x, xTo, y, low, high, n, censored }) =>
      [line, x, xTo, y, low, high, n, censored ? 1 : 0].map((cell) => cell ?? ""),
    ),
  ]);

type Marks = (points: readonly PicturePoint[]) => Plot.Markish[];

const MARKS: Readonly<Record<ChartPicture["kind"], Marks>> = {
  lines: (points) => [
    Plot.ruleX(
      points.filter(({ low, high }) => low !== undefined && high !== undefined),
      { x: "x", y1: "low", y2: "high", stroke: "line", strokeOpacity: 0.5 },
    ),
    Plot.lineY(points, { x: "x", y: "y", z: "line", stroke: "line" }),
    Plot.dot(points, { x: "x", y: "y", symbol: "line", stroke: "line", fill: "line", r: 3.5 }),
    ...legend(linesOf(points)),
  ],
  steps: (points) => [
    Plot.lineY(points, { x: "x", y: "y", z: "line", stroke: "line", curve: "step-after" }),
    marksAlong(points, { x: "x", y: "y", line: "line" }),
    ...legend(linesOf(points)),
  ],
  bars: (points) => [
    Plot.rectY(points, {
      ...{ x1: "x", x2: "xTo", y: "y", fill: "steelblue", insetLeft: 1 },
      // Several trials stand one below the other.
      ...(new Set(points.map(({ line }) => line)).size > 1 ? { fy: "line" } : {}),
    }),
    Plot.ruleY([0]),
  ],
  cells: (points) => [
    Plot.cell(points, { x: "x", y: "line", fill: "y" }),
    Plot.text(points, {
      ...{ x: "x", y: "line", fontSize: 9 },
      text: ({ y = 0 }: PicturePoint) => String(Number(y.toFixed(y < 10 ? 1 : 0))),
      // Beyond 0.6 of the scale, which is that of the root, black would be hard to read.
      fill: ({ y = 0 }: PicturePoint) => (y > 0.36 * greatest(points) ? "white" : "black"),
    }),
  ],
};

/** The lines of a chart that has several. */
const linesOf = (points: readonly PicturePoint[]): readonly string[] => {
  const lines = [...new Set(points.map(({ line }) => line))];
  return lines.length > 1 ? lines : [];
};

const greatest = (points: readonly PicturePoint[]): number =>
  Math.max(...points.map(({ y = 0 }) => y));

function pictureSvg({ title, kind, xLabel, yLabel, points }: ChartPicture): string {
  const shown = points.filter(({ y }) => y !== undefined);
  const common = { x: { label: xLabel }, fy: { label: null }, marks: MARKS[kind](shown) };
  const lines = [...new Set(points.map(({ line }) => line))];
  if (kind === "cells") {
    return svg(title, {
      ...{ ...common, marginRight: 20, grid: false },
      // In their own order, which that of their texts is not.
      y: { label: null, domain: lines.toReversed() },
      color: { scheme: "Blues", type: "sqrt" },
    });
  }
  return svg(title, { ...common, y: { label: yLabel, zero: true } });
}
