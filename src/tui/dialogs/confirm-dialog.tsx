import type { Model } from "../model.ts";
import { askedBy } from "../questions.ts";
import { widthOf } from "../text/cells.ts";
import { spansWidth } from "../text/row.ts";
import type { Question } from "../view-state.ts";
import { questionRows } from "./confirm-rows.ts";
import { Overlay } from "./overlay.tsx";

/** Of the frame, at both sides. */
const FRAME_WIDTH = 4;

export function ConfirmDialog({
  model,
  question,
}: {
  readonly model: Model;
  readonly question: Question;
}) {
  const { columns, rows: screenRows } = model.view;
  const asked = askedBy(model, question);
  const rows = questionRows(asked, columns - 2 - FRAME_WIDTH);
  const longest = Math.max(widthOf(asked.title) + 2, ...rows.map(({ spans }) => spansWidth(spans)));
  return (
    <Overlay
      title={asked.title}
      rows={rows}
      width={longest + FRAME_WIDTH}
      height={Math.min(screenRows - 2, rows.length + 2)}
      columns={columns}
      screenRows={screenRows}
    />
  );
}
