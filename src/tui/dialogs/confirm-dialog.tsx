import type { Model } from "../model.ts";
import { widthOf } from "../text/cells.ts";
import type { Row } from "../text/row.ts";
import type { Confirm } from "../view-state.ts";
import { questionRows } from "./confirm-rows.ts";
import { Overlay } from "./overlay.tsx";

export function ConfirmDialog({
  model,
  question,
}: {
  readonly model: Model;
  readonly question: Confirm;
}) {
  const { columns, rows: screenRows } = model.view;
  const rows = questionRows(question);
  const longest = rows.reduce(
    (most, line) => Math.max(most, rowWidth(line)),
    widthOf(question.title) + 2,
  );
  return (
    <Overlay
      title={question.title}
      rows={rows}
      width={Math.min(columns - 2, longest + 4)}
      height={Math.min(screenRows - 2, rows.length + 2)}
      columns={columns}
      screenRows={screenRows}
    />
  );
}

const rowWidth = (line: Row): number =>
  line.spans.reduce((sum, each) => sum + widthOf(each.text), 0);
