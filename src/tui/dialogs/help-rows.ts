import { DETAIL_KEYS } from "../keys/detail-keys.ts";
import { TIMELINE_KEYS } from "../keys/timeline-keys.ts";
import { KEY_GROUPS } from "../keys.ts";
import type { Model } from "../model.ts";
import { padEnd } from "../text/cells.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";
import { dialogWidth } from "./dialog-width.ts";

const WIDTH_MAX = 74;
/** Of the box around the rows. */
const FRAME = { columns: 4, rows: 2 };
const KEY_WIDTH = 13;

export const helpWidth = ({ view }: Model): number => dialogWidth(view.columns, WIDTH_MAX);

export const helpRowsShown = ({ view }: Model): number => view.rows - 2 - FRAME.rows;

interface Line {
  readonly shown: string;
  readonly does: string;
  readonly refusal: string | undefined;
}

/** The table of keys by group; what can't be done now is dimmed and says why. */
export function helpRows(model: Model): Row[] {
  const width = helpWidth(model) - FRAME.columns;
  const groups = [
    ...KEY_GROUPS.map(({ name, keys }) => ({
      name,
      lines: keys.map(
        ({ shown, does, refusal }): Line => ({ shown, does, refusal: refusal?.(model) }),
      ),
    })),
    { name: "In the detail of a trial", lines: dialogLines(DETAIL_KEYS.keys) },
    { name: "In the messages of a run", lines: dialogLines(TIMELINE_KEYS.keys) },
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
