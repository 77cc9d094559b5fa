import type xterm from "@xterm/headless";

interface Theme {
  readonly background: string;
  readonly foreground: string;
}

export const DARK: Theme = { background: "#14161a", foreground: "#d6dae1" };
export const LIGHT: Theme = { background: "#ffffff", foreground: "#24292f" };

const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;

/** What a terminal shows, as a picture that needs nothing but a monospaced font. */
export function screenToSvg(terminal: xterm.Terminal, theme: Theme = DARK): string {
  const width = terminal.cols * CELL.width + 2 * MARGIN;
  const height = terminal.rows * CELL.height + 2 * MARGIN;
  const rows = Array.from({ length: terminal.rows }, (_, row) => rowToSvg(terminal, row, theme));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${escaped(titleOf(terminal))}</title>
<rect width="100%" height="100%" rx="8" fill="${theme.background}"/>
<g font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${rows.join("\n")}
</g>
</svg>
`;
}

/** For those who can't see it: the first line. */
function titleOf({ buffer: { active } }: xterm.Terminal): string {
  const line = active.getLine(active.baseY)?.translateToString(true) ?? "";
  return line.trim().replace(/\s+/g, " ") || "A terminal";
}

interface Run {
  column: number;
  columns: number;
  text: string;
  readonly look: Look;
}

interface Look {
  readonly foreground: string;
  readonly background: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
}

function rowToSvg(terminal: xterm.Terminal, row: number, theme: Theme): string {
  const runs = runsOf(terminal, row, theme);
  const y = MARGIN + row * CELL.height;
  return runs.map((run) => runToSvg(run, y, theme)).join("");
}

/** Neighbouring cells that look alike. */
function runsOf(terminal: xterm.Terminal, row: number, theme: Theme): Run[] {
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = lookOf(cell, theme);
    const character = cell.getChars() || " ";
    const last = runs.at(-1);
    // A solid block is drawn as one, so that no font leaves gaps between blocks.
    if (last && isSame(last.look, look) && isBlock(last.text) === isBlock(character)) {
      last.text += character;
      last.columns += cell.getWidth();
    } else runs.push({ column, columns: cell.getWidth(), text: character, look });
  }
  return runs;
}

const isBlock = (text: string): boolean => text.startsWith("█");

function runToSvg({ column, columns, text, look }: Run, y: number, theme: Theme): string {
  const x = MARGIN + column * CELL.width;
  const width = (columns * CELL.width).toFixed(1);
  const place = `x="${x.toFixed(1)}" y="${y}" width="${width}"`;
  const ground =
    look.background === theme.background
      ? ""
      : `<rect ${place} height="${CELL.height}" fill="${look.background}"/>`;
  if (isBlock(text)) {
    return `${ground}<rect x="${x.toFixed(1)}" y="${y}" width="${width}" height="${CELL.height}" fill="${look.foreground}"/>`;
  }
  const attributes = [
    `fill="${look.foreground}"`,
    look.bold ? 'font-weight="bold"' : "",
    look.dim ? 'opacity="0.6"' : "",
    look.underline ? 'text-decoration="underline"' : "",
  ].filter(Boolean);
  const pieces = piecesOf(text, columns).map((piece) => {
    const at = `x="${(x + piece.column * CELL.width).toFixed(1)}" y="${y + 13.5}"`;
    const length = (piece.columns * CELL.width).toFixed(1);
    return `<text ${at} textLength="${length}" lengthAdjust="spacingAndGlyphs" ${attributes.join(" ")}>${escaped(piece.text)}</text>`;
  });
  return `${ground}${pieces.join("")}`;
}

/** Without the spaces at its ends and the longer ones within: some browsers drop them and stretch the rest. */
function piecesOf(text: string, columns: number): Pick<Run, "column" | "columns" | "text">[] {
  const isWide = [...text].length !== columns;
  return [...text.matchAll(isWide ? /\S.*\S|\S/gu : /\S+(?: \S+)*/gu)].map((match) => ({
    column: [...text.slice(0, match.index)].length,
    columns: isWide ? columns : [...match[0]].length,
    text: match[0],
  }));
}

type Cell = NonNullable<ReturnType<NonNullable<ReturnType<xterm.IBuffer["getLine"]>>["getCell"]>>;

function lookOf(cell: Cell, theme: Theme): Look {
  const own = {
    foreground: cell.isFgDefault() ? theme.foreground : colourOf(cell.getFgColor(), cell.isFgRGB()),
    background: cell.isBgDefault() ? theme.background : colourOf(cell.getBgColor(), cell.isBgRGB()),
  };
  const isInverse = cell.isInverse() !== 0;
  return {
    foreground: isInverse ? own.background : own.foreground,
    background: isInverse ? own.foreground : own.background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

const isSame = (one: Look, other: Look): boolean => JSON.stringify(one) === JSON.stringify(other);

const SIXTEEN = [
  "#2e3436",
  "#cc3333",
  "#4e9a3b",
  "#c4a000",
  "#3465a4",
  "#8f5fa8",
  "#2a9d9d",
  "#c8ccd2",
  "#6b7280",
  "#ff6961",
  "#7fc27a",
  "#e2b95c",
  "#6eb2f0",
  "#ce8ede",
  "#5fd0d0",
  "#ffffff",
];

function colourOf(value: number, isRgb: boolean): string {
  if (isRgb) return `#${value.toString(16).padStart(6, "0")}`;
  if (value < 16) return SIXTEEN[value] ?? "#ffffff";
  if (value >= 232)
    return hex([8 + 10 * (value - 232), 8 + 10 * (value - 232), 8 + 10 * (value - 232)]);
  const index = value - 16;
  const levels = [0, 95, 135, 175, 215, 255];
  return hex(
    [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map(
      (level) => levels[level] ?? 0,
    ),
  );
}

const hex = (parts: readonly number[]): string =>
  `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
