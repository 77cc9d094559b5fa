import { dataText } from "./message-text.ts";
import type { Data } from "./trace-event.ts";

/** A value that is proposed: red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour that data is; undefined where it is none. */
export const colourOf = (data: Data | undefined): Colour | undefined =>
  Array.isArray(data) && data.length === 3 && data.every(isPart)
    ? (data as unknown as Colour)
    : undefined;

const isPart = (part: Data): boolean =>
  Number.isInteger(part) && +(part as number) >= 0 && +(part as number) <= 255;

/** A colour as Erlang writes it and CSV files have it: `{255,0,0}`. */
const TEXT = /\{(\d{1,3}),(\d{1,3}),(\d{1,3})\}/;

/** The first colour in a text; undefined where none is. */
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
