/** The characters beyond letters that the screen is drawn with; each is one column wide. */
export interface Glyphs {
  readonly rule: string;
  readonly ruleFocused: string;
  readonly full: string;
  /** A progress bar's two parts. */
  readonly barDone: string;
  readonly barLeft: string;
  readonly ellipsis: string;
  readonly waiting: string;
  readonly running: string;
  readonly paused: string;
  readonly done: string;
  readonly cancelled: string;
  readonly nodeUp: string;
  readonly nodeStarting: string;
  readonly nodeDown: string;
  readonly censored: string;
  /** A marker per line of a chart. */
  readonly points: readonly string[];
  /** Every other line of a chart is drawn with it. */
  readonly dotted: string;
  readonly median: string;
  readonly swatch: string;
  readonly axis: string;
  readonly corner: string;
  readonly tick: string;
  readonly axisTick: string;
  /** asciichart's ten symbols. */
  readonly chart: ChartSymbols;
  /** A count that is too small for a row of its own. */
  readonly little: string;
  readonly box: {
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
    readonly horizontal: string;
    readonly vertical: string;
  };
}

type ChartSymbols = [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

export const UNICODE: Glyphs = {
  rule: "─",
  ruleFocused: "━",
  full: "█",
  barDone: "━",
  barLeft: "─",
  ellipsis: "…",
  waiting: "·",
  running: "●",
  paused: "‖",
  done: "✓",
  cancelled: "×",
  nodeUp: "●",
  nodeStarting: "○",
  nodeDown: "×",
  censored: "▲",
  points: ["•", "○", "■", "□", "◆"],
  dotted: "·",
  median: "┊",
  swatch: "■",
  axis: "─",
  corner: "└",
  tick: "┤",
  axisTick: "┬",
  chart: ["┼", "┤", "╶", "╴", "─", "╰", "╭", "╮", "╯", "│"],
  little: "▁",
  box: {
    topLeft: "╭",
    topRight: "╮",
    bottomLeft: "╰",
    bottomRight: "╯",
    horizontal: "─",
    vertical: "│",
  },
};

export const ASCII: Glyphs = {
  rule: "-",
  ruleFocused: "=",
  full: "#",
  barDone: "#",
  barLeft: ".",
  ellipsis: "~",
  waiting: ".",
  running: "*",
  paused: "=",
  done: "+",
  cancelled: "x",
  nodeUp: "*",
  nodeStarting: "o",
  nodeDown: "x",
  censored: "^",
  points: ["o", "x", "*", "#", "%"],
  dotted: ".",
  median: ":",
  swatch: "#",
  axis: "-",
  corner: "+",
  tick: "|",
  axisTick: "+",
  chart: ["+", "|", "-", "-", "-", "\\", "/", "\\", "/", "|"],
  little: "_",
  box: {
    topLeft: "+",
    topRight: "+",
    bottomLeft: "+",
    bottomRight: "+",
    horizontal: "-",
    vertical: "|",
  },
};
