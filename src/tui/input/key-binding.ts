import type { Model, Outcome } from "../model/model.ts";

/** The action of a key in the panes. */
export interface KeyBinding {
  /** Names of inputs, see terminal/input-parser.ts. */
  readonly keys: readonly string[];
  /** The keys as people write them. */
  readonly shown: string;
  readonly does: string;
  /** The word for it in the footer. */
  readonly footer?: string | ((model: Model) => string);
  /** Why it can't be done now; undefined if it can. */
  readonly refusal?: (model: Model) => string | undefined;
  readonly act: (model: Model) => Outcome;
}
