import * as Plot from "@observablehq/plot";
import { spread } from "./sweeps.ts";

/** The names of lines, one below the other at the right, in the colour and with the mark of each. */
export const legend = (labels: readonly string[]) =>
  labels.flatMap((label, index) => {
    const place = { frameAnchor: "top-right", dy: 8 + 16 * index } as const;
    return label === ""
      ? []
      : [
          Plot.dot([label], {
            ...place,
            dx: 14,
            r: 4,
            symbol: [label],
            fill: [label],
            stroke: [label],
          }),
          Plot.text([label], { ...place, dx: 24, textAnchor: "start", fill: "currentColor" }),
        ];
  });

/** More marks would hide a line. */
const MARKS_MAX = 8;

/** A few marks on each line, of the shape that the legend gives it: lines can be told apart without colours. */
export function marksAlong<Point extends object>(
  points: readonly Point[],
  { x, y, line }: Readonly<Record<"x" | "y" | "line", keyof Point & string>>,
): Plot.Dot {
  const lines = new Set(points.map((point) => point[line]));
  const marked = [...lines].flatMap((name) =>
    spread(
      points.filter((point) => point[line] === name),
      MARKS_MAX,
    ),
  );
  return Plot.dot(marked, { x, y, symbol: line, stroke: line, fill: line, r: 3.5 });
}
