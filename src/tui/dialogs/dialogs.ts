import { type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import type { Dialog } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Placed, type Row, row } from "../text/row.ts";
import { boxed } from "./box.ts";
import { columnsDialog } from "./columns.ts";
import { confirmDialog } from "./confirm.ts";
import { detailDialog } from "./detail.ts";
import { type DialogKey, type DialogKind, type DialogOf, FRAME, type Space } from "./dialog.ts";
import { formDialog } from "./form.ts";
import { helpDialog } from "./help.ts";
import { inProgressDialog } from "./in-progress.ts";
import { promptDialog } from "./prompt.ts";
import { sourceDialog } from "./source.ts";
import { summaryDialog } from "./summary.ts";
import { timelineDialog } from "./timeline.ts";
import { timelineSearchDialog } from "./timeline-search.ts";

/** Every kind of dialog. */
const DIALOGS: { readonly [Type in Dialog["type"]]: DialogKind<DialogOf<Type>> } = {
  help: helpDialog,
  confirm: confirmDialog,
  form: formDialog,
  detail: detailDialog,
  timeline: timelineDialog,
  timelineSearch: timelineSearchDialog,
  source: sourceDialog,
  prompt: promptDialog,
  columns: columnsDialog,
  inProgress: inProgressDialog,
  summary: summaryDialog,
};

/** The kind of any dialog; the compiler can't follow that each type has a kind of its own. */
const kindOf = ({ type }: Dialog): DialogKind<Dialog> =>
  DIALOGS[type] as unknown as DialogKind<Dialog>;

export const dialogKeys = (dialog: Dialog): readonly DialogKey[] => kindOf(dialog).keys;

/** The box of the open dialog; undefined if there is none. */
export function openDialogRows(model: Model, glyphs: Glyphs): Placed | undefined {
  const { dialog } = model.view;
  if (dialog === undefined) return undefined;
  const shown = kindOf(dialog).size === undefined ? kindOf(dialog).under?.(dialog) : dialog;
  if (shown === undefined) return undefined;
  const kind = kindOf(shown);
  const size = kind.size?.(model, shown) ?? { width: 0, height: 0 };
  const space = { width: size.width - FRAME.width, height: size.height - FRAME.height, glyphs };
  const rows = kind.rows(model, shown, space);
  return boxed({ title: kind.title(model, shown), rows, ...size, glyphs }, model.view);
}

/** The line in the footer of a dialog that stands there. */
export function dialogFooter(model: Model, space: Space): Row | undefined {
  const { dialog } = model.view;
  if (dialog === undefined || kindOf(dialog).size !== undefined) return undefined;
  return kindOf(dialog).rows(model, dialog, space)[0];
}

/** The content of an open dialog, without its frame, for a screen reader. */
export function dialogRows(model: Model, space: Space): readonly Row[] {
  const { dialog } = model.view;
  if (dialog === undefined) return [];
  const kind = kindOf(dialog);
  const title = kind.title(model, dialog);
  return [...(title === "" ? [] : [row(title)]), ...kind.rows(model, dialog, space)];
}

export function takeInputInDialog(model: Model, shown: Dialog, input: Input): Outcome {
  const { keys, otherwise } = kindOf(shown);
  const binding = keys.find((each) => input.type === "key" && each.keys.includes(input.name));
  if (binding === undefined) return otherwise(model, shown, input);
  const refusal = binding.refusal?.(model, shown);
  if (refusal === undefined) return binding.act(model, shown);
  return shows(withNotice(model.view, { text: refusal, tone: "warn", nowMs: model.nowMs }));
}
