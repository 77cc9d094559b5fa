import { dialogKeys } from "../dialog-keys.ts";
import { promptRow, searchRow } from "../dialogs/prompt-row.ts";
import { FOOTER_KEYS } from "../keys.ts";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import type { Model } from "../model.ts";
import { cut } from "../text/cells.ts";
import { type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import type { Dialog } from "../view-state.ts";

export function Footer({ model, width }: { readonly model: Model; readonly width: number }) {
  const { glyphs } = useLook();
  return <Lines rows={[footerRow(model, { width, glyphs })]} width={width} height={1} />;
}

interface Space {
  readonly width: number;
  readonly glyphs: ReturnType<typeof useLook>["glyphs"];
}

/** A sentence while there is one to say, else what is typed, else the keys. */
function footerRow(model: Model, { width, glyphs }: Space): Row {
  const { notice, dialog } = model.view;
  if (notice) {
    const text = cut(notice.text, width - 2, glyphs.ellipsis);
    return row(" ", span(text, notice.tone === "warn" ? "warn" : "plain"));
  }
  if (dialog?.type === "prompt") return promptRow(model, dialog);
  if (dialog?.type === "timelineSearch") return searchRow(model, dialog);
  return hints(dialog ? dialogHints(model, dialog) : paneHints(model), width);
}

interface Hint {
  readonly shown: string;
  readonly word: string;
  readonly dimmed: boolean;
}

const paneHints = (model: Model): Hint[] =>
  FOOTER_KEYS.map(({ shown, footer = "", refusal }) => ({
    shown,
    word: typeof footer === "string" ? footer : footer(model),
    dimmed: refusal?.(model) !== undefined,
  }));

const dialogHints = (model: Model, dialog: Dialog): Hint[] =>
  dialogKeys(dialog).keys.flatMap(({ shown, footer, refusal }) =>
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
