import type { Model } from "../model.ts";
import type { Row } from "../text/row.ts";
import type { Form } from "../view-state.ts";
import { formRows, formTitle } from "./form-rows.ts";
import { dialogWidth, Overlay } from "./overlay.tsx";

const WIDTH_MAX = 110;

export function FormDialog({ model, form }: { readonly model: Model; readonly form: Form }) {
  const { columns, rows: screenRows } = model.view;
  const width = dialogWidth(columns, WIDTH_MAX);
  const rows = formRows({ model, form, width: width - 4 });
  const height = Math.min(screenRows - 2, rows.length + 2);
  return (
    <Overlay
      title={formTitle(form)}
      rows={scrolledTo(rows, { at: form.at, height: height - 2 })}
      width={width}
      height={height}
      columns={columns}
      screenRows={screenRows}
    />
  );
}

/** On a small screen the fields scroll, and the last two lines stay. */
function scrolledTo(
  rows: readonly Row[],
  { at, height }: { at: number; height: number },
): readonly Row[] {
  if (rows.length <= height) return rows;
  const kept = rows.slice(-2);
  const room = height - kept.length;
  const start = Math.max(0, Math.min(at - room + 1, rows.length - kept.length - room));
  return [...rows.slice(start, start + room), ...kept];
}
