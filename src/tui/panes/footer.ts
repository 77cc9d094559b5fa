import { dialogFooter, dialogKeys } from "../dialogs/dialogs.ts";
import { FOOTER_KEYS } from "../keys.ts";
import type { Model } from "../model/model.ts";
import type { Dialog } from "../model/view.ts";
import { cut } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, spansWidth } from "../text/row.ts";

interface Space {
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** A sentence while there is one to say, else what is typed, else the keys. */
export function footerRow(model: Model, { width, glyphs }: Space): Row {
  const { notice, dialog } = model.view;
  if (notice) {
    const text = cut(notice.text, width - 2, glyphs.ellipsis);
    return row(" ", span(text, notice.tone === "warn" ? "warn" : "plain"));
  }
  const typed = dialogFooter(model, { width, height: 1, glyphs });
  if (typed !== undefined) return typed;
  return hints(dialog ? dialogHints(model, dialog) : paneHints(model), width);
}

interface Hint {
  readonly shown: string;
  readonly word: string;
  readonly dimmed: boolean;
}

const paneHints = (model: Model): Hint[] =>
  FOOTER_KEYS[model.view.focus].map(({ shown, footer = "", refusal }) => ({
    shown,
    word: typeof footer === "string" ? footer : footer(model),
    dimmed: refusal?.(model) !== undefined,
  }));

const dialogHints = (model: Model, dialog: Dialog): Hint[] =>
  dialogKeys(dialog).flatMap(({ shown, footer, refusal }) =>
    footer === undefined
      ? []
      : [{ shown, word: footer, dimmed: refusal?.(model, dialog) !== undefined }],
  );

/** As many as fit. */
function hints(all: readonly Hint[], width: number): Row {
  const spans: Span[] = [span(" ")];
  for (const { shown, word, dimmed } of all) {
    const hint = [
      span(shown, dimmed ? "faint" : "key"),
      span(` ${word}  `, dimmed ? "faint" : "muted"),
    ];
    if (spansWidth([...spans, ...hint]) > width + 1) break;
    spans.push(...hint);
  }
  return { spans };
}
