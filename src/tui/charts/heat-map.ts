import type { TrialState } from "../../core/queue/state.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameters.ts";
import { cut, padEnd, padStart } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Rgb, type Row, row, type Span, span } from "../text/row.ts";
import type { Metric } from "./metrics.ts";
import { shortNumber } from "./scale.ts";
import { distinct } from "./sweep.ts";

interface HeatInput {
  readonly trials: readonly TrialState[];
  readonly selected: TrialState | undefined;
  readonly parameters: readonly Parameter[];
  /** Names that the user chose: along x, and down. */
  readonly x: string | undefined;
  readonly by: string | undefined;
  readonly metric: Metric;
  readonly timeLimitMs: number;
}

/** A metric over two parameters: rows of `y`, columns of `x`. */
export interface HeatMap {
  readonly x: Parameter;
  readonly y: Parameter;
  readonly fixed: readonly string[];
  readonly columns: readonly string[];
  readonly lines: readonly { readonly name: string; readonly cells: readonly HeatCell[] }[];
}

interface HeatCell {
  readonly trial: number | undefined;
  readonly value: number | undefined;
  readonly censored: boolean;
}

/** Two swept parameters, through the selected trial; undefined if fewer differ. */
export function heatMapOf(input: HeatInput): HeatMap | undefined {
  const { selected, parameters, metric, timeLimitMs } = input;
  if (selected === undefined || parameters.length < 2) return undefined;
  const pointsOf = (each: Parameter): number => distinct(input.trials, each).length;
  const most = parameters.toSorted((one, other) => pointsOf(other) - pointsOf(one));
  const x = parameters.find(({ name }) => name === input.x) ?? (most[0] as Parameter);
  const rest = most.filter((each) => each !== x);
  const y = rest.find(({ name }) => name === input.by) ?? (rest[0] as Parameter);
  const fixed = parameters.filter((each) => each !== x && each !== y);
  const key = (trial: TrialState, each: Parameter): string =>
    valueText(each, trial.trial[each.name]);
  const trials = input.trials.filter((trial) =>
    fixed.every((each) => key(trial, each) === key(selected, each)),
  );
  const found = new Map(trials.map((trial) => [`${key(trial, x)} ${key(trial, y)}`, trial]));
  const columns = distinct(trials, x);
  return {
    x,
    y,
    fixed: fixed.map((each) => `${each.heading} ${key(selected, each)}`),
    columns,
    lines: distinct(trials, y).map((name) => ({
      name,
      cells: columns.map((column): HeatCell => {
        const trial = found.get(`${column} ${name}`);
        if (trial === undefined) return { trial: undefined, value: undefined, censored: false };
        const { value, censored } = metric.of(trial, timeLimitMs);
        return { trial: trial.number, value, censored };
      }),
    })),
  };
}

interface Drawing {
  readonly map: HeatMap;
  readonly metric: Metric;
  readonly selected: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

const CELL_WIDTH_MIN = 4;
const CELL_WIDTH_MAX = 9;
const LEGEND_ROWS = 2;

/** Numbers coloured by their size; without colours, the numbers can still be read. */
export function heatMapRows({ map, metric, selected, width, height, glyphs }: Drawing): Row[] {
  const { x, y, columns, lines } = map;
  const nameWidth = Math.min(
    14,
    Math.max(y.heading.length, ...lines.map(({ name }) => name.length)),
  );
  const room = width - nameWidth - 2;
  const cellWidth = Math.max(
    CELL_WIDTH_MIN,
    Math.min(CELL_WIDTH_MAX, Math.floor(room / Math.max(1, columns.length))),
  );
  const fitting = Math.max(1, Math.floor(room / cellWidth));
  const every = Math.ceil(columns.length / fitting);
  const shownColumns = columns.filter((_, index) => index % every === 0);
  const linesMax = Math.max(1, height - LEGEND_ROWS);
  const everyLine = Math.ceil(lines.length / linesMax);
  const values = lines.flatMap(({ cells }) => cells.flatMap(({ value }) => value ?? []));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const cellSpan = ({ trial, value, censored }: HeatCell): Span => {
    const text = censored
      ? glyphs.censored
      : value === undefined
        ? "-"
        : shortNumber(Math.abs(value) < 100 ? value : Math.round(value));
    const mark = trial === selected && trial !== undefined ? glyphs.marked : " ";
    const shown = padStart(cut(`${mark}${text}`, cellWidth), cellWidth);
    if (censored) return span(shown, "warn");
    if (value === undefined) return span(shown, "faint");
    return { text: shown, rgb: heatColour(high === low ? 0 : (value - low) / (high - low)) };
  };
  const omitted = every > 1 || everyLine > 1 ? `  every ${every}. column, ${everyLine}. row` : "";
  return [
    row(
      span(padEnd(` ${y.heading}`, nameWidth + 2), "faint"),
      ...shownColumns.map((name) => span(padStart(cut(name, cellWidth - 1), cellWidth), "faint")),
    ),
    ...lines
      .filter((_, index) => index % everyLine === 0)
      .map(({ name, cells }) =>
        row(
          span(` ${padEnd(cut(name, nameWidth), nameWidth)} `, "faint"),
          ...cells.filter((_, index) => index % every === 0).map(cellSpan),
        ),
      ),
    cutRow(
      row(
        span(` ${metric.title}, ${metric.unit}`, "faint"),
        span(`  columns: ${x.heading} ${x.unit}`.trimEnd(), "faint"),
        span(`  ${glyphs.censored} over the time limit${omitted}`, "faint"),
      ),
      width,
      glyphs.ellipsis,
    ),
  ];
}

/** From blue over green and yellow to red. */
const COLOURS: readonly Rgb[] = [
  [90, 150, 240],
  [90, 190, 130],
  [225, 195, 85],
  [240, 110, 90],
];

function heatColour(share: number): Rgb {
  const place = share * (COLOURS.length - 1);
  const index = Math.min(COLOURS.length - 2, Math.floor(place));
  const from = COLOURS[index] as Rgb;
  const to = COLOURS[index + 1] as Rgb;
  const mix = (part: 0 | 1 | 2): number =>
    Math.round(from[part] + (to[part] - from[part]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}
