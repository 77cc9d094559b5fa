import type { Model } from "../model.ts";
import { askedBy } from "../questions.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row } from "../text/row.ts";
import type { Question } from "../view-state.ts";
import { questionRows } from "./confirm-rows.ts";
import { detailRows, detailTitle } from "./detail-rows.ts";
import { formRows, formTitle } from "./form-rows.ts";
import { helpRows } from "./help-rows.ts";
import { promptRow, searchRow } from "./prompt-row.ts";
import { timelineDialogRows, timelineTitle } from "./timeline-rows.ts";

interface Space {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

function confirmRows(model: Model, question: Question, width: number): Row[] {
  const asked = askedBy(model, question);
  return [row(asked.title), ...questionRows(asked, width)];
}

/** What an open dialog says, without its frame. */
export function dialogRows(model: Model, space: Space): readonly Row[] {
  const { dialog } = model.view;
  switch (dialog?.type) {
    case "help":
      return helpRows(model);
    case "confirm":
      return confirmRows(model, dialog.question, space.width);
    case "form":
      return [row(formTitle(dialog)), ...formRows({ model, form: dialog, ...space })];
    case "detail":
      return [row(detailTitle(model, dialog)), ...detailRows({ model, detail: dialog, ...space })];
    case "timeline":
      return [
        row(timelineTitle(model, dialog)),
        ...timelineDialogRows({ model, timeline: dialog, ...space }),
      ];
    case "timelineSearch":
      return [searchRow(model, dialog)];
    case "prompt":
      return [promptRow(model, dialog)];
    default:
      return [];
  }
}
