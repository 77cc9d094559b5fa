import type { Model, Outcome } from "../model.ts";
import { shows } from "../model.ts";
import type { Input } from "../terminal/input-parser.ts";
import type { Dialog } from "../view-state.ts";

export type DialogOf<Type extends Dialog["type"]> = Extract<Dialog, { readonly type: Type }>;

/** A key of an open dialog; shown at its foot where it has a word for it, and in the help where it says what it does. */
export interface DialogKey<Shown extends Dialog = Dialog> {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly footer?: string;
  readonly does?: string;
  /** Why it can't be done now; undefined where it can. */
  readonly refusal?: (model: Model, dialog: Shown) => string | undefined;
  readonly act: (model: Model, dialog: Shown) => Outcome;
}

export interface DialogKeys<Shown extends Dialog> {
  readonly keys: readonly DialogKey<Shown>[];
  /** What any other input does. */
  readonly otherwise: (model: Model, dialog: Shown, input: Input) => Outcome;
}

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
