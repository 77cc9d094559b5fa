import { padStart } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, span } from "../text/row.ts";
import { type Scale, shortNumber } from "./scale.ts";

/** Columns of the value axis: a label, a space, the tick. */
export const LABEL_WIDTH = 6;

interface ValueAxis {
  readonly rows: readonly Row[];
  readonly scale: Pick<Scale, "place" | "ticks">;
  readonly glyphs: Glyphs;
}

/** Plot rows with the value axis at their left, labels at the rows of their values. */
export function withValueAxis({ rows, scale, glyphs }: ValueAxis): Row[] {
  const last = rows.length - 1;
  const labels = new Map(
    scale.ticks.map((value) => [last - Math.round(scale.place(value) * last), shortNumber(value)]),
  );
  return rows.map((line, index) => {
    const label = labels.get(index);
    const tick = label === undefined ? glyphs.box.vertical : glyphs.tick;
    return {
      spans: [span(`${padStart(label ?? "", LABEL_WIDTH - 2)} ${tick}`, "faint"), ...line.spans],
    };
  });
}

export interface Tick {
  readonly column: number;
  readonly label: string;
}

interface BottomAxis {
  readonly width: number;
  readonly ticks: readonly Tick[];
  /** Their labels are always shown; the others give way to them. */
  readonly fixed?: readonly Tick[];
  readonly unit: string;
  readonly glyphs: Glyphs;
}

/**
 * The line under a chart and its labels, which never overlap: where they have no
 * room, every second one is shown, or every third, and so on.
 */
export function bottomAxis({ width, ticks, fixed = [], unit, glyphs }: BottomAxis): Row[] {
  const line = Array<string>(width).fill(glyphs.axis);
  const labels = Array<string>(width).fill(" ");
  const room = width - (unit === "" ? 0 : unit.length + 1);
  for (const { column, label } of [...fixed, ...thinned(ticks)]) {
    const start = Math.max(0, Math.min(startOf(column, label), room - label.length));
    const around = labels.slice(Math.max(0, start - 1), start + label.length + 1);
    const isFree = around.every((character) => character === " ");
    if (column >= width || column >= room + 2 || !isFree) continue;
    line[column] = glyphs.axisTick;
    labels.splice(start, label.length, ...label);
  }
  const indent = " ".repeat(LABEL_WIDTH - 1);
  const written = labels.slice(0, width - unit.length).join("");
  return [
    { spans: [span(`${indent}${glyphs.corner}${line.join("")}`, "faint")] },
    { spans: [span(`${indent} ${written}`, "faint"), span(unit, "muted")] },
  ];
}

const startOf = (column: number, label: string): number => column - Math.floor(label.length / 2);

/** Every so many of the labels that all have room; of uneven ones as many as fit from the left. */
function thinned(ticks: readonly Tick[]): readonly Tick[] {
  const fitting = fromTheLeft(ticks);
  for (let every = 1; every < ticks.length; every++) {
    const some = ticks.filter((_, index) => index % every === 0);
    if (2 * some.length < fitting.length) break;
    if (fromTheLeft(some).length === some.length) return some;
  }
  return fitting;
}

function fromTheLeft(ticks: readonly Tick[]): readonly Tick[] {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.filter(({ column, label }) => {
    const start = startOf(column, label);
    if (start <= end) return false;
    end = start + label.length;
    return true;
  });
}
