import { emptyRow, type Row, row, span } from "../text/row.ts";
import type { Confirm } from "../view-state.ts";

/** A question's text and its choices. */
export const questionRows = ({ text, choices }: Confirm): Row[] => [
  ...text.map((line) => row(line)),
  emptyRow,
  ...choices.map(({ key, label }, index) =>
    row(
      span(key.padStart(5), "key"),
      `  ${label}`,
      span(index === 0 ? "  (or enter)" : "", "faint"),
    ),
  ),
  row(span("  esc", "key"), "  no"),
];
