import type { Model } from "../model.ts";
import { helpRows, helpRowsShown, helpWidth } from "./help-rows.ts";
import { Overlay } from "./overlay.tsx";

export function HelpDialog({ model, top }: { readonly model: Model; readonly top: number }) {
  const { columns, rows: screenRows } = model.view;
  const height = helpRowsShown(model);
  const rows = helpRows(model);
  const shown = rows.slice(Math.max(0, Math.min(top, rows.length - height)));
  return (
    <Overlay
      title="Keys"
      rows={shown}
      width={helpWidth(model)}
      height={Math.min(height, rows.length) + 2}
      columns={columns}
      screenRows={screenRows}
    />
  );
}
