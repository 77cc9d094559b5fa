import { dataText } from "./message-text.ts";
import type { Data } from "./trace-event.ts";

/** A value that is proposed: red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour in data; undefined if the data is not a colour. */
export const colourOf = (data: Data | undefined): Colour | undefined =>
  Array.isArray(data) && data.length === 3 && data.every(isPart)
    ? (data as unknown as Colour)
    : undefined;

const isPart = (part: Data): boolean =>
  Number.isInteger(part) && +(part as number) >= 0 && +(part as number) <= 255;

/** A colour as Erlang writes it and CSV files have it: `{255,0,0}`. */
const TEXT = /\{(\d{1,3}),(\d{1,3}),(\d{1,3})\}/;

/** The first colour in a text; undefined if there is none. */
export const colourIn = (text: string): Colour | undefined =>
  colourOf(TEXT.exec(text)?.slice(1).map(Number));

/** The values that the first proposers of a trial propose (erlang/world/paxy_trial.erl). */
const NAMES: Readonly<Record<string, string>> = {
  "255,0,0": "red",
  "0,255,0": "green",
  "0,0,255": "blue",
  "255,128,0": "orange",
  "255,0,255": "magenta",
  "0,255,255": "cyan",
  "255,255,0": "yellow",
  "128,0,255": "violet",
  "0,128,128": "teal",
  "128,0,0": "maroon",
  "128,128,0": "olive",
};

/** The name of a value, if it has one, or its text. */
export const valueName = (value: Data): string =>
  NAMES[(colourOf(value) ?? []).join()] ?? dataText(value);

/** A colour of the same hue that can be read on black and on white: of middle luminance (WCAG 2). */
export function legible(colour: Colour): Colour {
  const luminance = luminanceOf(colour);
  const [to, share] =
    luminance < LEGIBLE.min
      ? [255, (LEGIBLE.min - luminance) / (1 - luminance)]
      : [0, 1 - Math.min(1, LEGIBLE.max / luminance)];
  return linear(colour).map((part) => gamma(part + (to / 255 - part) * share)) as never;
}

/** Both have a contrast of at least 4 to black and to white. */
const LEGIBLE = { min: 0.16, max: 0.2 } as const;

const linear = (colour: Colour): number[] =>
  colour.map((part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );

const gamma = (part: number): number =>
  Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));

/** Relative luminance, 0 (black) to 1 (white). */
export function luminanceOf(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The text with its values in their own colour, legible on black and on white, by control sequences. */
export const coloured = (text: string, colours: "palette" | "all"): string =>
  text.replaceAll(VALUES, (value) => {
    const colour = colourIn(value);
    return colour ? `\u001b[${ink(legible(colour), colours)}m${value}\u001b[39m` : value;
  });

const VALUES = /\{\d{1,3},\d{1,3},\d{1,3}\}/g;

/** In the palette of 256, the nearest colour of its cube of 6 x 6 x 6. */
function ink(colour: Colour, colours: "palette" | "all"): string {
  if (colours === "all") return `38;2;${colour.join(";")}`;
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part < 48 ? 0 : part < 115 ? 1 : Math.floor((part - 35) / 40),
  );
  return `38;5;${16 + 36 * red + 6 * green + blue}`;
}
