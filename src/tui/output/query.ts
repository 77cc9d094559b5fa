import type { OutputLine } from "../../core/run/health.ts";
import { type Field, readTerms } from "../model/terms.ts";
import type { Query } from "../model/view.ts";
import { linearPattern } from "./linear-pattern.ts";

/** A parsed query; `problem` is the error of its regular expression. */
export interface Matcher {
  readonly isEmpty: boolean;
  readonly matches: (line: OutputLine) => boolean;
  /** Where the text matches, to mark it: start and end offsets. */
  readonly places: (text: string) => readonly (readonly [number, number])[];
  readonly problem: string | undefined;
}

/** The line is cut there before a regular expression sees it. */
const SEARCHED_LENGTH_MAX = 2000;
const PLACES_MAX = 20;

const FIELDS: readonly Field<OutputLine>[] = [
  { names: ["trial"], value: ({ trial }) => trial },
  { names: ["run"], value: ({ run }) => run },
];

const isOfNode = (wanted: string) => (line: OutputLine) => line.node.includes(wanted);

/**
 * `trial=3 run>5 node=acc words` or `/regular expression/`: all that is given
 * must hold. Words are looked for as they stand, whatever their case.
 */
export function matcherOf({ text }: Pick<Query, "text">): Matcher {
  const nodes = [...text.matchAll(NODE)].map(([, , name = ""]) => isOfNode(name));
  const terms = readTerms(text.replace(NODE, "$1"), {
    fields: FIELDS,
    words: {},
    unknown: "text",
  });
  try {
    const placesOf = terms.text === "" ? undefined : searchFor(terms.text);
    const isIn = (line: OutputLine): boolean =>
      placesOf === undefined || placesOf(line.text.slice(0, SEARCHED_LENGTH_MAX), 1).length > 0;
    return {
      isEmpty: text.trim() === "",
      matches: (line) =>
        terms.matches(line) && nodes.every((matches) => matches(line)) && isIn(line),
      places: (line) => placesOf?.(line, PLACES_MAX) ?? [],
      problem: undefined,
    };
  } catch (error) {
    return { ...NOTHING_SEARCHED, problem: (error as Error).message };
  }
}

/** Part of a node's name is enough: `node=acc`. */
const NODE = /(^|\s)node[:=](\S+)/g;

const NOTHING_SEARCHED: Omit<Matcher, "problem"> = {
  isEmpty: true,
  matches: () => true,
  places: () => [],
};

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
