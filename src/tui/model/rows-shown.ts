import type { Model } from "./model.ts";

/** Title and headings of the trials; title of the output. */
export const TRIALS_ROWS_ABOVE = 2;
export const OUTPUT_ROWS_ABOVE = 1;

/** How many trials the list shows at once. */
export const trialRowsShown = (model: Model): number =>
  Math.max(1, paneHeight(model, "trials") - TRIALS_ROWS_ABOVE);

export const outputRowsShown = (model: Model): number =>
  Math.max(1, paneHeight(model, "output") - OUTPUT_ROWS_ABOVE);

function paneHeight({ layout }: Model, pane: "trials" | "output"): number {
  return layout.shape === "too-small" ? 0 : (layout.panes[pane]?.height ?? 0);
}
