import type { CursorPlace, Rgb, Row, Span, Tone } from "./row.ts";
import { spansWidth } from "./row.ts";

/** How many colours a terminal shows: none, 16, 256, or all. */
export type ColourDepth = 0 | 4 | 8 | 24;
export type Background = "dark" | "light";

/** Turns a row into text with SGR sequences, exactly `width` columns wide. */
export type Painter = (line: Row, width: number) => string;

interface Look {
  /** True colour; 256 colours are the nearest of these. */
  readonly rgb?: Rgb;
  /** SGR parameter where there are 16 colours. */
  readonly ansi?: number;
  /** SGR attributes at any depth. */
  readonly attributes?: readonly number[];
}

const BOLD = 1;
const DIM = 2;
const UNDERLINE = 4;
const INVERSE = 7;

const DARK: Readonly<Record<Tone, Look>> = {
  plain: {},
  muted: { rgb: [142, 150, 163], ansi: 37 },
  faint: { rgb: [104, 112, 126], ansi: 90 },
  strong: { attributes: [BOLD] },
  accent: { rgb: [110, 178, 240], ansi: 36, attributes: [BOLD] },
  good: { rgb: [127, 194, 122], ansi: 32 },
  warn: { rgb: [226, 185, 92], ansi: 33 },
  failed: { rgb: [206, 142, 222], ansi: 35 },
  alarm: { rgb: [255, 105, 97], ansi: 31, attributes: [BOLD, INVERSE] },
  chart: { rgb: [110, 178, 240], ansi: 36 },
  match: { rgb: [250, 214, 120], ansi: 33, attributes: [UNDERLINE] },
  key: { rgb: [110, 178, 240], ansi: 36 },
  input: { attributes: [UNDERLINE] },
  caret: { attributes: [INVERSE] },
};

const LIGHT: Readonly<Record<Tone, Look>> = {
  ...DARK,
  muted: { rgb: [92, 99, 112], ansi: 90 },
  // 37 is nearly white in most terminals, and could not be read.
  faint: { rgb: [128, 136, 148], ansi: 90 },
  accent: { rgb: [20, 95, 170], ansi: 34, attributes: [BOLD] },
  // The nearest of 256 colours is a green, too, not a grey.
  good: { rgb: [0, 125, 20], ansi: 32 },
  warn: { rgb: [150, 95, 0], ansi: 33 },
  failed: { rgb: [140, 60, 160], ansi: 35 },
  alarm: { rgb: [190, 20, 20], ansi: 31, attributes: [BOLD, INVERSE] },
  chart: { rgb: [20, 95, 170], ansi: 34 },
  match: { rgb: [140, 80, 0], ansi: 33, attributes: [UNDERLINE] },
  key: { rgb: [20, 95, 170], ansi: 34 },
};

const CURSOR: Readonly<Record<Background, Record<CursorPlace, Rgb>>> = {
  dark: { focused: [44, 62, 92], elsewhere: [38, 42, 50] },
  light: { focused: [202, 222, 246], elsewhere: [232, 235, 239] },
};

/** Of plain text on the cursor's background. */
const INK: Readonly<Record<Background, Rgb>> = { dark: [230, 233, 239], light: [20, 22, 26] };

const GROUND: Readonly<Record<Background, Rgb>> = { dark: [20, 22, 26], light: [255, 255, 255] };

export function createPainter(background: Background, depth: ColourDepth): Painter {
  const looks = background === "light" ? LIGHT : DARK;
  const open = new Map<Tone, string>();
  for (const tone of Object.keys(looks) as Tone[]) open.set(tone, sgr(looks[tone], depth));
  // Under the cursor the background is known, whatever the terminal's own is; its text must be, too.
  const onCursor = sgr({ rgb: INK[background], ansi: background === "dark" ? 97 : 30 }, depth);
  const paintSpan = (part: Span, isUnderCursor: boolean): string => {
    const tone = open.get(part.tone ?? "plain") ?? "";
    const start = part.rgb
      ? valueColour({ value: part.rgb, background, depth })
      : tone === "" && isUnderCursor
        ? onCursor
        : tone;
    const text = start === "" ? part.text : `${start}${part.text}${close(start)}`;
    return part.cursor ? underCursor(text, { where: part.cursor, background, depth }) : text;
  };
  return (line, width) => {
    const { cursor } = line;
    const isTinted = depth === 8 || depth === 24;
    const body = line.spans
      .map((part) => paintSpan(part, isTinted && (cursor ?? part.cursor) !== undefined))
      .join("");
    if (line.cursor === undefined) return body;
    const padding = " ".repeat(Math.max(0, width - spansWidth(line.spans)));
    return underCursor(body + padding, { where: line.cursor, background, depth });
  };
}

