/** In the order of the tab key. */
export const PANES = ["trials", "output", "nodes", "charts"] as const;
export type PaneName = (typeof PANES)[number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Which panes are on the screen, and how large. Their places follow from the shape. */
export type Layout =
  | { readonly shape: "too-small" }
  | { readonly shape: "single"; readonly header: Size; readonly panes: Panes }
  | { readonly shape: "stacked"; readonly header: Size; readonly panes: Panes }
  | { readonly shape: "banded"; readonly header: Size; readonly panes: Panes }
  | { readonly shape: "wide"; readonly header: Size; readonly panes: Panes };

export type Panes = Partial<Readonly<Record<PaneName, Size>>>;

export interface LayoutInput {
  readonly columns: number;
  readonly rows: number;
  readonly focus: PaneName;
  /** The pane under the trials where there is room for one. */
  readonly lower: PaneName;
  readonly zoomed: boolean;
  readonly nodes: number;
  /** The number of trials in the list, because a few need little room. */
  readonly trials: number;
  /** Whether there are nodes and output at all: runs in virtual time have neither. */
  readonly hasNodes: boolean;
  readonly shares: Shares;
}

/** The sizes that the user chose: parts of the whole, 0..1. */
export interface Shares {
  /** Of the trials, from what trials and output have together. */
  readonly trials: number;
  /** Of the left column of a wide screen. */
  readonly left: number;
}

export const COLUMNS_MIN = 60;
export const ROWS_MIN = 16;
/** Between panes that stand side by side. */
export const GAP = 2;
/** Fewer columns, and a node takes two rows. */
export const NODE_TABLE_COLUMNS = 70;
const HEADER_ROWS = 2;
const FOOTER_ROWS = 1;
const PANE_ROWS_MIN = 4;

export function layoutOf(input: LayoutInput): Layout {
  const { columns, rows } = input;
  if (columns < COLUMNS_MIN || rows < ROWS_MIN) return { shape: "too-small" };
  const header = { width: columns, height: HEADER_ROWS };
  const body = { width: columns, height: rows - HEADER_ROWS - FOOTER_ROWS };
  if (input.zoomed) return { shape: "single", header, panes: { [input.focus]: body } };
  if (columns >= 130 && rows >= 30) return { shape: "wide", header, panes: wide(input, body) };
  if (columns >= 76 && rows >= 22) return { shape: "banded", header, panes: banded(input, body) };
  return { shape: "stacked", header, panes: stacked(input, body) };
}

/** Trials above one other pane. */
function stacked(input: LayoutInput, { width, height }: Size): Panes {
  const { lower, hasNodes } = input;
  const below = hasNodes ? lower : "charts";
  const trials = trialRows(input, height, PANE_ROWS_MIN);
  return { trials: { width, height: trials }, [below]: { width, height: height - trials } };
}

/** Fewer rows of a chart tell little. */
const BAND_ROWS_MIN = 10;

/** Trials, and below them output above nodes at the left, charts at the right. */
function banded(input: LayoutInput, { width, height }: Size): Panes {
  const trials = trialRows(input, height, BAND_ROWS_MIN);
  const band = height - trials;
  if (!input.hasNodes) {
    return { trials: { width, height: trials }, charts: { width, height: band } };
  }
  const left = Math.floor((width - GAP) / 2);
  const nodes = Math.min(input.nodes + 1, Math.floor(band / 2));
  return {
    trials: { width, height: trials },
    output: { width: left, height: band - nodes },
    nodes: { width: left, height: nodes },
    charts: { width: width - GAP - left, height: band },
  };
}

/** Trials above output at the left, nodes above charts at the right. */
function wide(input: LayoutInput, { width, height }: Size): Panes {
  const { nodes, shares, hasNodes } = input;
  const left = clamp(Math.round((width - GAP) * shares.left), { min: 76, max: width - GAP - 50 });
  const right = width - GAP - left;
  if (!hasNodes) {
    return { trials: { width: left, height }, charts: { width: right, height } };
  }
  const trials = trialRows(input, height, PANE_ROWS_MIN);
  const nodeRows = Math.min(nodes + 2, Math.floor(height / 3));
  return {
    trials: { width: left, height: trials },
    output: { width: left, height: height - trials },
    nodes: { width: right, height: nodeRows },
    charts: { width: right, height: height - nodeRows },
  };
}

/** Their share of the height, never more than the trials need, and `below` rows are left. */
function trialRows({ shares, trials }: LayoutInput, height: number, below: number): number {
  const needed = Math.max(PANE_ROWS_MIN, trials + TITLE_AND_HEADING);
  return Math.min(
    needed,
    clamp(Math.round(height * shares.trials), { min: PANE_ROWS_MIN, max: height - below }),
  );
}

const TITLE_AND_HEADING = 2;

export const clamp = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.max(min, Math.min(max, value));

/** A pane, and a place in it from its upper left corner. */
export interface PanePlace {
  readonly pane: PaneName;
  readonly column: number;
  readonly row: number;
}

/** The pane at a place of the screen; undefined in header and footer. */
export function paneAt(layout: Layout, column: number, row: number): PanePlace | undefined {
  for (const { pane, left, top } of placesOf(layout)) {
    const size = layout.shape === "too-small" ? undefined : layout.panes[pane];
    const at = { pane, column: column - left, row: row - top };
    const isIn = size && at.column >= 0 && at.column < size.width && at.row >= 0;
    if (isIn && at.row < size.height) return at;
  }
  return undefined;
}

interface Corner {
  readonly pane: PaneName;
  readonly left: number;
  readonly top: number;
}

/** Where each pane begins, as the shape puts them together. */
function placesOf(layout: Layout): readonly Corner[] {
  if (layout.shape === "too-small") return [];
  const { panes, shape, header } = layout;
  const from = header.height;
  const heightOf = (pane: PaneName): number => panes[pane]?.height ?? 0;
  const trials: Corner = { pane: "trials", left: 0, top: from };
  const belowTrials = from + heightOf("trials");
  if (shape === "wide") {
    const left = (panes.trials?.width ?? 0) + GAP;
    return [
      trials,
      { pane: "output", left: 0, top: belowTrials },
      { pane: "nodes", left, top: from },
      { pane: "charts", left, top: from + heightOf("nodes") },
    ];
  }
  if (shape === "banded") {
    const left = panes.output === undefined ? 0 : panes.output.width + GAP;
    return [
      trials,
      { pane: "output", left: 0, top: belowTrials },
      { pane: "nodes", left: 0, top: belowTrials + heightOf("output") },
      { pane: "charts", left, top: belowTrials },
    ];
  }
  const shown = PANES.filter((pane) => panes[pane] !== undefined);
  return shown.map((pane, index) => ({
    pane,
    left: 0,
    top: from + shown.slice(0, index).reduce((sum, each) => sum + heightOf(each), 0),
  }));
}
