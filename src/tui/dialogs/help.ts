import { KEY_GROUPS } from "../keys.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { withDialog } from "../model/view.ts";
import { padEnd } from "../text/cells.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";
import { detailDialog } from "./detail.ts";
import {
  boxHeightMax,
  boxWidth,
  closeDialog,
  type DialogKind,
  type DialogOf,
  FRAME,
  movingKeys,
  nothing,
} from "./dialog.ts";
import { timelineDialog } from "./timeline.ts";

const WIDTH_MAX = 74;
const KEY_WIDTH = 13;

/** The table of keys. */
export const helpDialog: DialogKind<DialogOf<"help">> = {
  title: () => "Keys",
  rows: (model, { top }, { width, height }) => {
    const rows = helpRows(model, width);
    return rows.slice(Math.max(0, Math.min(top, rows.length - height)));
  },
  size: (model) => {
    const width = boxWidth(model, WIDTH_MAX);
    const wanted = helpRows(model, width - FRAME.width).length + FRAME.height;
    return { width, height: Math.min(boxHeightMax(model), wanted) };
  },
  keys: [
    { keys: ["escape", "?", "q", "enter"], shown: "esc", footer: "back", act: closeDialog },
    ...movingKeys(scroll, { next: "more", previous: "back up" }),
  ],
  otherwise: nothing,
};

function scroll(model: Model, { top }: DialogOf<"help">, by: number): Outcome {
  const width = boxWidth(model, WIDTH_MAX) - FRAME.width;
  const shown = boxHeightMax(model) - FRAME.height;
  const last = Math.max(0, helpRows(model, width).length - shown);
  const next = Math.max(0, Math.min(last, top + by));
  return shows(withDialog(model.view, { type: "help", top: next }));
}

interface Line {
  readonly shown: string;
  readonly does: string;
  readonly refusal: string | undefined;
}

/** The table of keys by group; what can't be done now is dimmed and says why. */
function helpRows(model: Model, width: number): Row[] {
  const groups = [
    ...KEY_GROUPS.map(({ name, keys }) => ({
      name,
      lines: keys.map(
        ({ shown, does, refusal }): Line => ({ shown, does, refusal: refusal?.(model) }),
      ),
    })),
    { name: "In the detail of a trial", lines: dialogLines(detailDialog.keys) },
    { name: "In the messages of a run", lines: dialogLines(timelineDialog.keys) },
  ];
  return groups.flatMap(({ name, lines }, index) => [
    ...(index === 0 ? [] : [emptyRow]),
    row(span(name, "strong")),
    ...lines.flatMap((line) => helpLine(line, width)),
  ]);
}

/** Whether they can be used is said where they can. */
const dialogLines = (keys: readonly { readonly shown: string; readonly does?: string }[]): Line[] =>
  keys.flatMap(({ shown, does }) =>
    does === undefined ? [] : [{ shown, does, refusal: undefined }],
  );

function helpLine({ shown, does, refusal }: Line, width: number): Row[] {
  const text = refusal === undefined ? does : `${does}: ${refusal}`;
  return wrapped(text, width - KEY_WIDTH).map((line, index) => {
    const key = padEnd(index === 0 ? `  ${shown}` : "", KEY_WIDTH);
    return refusal === undefined ? row(span(key, "key"), line) : row(span(key + line, "faint"));
  });
}
