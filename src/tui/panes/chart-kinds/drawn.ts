import type { MetricName } from "../../model/view.ts";
import { type Row, row, type Span } from "../../text/row.ts";
import { wrappedRows } from "../../text/wrap.ts";
import type { PaneInput } from "../pane.ts";

/** A chart, a line of what it is, and its rows. */
export interface Drawn {
  readonly name: string;
  readonly notes: readonly Span[];
  readonly rows: readonly Row[];
}

/** A kind of chart. */
export type Draw = (input: PaneInput, metric: MetricName) => Drawn;

/** A sentence in a chart's place. */
export const noted = (name: string, text: string, width: number): Drawn => ({
  name,
  notes: [],
  rows: wrappedRows(text, width - 2, "muted").map(({ spans }) => row(" ", ...spans)),
});
