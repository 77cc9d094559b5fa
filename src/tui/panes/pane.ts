import type { Size } from "../model/layout.ts";
import type { Model } from "../model/model.ts";
import type { Glyphs } from "../text/glyphs.ts";
import type { Row } from "../text/row.ts";

/** The input of a pane. */
export interface PaneInput {
  readonly model: Model;
  readonly size: Size;
  readonly glyphs: Glyphs;
}

/** A pane is a plain function of its input: rows, no more than its height, its title first. */
export type Pane = (input: PaneInput) => readonly Row[];
