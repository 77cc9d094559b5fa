import type { OutputLine } from "../../core/run/health.ts";
import type { Query } from "../model/view.ts";
import { linearPattern } from "./linear-pattern.ts";

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
 * hold. Words are looked for as they stand, whatever their case.
 */
export function matcherOf({ text }: Pick<Query, "text">): Matcher {
  const { trial, node, text: searched } = termsOf(text);
  try {
    const placesOf = searched === "" ? undefined : searchFor(searched);
    const isIn = (line: OutputLine): boolean =>
      placesOf === undefined || placesOf(line.text.slice(0, SEARCHED_LENGTH_MAX), 1).length > 0;
    return {
      isEmpty: text.trim() === "",
      matches: (line) =>
        (trial === undefined || line.trial === trial) &&
        (node === undefined || line.node.includes(node)) &&
        isIn(line),
      places: (line) => placesOf?.(line, PLACES_MAX) ?? [],
      problem: undefined,
    };
  } catch (error) {
    return { ...NOTHING_SEARCHED, problem: (error as Error).message };
  }
}

const NOTHING_SEARCHED: Omit<Matcher, "problem"> = {
  isEmpty: true,
  matches: () => true,
  places: () => [],
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

type Place = readonly [from: number, to: number];
type Search = (text: string, most: number) => readonly Place[];

function searchFor(searched: string): Search {
  const [, source] = /^\/(.+)\/$/.exec(searched) ?? [];
  return source === undefined
    ? wordSearch(searched.toLowerCase())
    : patternSearch(linearPattern(source));
}

const wordSearch =
  (word: string): Search =>
  (text, most) => {
    const places: Place[] = [];
    const lower = text.toLowerCase();
    let from = lower.indexOf(word);
    while (from !== -1 && places.length < most) {
      places.push([from, from + word.length]);
      from = lower.indexOf(word, from + word.length);
    }
    return places;
  };

const patternSearch =
  (pattern: RegExp): Search =>
  (text, most) => {
    if (most === 1) return pattern.test(text) ? [[0, 0]] : [];
    const places: Place[] = [];
    for (const match of text.matchAll(new RegExp(pattern, "g"))) {
      if (match[0].length > 0) places.push([match.index, match.index + match[0].length]);
      if (places.length === most) break;
    }
    return places;
  };
