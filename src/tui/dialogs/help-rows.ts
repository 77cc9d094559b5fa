import { KEY_GROUPS, KEYS, type KeyBinding } from "../keys.ts";
import type { Model } from "../model.ts";
import { padEnd } from "../text/cells.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";

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
