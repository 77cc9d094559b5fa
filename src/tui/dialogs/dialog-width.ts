/** What is left of a pane beside a box in fewer columns than these is only a ragged edge. */
export const BESIDE_MIN = 32;

/** From edge to edge where there is no room for panes beside it. */
export const dialogWidth = (columns: number, most: number): number =>
  columns <= most + BESIDE_MIN ? columns : most;