function sgr(look: Look, depth: ColourDepth): string {
  // Without colours, what is quiet in colour is dim, and the rest keeps its attributes.
  const attributes = depth === 0 && look.ansi === 90 ? [DIM] : (look.attributes ?? []);
  const parameters = [...attributes, ...colourParameters(look, depth)];
  return parameters.length === 0 ? "" : `\x1b[${parameters.join(";")}m`;
}

function colourParameters(look: Look, depth: ColourDepth): readonly number[] {
  if (depth === 0 || look.ansi === undefined) return [];
  if (depth === 4 || look.rgb === undefined) return [look.ansi];
  return foreground(look.rgb, depth);
}

const foreground = (colour: Rgb, depth: 8 | 24): readonly number[] =>
  depth === 24 ? [38, 2, ...colour] : [38, 5, nearest256(colour)];

/** Ends exactly what a sequence began, so that the cursor's background goes on behind it. */
function close(start: string): string {
  const ends = new Set<number>();
  const parameters = start.slice(2, -1).split(";").map(Number);
  for (const parameter of parameters) {
    if (parameter === BOLD || parameter === DIM) ends.add(22);
    else if (parameter === UNDERLINE) ends.add(24);
    else if (parameter === INVERSE) ends.add(27);
    else {
      ends.add(39);
      break;
    }
  }
  return `\x1b[${[...ends].join(";")}m`;
}

interface CursorLook {
  readonly where: CursorPlace;
  readonly background: Background;
  readonly depth: ColourDepth;
}

function underCursor(body: string, { where, background, depth }: CursorLook): string {
  if (depth === 8 || depth === 24) {
    const colour = CURSOR[background][where];
    const parameters = depth === 24 ? [48, 2, ...colour] : [48, 5, nearest256(colour)];
    return `\x1b[${parameters.join(";")}m${body}\x1b[49m`;
  }
  return where === "focused" ? `\x1b[7m${body}\x1b[27m` : body;
}

interface ValueColour {
  readonly value: Rgb;
  readonly background: Background;
  readonly depth: ColourDepth;
}

function valueColour({ value, background, depth }: ValueColour): string {
  if (depth === 0) return "";
  const colour = readable(value, background);
  const parameters = depth === 4 ? [nearest16(colour)] : foreground(colour, depth);
  return `\x1b[${parameters.join(";")}m`;
}

const CONTRAST_MIN = 3;

/** The colour moved toward white or black until it can be read on the background. */
function readable(colour: Rgb, background: Background): Rgb {
  const goal = background === "dark" ? 255 : 0;
  let seen = colour;
  for (let share = 0; share <= 1; share += 0.1) {
    seen = colour.map((part) => Math.round(part + (goal - part) * share)) as unknown as Rgb;
    if (contrast(seen, GROUND[background]) >= CONTRAST_MIN) break;
  }
  return seen;
}

/** WCAG 2 contrast ratio, 1..21. */
function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** In the 6x6x6 cube or the grey ramp of 256-colour terminals, whichever is nearer. */
function nearest256(colour: Rgb): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const cube = colour.map((part) => nearestIndex(steps, part)) as [number, number, number];
  const cubeColour = cube.map((index) => steps[index] ?? 0);
  const mean = (colour[0] + colour[1] + colour[2]) / 3;
  const grey = Math.min(23, Math.max(0, Math.round((mean - 8) / 10)));
  const greyColour = [8 + 10 * grey, 8 + 10 * grey, 8 + 10 * grey];
  return distance(colour, greyColour) < distance(colour, cubeColour)
    ? 232 + grey
    : 16 + 36 * cube[0] + 6 * cube[1] + cube[2];
}

/** One of the six hues, or white or grey, in its bright form. */
function nearest16(colour: Rgb): number {
  const high = Math.max(...colour);
  if (high - Math.min(...colour) < 40) return high > 127 ? 37 : 90;
  const bits = colour.map((part) => (part > high / 2 ? 1 : 0)) as [number, number, number];
  return 90 + bits[0] + 2 * bits[1] + 4 * bits[2];
}

function nearestIndex(steps: readonly number[], value: number): number {
  let best = 0;
  for (let index = 1; index < steps.length; index++) {
    if (Math.abs((steps[index] ?? 0) - value) < Math.abs((steps[best] ?? 0) - value)) best = index;
  }
  return best;
}

const distance = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, part, index) => sum + (part - (other[index] ?? 0)) ** 2, 0);
