import { useLook } from "../look.ts";
import type { Model } from "../model.ts";
import type { Form } from "../view-state.ts";
import { dialogWidth } from "./dialog-width.ts";
import { formHeight, formRows, formTitle } from "./form-rows.ts";
import { Overlay } from "./overlay.tsx";

const WIDTH_MAX = 110;
/** Fewer rows of panes below the box say nothing. */
const ROWS_BELOW_MIN = 4;

export function FormDialog({ model, form }: { readonly model: Model; readonly form: Form }) {
  const { glyphs } = useLook();
  const { columns, rows: screenRows } = model.view;
  const width = dialogWidth(columns, WIDTH_MAX);
  const most = screenRows - 2;
  const wanted = formHeight(form) + 2;
  const height = most - wanted < ROWS_BELOW_MIN ? most : wanted;
  return (
    <Overlay
      title={formTitle(form)}
      rows={formRows({ model, form, glyphs, width: width - 4, height: height - 2 })}
      width={width}
      height={height}
      columns={columns}
      screenRows={screenRows}
    />
  );
}
