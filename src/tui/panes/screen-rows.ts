import { openDialogRows } from "../dialogs/dialogs.ts";
import {
  COLUMNS_MIN,
  GAP,
  type Layout,
  PANES,
  type PaneName,
  ROWS_MIN,
  type Size,
} from "../model/layout.ts";
import type { Model } from "../model/model.ts";
import { percent } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { beside, cutRow, emptyRow, type Row, row, withBox } from "../text/row.ts";
import { chartsPane } from "./charts.ts";
import { footerRow } from "./footer.ts";
import { headerRows, verdictChips } from "./header.ts";
import { nodesPane } from "./nodes.ts";
import { outputPane } from "./output.ts";
import type { Pane } from "./pane.ts";
import { trialsPane } from "./trials.ts";

const PANE_ROWS: Readonly<Record<PaneName, Pane>> = {
  trials: trialsPane,
  output: outputPane,
  nodes: nodesPane,
  charts: chartsPane,
};

/** The whole screen for a model: header, panes, footer, and the open dialog over them. */
export function screenRows(model: Model, glyphs: Glyphs): readonly Row[] {
  const { layout, view } = model;
  if (layout.shape === "too-small") return tooSmall(model).slice(0, view.rows);
  const { width } = layout.header;
  const rows = [
    ...fitted(headerRows(model, { ...layout.header, glyphs }), layout.header.height),
    ...bodyRows(model, { layout, glyphs }),
    footerRow(model, { width, glyphs }),
  ];
  const box = openDialogRows(model, glyphs);
  return box === undefined ? rows : withBox(rows, box, width);
}

/** Without room for panes: how far the batch is, then the size that the panes need. */
const tooSmall = ({ snapshot: { totals }, view: { columns, rows } }: Model): Row[] => [
  cutRow(row(` ${percent(totals.done, totals.runs)}`, ...verdictChips(totals)), columns),
  cutRow(row(` needs ${COLUMNS_MIN}x${ROWS_MIN} (is ${columns}x${rows})`), columns),
];

interface Shown {
  readonly layout: Exclude<Layout, { readonly shape: "too-small" }>;
  readonly glyphs: Glyphs;
}

function bodyRows(model: Model, { layout, glyphs }: Shown): Row[] {
  const { panes, shape } = layout;
  const rows = (name: PaneName): Row[] => {
    const size = panes[name];
    return size === undefined ? [] : fitted(PANE_ROWS[name]({ model, size, glyphs }), size.height);
  };
  const pair = (left: readonly Row[], right: readonly Row[], size: Size | undefined): Row[] =>
    beside(left, right, { width: size?.width ?? 0, gap: GAP });
  if (shape === "wide") {
    const left = [...rows("trials"), ...rows("output")];
    return pair(left, [...rows("nodes"), ...rows("charts")], panes.trials);
  }
  if (shape === "banded") {
    if (panes.output === undefined) return [...rows("trials"), ...rows("charts")];
    const left = [...rows("output"), ...rows("nodes")];
    return [...rows("trials"), ...pair(left, rows("charts"), panes.output)];
  }
  return PANES.flatMap(rows);
}

/** Exactly as many rows as there is room for. */
const fitted = (rows: readonly Row[], height: number): Row[] =>
  Array.from({ length: height }, (_, index) => rows[index] ?? emptyRow);
