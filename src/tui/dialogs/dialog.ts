import type { Size } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { type Dialog, withDialog } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import type { Glyphs } from "../text/glyphs.ts";
import type { Row } from "../text/row.ts";

export type DialogOf<Type extends Dialog["type"]> = Extract<Dialog, { readonly type: Type }>;

/** Room for a dialog's rows, without its frame. */
export interface Space {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** A kind of dialog: one file each, and one line in the table. */
export interface DialogKind<Shown extends Dialog> {
  readonly title: (model: Model, dialog: Shown) => string;
  /** Its content, without its frame. */
  readonly rows: (model: Model, dialog: Shown, space: Space) => readonly Row[];
  /** The size of the box with its frame; undefined for a dialog in the footer. */
  readonly size: ((model: Model, dialog: Shown) => Size) | undefined;
  /** Under one in the footer: the box that stays open. */
  readonly under?: (dialog: Shown) => Dialog | undefined;
  readonly keys: readonly DialogKey<Shown>[];
  /** The action of any other input. */
  readonly otherwise: (model: Model, dialog: Shown, input: Input) => Outcome;
}

/**
 * A key of an open dialog. It is shown at its foot if it has a word, and in the help if it has a
 * description.
 */
export interface DialogKey<Shown extends Dialog = Dialog> {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly footer?: string;
  readonly does?: string;
  /** Why it can't be done now; undefined if it can. */
  readonly refusal?: (model: Model, dialog: Shown) => string | undefined;
  readonly act: (model: Model, dialog: Shown) => Outcome;
}

/** Of the frame around a dialog, at both sides. */
export const FRAME = { width: 4, height: 2 } as const;

/** Fewer columns of a pane beside a box would only look ragged. */
export const BESIDE_MIN = 32;

/** From edge to edge if there is no room for panes beside it. */
export const boxWidth = ({ view: { columns } }: Model, most: number): number =>
  columns <= most + BESIDE_MIN ? columns : most;

/** The screen but for its first row and the footer. */
export const boxHeightMax = ({ view }: Model): number => view.rows - 2;

export const closeDialog = ({ view }: Model): Outcome => shows(withDialog(view, undefined));

export const nothing = ({ view }: Model): Outcome => shows(view);

type Move<Shown> = (model: Model, dialog: Shown, by: number) => Outcome;

/** The keys that move in every long dialog. */
export function movingKeys<Shown extends Dialog>(
  move: Move<Shown>,
  { next, previous }: { readonly next: string; readonly previous: string },
): DialogKey<Shown>[] {
  const key = (keys: readonly string[], shown: string, by: (model: Model) => number) => ({
    ...{ keys, shown },
    act: (model: Model, dialog: Shown) => move(model, dialog, by(model)),
  });
  return [
    { ...key(["down", "j"], "down", () => 1), footer: next },
    { ...key(["up", "k"], "up", () => -1), footer: previous },
    key(["pagedown", "ctrl-f", "space"], "PgDn", page),
    key(["pageup", "ctrl-b"], "PgUp", (model) => -page(model)),
    key(["g", "home"], "g", () => Number.NEGATIVE_INFINITY),
    key(["G", "end"], "G", () => Number.POSITIVE_INFINITY),
  ];
}

/** A little less than what a dialog as high as the screen shows. */
const page = ({ view }: Model): number => Math.max(1, view.rows - 8);
