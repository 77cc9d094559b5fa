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
  readonly failed: string;
  /** A trial that is marked, to be compared or steered with others. */
  readonly marked: string;
  /** More columns at the left and at the right. */
  readonly less: string;
  readonly more: string;
  readonly sortUp: string;
  readonly sortDown: string;
  readonly nodeUp: string;
  readonly nodeStarting: string;
  readonly nodeDown: string;
  readonly censored: string;
  /** A marker per line of a chart. */
  readonly points: readonly string[];
  readonly median: string;
  readonly swatch: string;
  readonly axis: string;
  readonly corner: string;
  readonly tick: string;
  readonly axisTick: string;
  /** Where markers of two lines share a cell. */
  readonly both: string;
  /** Whether plots are drawn in braille. */
  readonly braille: boolean;
  /** A bar's top from an eighth of a row to a whole one. */
  readonly eighths: readonly string[];
  readonly p95: string;
  readonly box: {
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
    readonly horizontal: string;
    readonly vertical: string;
  };
}

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
  failed: "╳",
  marked: "◆",
  less: "‹",
  more: "›",
  sortUp: "▲",
  sortDown: "▼",
  nodeUp: "●",
  nodeStarting: "○",
  nodeDown: "×",
  censored: "▲",
  points: ["•", "○", "■", "□", "◆"],
  median: "┊",
  swatch: "■",
  axis: "─",
  corner: "└",
  tick: "┤",
  axisTick: "┬",
  both: "◉",
  braille: true,
  eighths: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  p95: "╎",
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
  failed: "X",
  marked: "*",
  less: "<",
  more: ">",
  sortUp: "^",
  sortDown: "v",
  nodeUp: "*",
  nodeStarting: "o",
  nodeDown: "x",
  censored: "^",
  points: ["o", "x", "*", "#", "%"],
  median: ":",
  swatch: "#",
  axis: "-",
  corner: "+",
  tick: "|",
  axisTick: "+",
  both: "&",
  braille: false,
  eighths: ["_", "#"],
  p95: ";",
  box: {
    topLeft: "+",
    topRight: "+",
    bottomLeft: "+",
    bottomRight: "+",
    horizontal: "-",
    vertical: "|",
  },
};
