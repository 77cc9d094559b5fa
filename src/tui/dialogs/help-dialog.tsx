import { KEY_GROUPS, KEYS, type KeyBinding } from "../keys.ts";
import type { Model } from "../model.ts";
import { padEnd } from "../text/cells.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { Overlay } from "./overlay.tsx";

const COLUMN_WIDTH = 58;

export function HelpDialog({ model, top }: { readonly model: Model; readonly top: number }) {
  const { columns, rows: screenRows } = model.view;
  const height = screenRows - 2;
  const rows = helpRows(model);
  const shown = rows.slice(Math.min(top, Math.max(0, rows.length - (height - 2))));
  return (
    <Overlay
      title="Keys"
      rows={shown}
      width={Math.min(columns - 2, COLUMN_WIDTH + 16)}
      height={Math.min(height, rows.length + 2)}
      columns={columns}
      screenRows={screenRows}
    />
  );
}

/** The table of keys by group; what can't be done now is dimmed and says why. */
export function helpRows(model: Model): Row[] {
  return KEY_GROUPS.flatMap((group) => [
    row(span(group, "strong")),
    ...KEYS.filter((binding) => binding.group === group).map((binding) => helpRow(model, binding)),
    emptyRow,
  ]);
}

function helpRow(model: Model, { shown, does, refusal }: KeyBinding): Row {
  const reason = refusal?.(model);
  if (reason === undefined) return row(span(`  ${padEnd(shown, 11)}`, "key"), does);
  return row(span(`  ${padEnd(shown, 11)}${does}: ${reason}`, "faint"));
}
