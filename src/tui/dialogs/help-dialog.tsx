import type { Model } from "../model.ts";
import { helpRows } from "./help-rows.ts";
import { dialogWidth, Overlay } from "./overlay.tsx";

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
      width={dialogWidth(columns, COLUMN_WIDTH + 16)}
      height={Math.min(height, rows.length + 2)}
      columns={columns}
      screenRows={screenRows}
    />
  );
}
