import { padStart } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, span } from "../text/row.ts";
import { shortNumber } from "./scale.ts";

/** Columns of the value axis: a label, a space, the tick. */
export const LABEL_WIDTH = 6;

interface ValueAxis {
  readonly rows: readonly Row[];
  /** The value at the top row; 0 is at the bottom. */
  readonly top: number;
  /** Counts have no values between whole ones. */
  readonly labels: "whole" | "tenths";
  readonly glyphs: Glyphs;
}

const LABELS_MAX = 8;

/** Chart rows with the value axis at their left: labels at top and bottom, and at exact values between as far as they stay readable. */
export function withValueAxis({ rows, top, labels, glyphs }: ValueAxis): Row[] {
  const steps = Math.max(1, rows.length - 1);
  const every = Math.ceil(steps / LABELS_MAX);
  const scale = labels === "whole" ? 1 : 10;
  const isExact = (value: number): boolean =>
    Math.abs(value * scale - Math.round(value * scale)) < 1e-6;
  return rows.map((line, index) => {
    const step = steps - index;
    const value = (top * step) / steps;
    const isBetween = step % every === 0 && index >= every && isExact(value);
    const label = isBetween || index === 0 ? shortNumber(value) : "";
    const axis = `${padStart(label, LABEL_WIDTH - 2)} ${glyphs.tick}`;
    return { spans: [span(axis, "faint"), ...line.spans] };
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

/** The line under a chart and its labels, which never overlap: one that has no room is left out. */
export function bottomAxis({ width, ticks, fixed = [], unit, glyphs }: BottomAxis): Row[] {
  const line = Array<string>(width).fill(glyphs.axis);
  const labels = Array<string>(width).fill(" ");
  const room = width - (unit === "" ? 0 : unit.length + 1);
  for (const { column, label } of [...fixed, ...ticks]) {
    const start = Math.max(0, Math.min(column - Math.floor(label.length / 2), room - label.length));
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
