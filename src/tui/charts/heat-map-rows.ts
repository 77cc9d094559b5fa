import { cut, padEnd, padStart } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Rgb, type Row, row, type Span, span } from "../text/row.ts";
import { firstRows, wrapped } from "../text/wrap.ts";
import type { HeatCell, HeatMap } from "./heat-map.ts";
import type { Metric } from "./metrics.ts";
import { shortNumber } from "./scale.ts";

interface Drawing {
  readonly map: HeatMap;
  readonly metric: Metric;
  readonly selected: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

const CELL_WIDTH_MAX = 9;

/** Numbers coloured by their size; without colours, the numbers can still be read. */
export function heatMapRows({ map, metric, selected, width, height, glyphs }: Drawing): Row[] {
  const { y, columns, lines } = map;
  const nameWidth = Math.min(
    14,
    Math.max(y.heading.length, ...lines.map(({ name }) => name.length)),
  );
  const room = width - nameWidth - 2;
  const textOf = cellText(metric, glyphs);
  const texts = [...columns, ...lines.flatMap(({ cells }) => cells.map(textOf))];
  // One column more, for the mark of the selected trial and the gap between cells.
  const needed = 1 + Math.max(...texts.map((text) => text.length));
  const fair = Math.floor(room / Math.max(1, columns.length));
  const cellWidth = Math.max(needed, Math.min(CELL_WIDTH_MAX, fair));
  const fitting = Math.max(1, Math.floor(room / cellWidth));
  const every = Math.ceil(columns.length / fitting);
  const shownColumns = columns.filter((_, index) => index % every === 0);
  const { everyLine, rows: legend } = legendOf({ every, map, metric, width, height, glyphs });
  const values = lines.flatMap(({ cells }) => cells.flatMap(({ value }) => value ?? []));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const cellSpan = (cell: HeatCell): Span => {
    const { trial, value, censored } = cell;
    const mark = trial === selected && trial !== undefined ? glyphs.marked : " ";
    const shown = padStart(cut(`${mark}${textOf(cell)}`, cellWidth), cellWidth);
    if (censored) return span(shown, "warn");
    if (value === undefined) return span(shown, "faint");
    return { text: shown, rgb: heatColour(high === low ? 0 : (value - low) / (high - low)) };
  };
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
    ...legend,
  ];
}

const cellText =
  ({ unit }: Metric, glyphs: Glyphs) =>
  ({ value, censored }: HeatCell): string => {
    if (censored) return glyphs.censored;
    if (value === undefined) return "-";
    return shortNumber(unit === "ms" ? Math.round(value) : value);
  };

interface Legend extends Omit<Drawing, "selected"> {
  readonly every: number;
}

/** Of the rows of a chart, the legend takes no more than one of these. */
const ROWS_PER_LEGEND_ROW = 3;

/** The legend in as many rows as it needs, if there is room; and how many lines that leaves out. */
function legendOf(drawing: Legend): { readonly everyLine: number; readonly rows: readonly Row[] } {
  const { map, width, height, glyphs } = drawing;
  const most = Math.max(1, Math.floor(height / ROWS_PER_LEGEND_ROW));
  const ofHeight = (rows: number) => {
    // The heading has a row, too.
    const everyLine = Math.ceil(map.lines.length / Math.max(1, height - 1 - rows));
    return { everyLine, texts: wrapped(legendText(drawing, everyLine), width - 2) };
  };
  let legend = ofHeight(1);
  for (let rows = 2; rows <= most && legend.texts.length >= rows; rows++) legend = ofHeight(rows);
  const rows = legend.texts.map((text) => row(span(` ${text.trim()}`, "faint")));
  return {
    everyLine: legend.everyLine,
    rows: firstRows(rows, { height: most, ellipsis: glyphs.ellipsis }),
  };
}

/** First what is left out, since that must be seen where nothing else has room. */
function legendText({ every, map: { x, y, lines }, metric, glyphs }: Legend, everyLine: number) {
  const left = [
    ...(every > 1 ? [`every ${ordinal(every)} ${x.heading}`] : []),
    ...(everyLine > 1 ? [`every ${ordinal(everyLine)} ${y.heading}`] : []),
  ].join(", ");
  const isCensored = lines.some(({ cells }) => cells.some(({ censored }) => censored));
  const parts = [
    ...(left === "" ? [] : [`${left} (zoom shows more)`]),
    ...(isCensored ? [`${glyphs.censored} over the time limit`] : []),
    `${metric.unit}, ${x.heading} across, ${y.heading} down`,
  ];
  return parts.join("  ");
}

const ordinal = (n: number): string => ({ 2: "2nd", 3: "3rd" })[n] ?? `${n}th`;

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
