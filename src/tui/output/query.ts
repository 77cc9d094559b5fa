import type { OutputLine } from "../../core/run/health.ts";
import type { Query } from "../view-state.ts";

/** What a query looks for; `problem` says what is wrong with its regular expression. */
export interface Matcher {
  readonly isEmpty: boolean;
  readonly matches: (line: OutputLine) => boolean;
  /** Where the text matches, to mark it: start and end offsets. */
  readonly places: (text: string) => readonly (readonly [number, number])[];
  readonly problem: string | undefined;
}

interface Terms {
  readonly text: string;
  readonly trial: number | undefined;
  readonly node: string | undefined;
}

/** The line is cut there before a regular expression sees it. */
const SEARCHED_LENGTH_MAX = 2000;
const PLACES_MAX = 20;

/**
 * `trial:3 node:acc words` or `/regular expression/`: all that is given must
 * hold; words are looked for as they stand, whatever their case.
 */
export function matcherOf({ text }: Pick<Query, "text">): Matcher {
  const terms = termsOf(text);
  const pattern = patternOf(terms.text);
  if (pattern instanceof Error) return { ...NONE, problem: pattern.message };
  const holds = (line: OutputLine): boolean =>
    (terms.trial === undefined || line.trial === terms.trial) &&
    (terms.node === undefined || line.node.includes(terms.node)) &&
    (pattern === undefined || pattern.test(line.text.slice(0, SEARCHED_LENGTH_MAX)));
  return {
    isEmpty: text.trim() === "",
    matches: holds,
    places: (line) => (pattern === undefined ? [] : placesOf(pattern, line)),
    problem: undefined,
  };
}

const NONE: Matcher = {
  isEmpty: true,
  matches: () => true,
  places: () => [],
  problem: undefined,
};

function termsOf(text: string): Terms {
  let trial: number | undefined;
  let node: string | undefined;
  const words = text.split(" ").filter((word) => {
    const [, name, value] = /^(trial|node):(\S+)$/.exec(word) ?? [];
    if (name === "trial" && /^\d+$/.test(value ?? "")) trial = Number(value);
    else if (name === "node") node = value;
    else return true;
    return false;
  });
  return { text: words.join(" ").trim(), trial, node };
}

function patternOf(text: string): RegExp | undefined | Error {
  if (text === "") return undefined;
  const [, source] = /^\/(.+)\/$/.exec(text) ?? [];
  try {
    return new RegExp(source ?? escaped(text), "i");
  } catch (error) {
    return error as Error;
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function placesOf(pattern: RegExp, text: string): readonly (readonly [number, number])[] {
  const places: [number, number][] = [];
  const every = new RegExp(pattern.source, "gi");
  for (const match of text.slice(0, SEARCHED_LENGTH_MAX).matchAll(every)) {
    if (match[0].length > 0) places.push([match.index, match.index + match[0].length]);
    if (places.length === PLACES_MAX) break;
  }
  return places;
}
