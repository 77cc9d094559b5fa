import type { DialogOf } from "../keys/dialog-key.ts";
import { useLook } from "../look.ts";
import type { Model } from "../model.ts";
import { detailRows, detailTitle } from "./detail-rows.ts";
import { dialogWidth } from "./dialog-width.ts";
import { Overlay } from "./overlay.tsx";

const WIDTH_MAX = 132;

interface DetailProps {
  readonly model: Model;
  readonly detail: DialogOf<"detail">;
}

export function DetailDialog({ model, detail }: DetailProps) {
  const { glyphs } = useLook();
  const { columns, rows: screenRows } = model.view;
  const width = dialogWidth(columns, WIDTH_MAX);
  const height = screenRows - 2;
  return (
    <Overlay
      title={detailTitle(model, detail)}
      rows={detailRows({ model, detail, glyphs, width: width - 4, height: height - 2 })}
      width={width}
      height={height}
      columns={columns}
      screenRows={screenRows}
    />
  );
}
