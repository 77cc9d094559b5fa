import { nearest } from "../../core/trial/nearest.ts";

/** A field of terms: `delay>150` is about the field `delay`. */
export interface Field<Item> {
  /** The first is the name by which it is suggested. */
  readonly names: readonly string[];
  readonly value: (item: Item) => number | string | undefined;
}

/** The language of a filter: its fields, and words such as `done` that stand alone. */
export interface Vocabulary<Item> {
  readonly fields: readonly Field<Item>[];
  readonly words: Readonly<Record<string, (item: Item) => boolean>>;
  /** Text such as `a=b` may be meant as it stands: output is searched for anything. */
  readonly unknown: "refused" | "text";
}

/** A parsed text of terms; all of them must hold. */
export interface Terms<Item> {
  readonly matches: (item: Item) => boolean;
  /** Words that are not terms, in order: free text. */
  readonly text: string;
  /** The problem of the text; empty if there is none. */
  readonly problem: string;
}

type Test<Item> = (item: Item) => boolean;

/**
 * Reads `delay=10 drop=0,5 delay=100..150 median>1000 !done words`. `=` and `:`
 * mean the whole value; a comma parts alternatives, `..` makes a range, `!`
 * turns a term round.
 */
export function readTerms<Item>(text: string, vocabulary: Vocabulary<Item>): Terms<Item> {
  const tests: Test<Item>[] = [];
  const rest: string[] = [];
  let problem = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const read = readWord(word, vocabulary);
    if (typeof read === "function") tests.push(read);
    else if (read === undefined) rest.push(word);
    else problem ||= read.problem;
  }
  return { matches: (item) => tests.every((test) => test(item)), text: rest.join(" "), problem };
}

const TERM = /^([#a-z][\w%]*)(!=|<=|>=|=|:|<|>)(.*)$/i;

function readWord<Item>(
  word: string,
  vocabulary: Vocabulary<Item>,
): Test<Item> | { readonly problem: string } | undefined {
  if (word.startsWith("!") && word.length > 1) {
    const inner = readWord(word.slice(1), vocabulary);
    return typeof inner === "function" ? (item) => !inner(item) : inner;
  }
  const [, name = "", operator = "", value = ""] = TERM.exec(word) ?? [];
  if (operator === "") return vocabulary.words[word.toLowerCase()];
  const wanted = name.toLowerCase();
  const field = vocabulary.fields.find(({ names }) =>
    names.some((each) => each.toLowerCase() === wanted),
  );
  if (field !== undefined) return comparison(field, operator, value.toLowerCase());
  return vocabulary.unknown === "text" ? undefined : { problem: unknownField(name, vocabulary) };
}

function unknownField<Item>(name: string, { fields }: Vocabulary<Item>): string {
  const meant = nearest(
    name,
    fields.flatMap(({ names }) => names),
  );
  const known = fields.map(({ names }) => names[0]).join(", ");
  return meant === undefined
    ? `there is no field ${name}; fields are ${known}`
    : `there is no field ${name}; did you mean ${meant}?`;
}

function comparison<Item>({ value }: Field<Item>, operator: string, text: string): Test<Item> {
  // While a value is still being typed, everything is shown.
  if (text === "") return () => true;
  if (operator === "=" || operator === ":") return oneOf(value, text);
  if (operator === "!=") {
    const isEqual = oneOf(value, text);
    return (item) => !isEqual(item);
  }
  const limit = Number(text);
  const compare = COMPARISONS[operator] as (one: number, other: number) => boolean;
  return (item) => {
    const found = value(item);
    return typeof found === "number" && compare(found, limit);
  };
}

const COMPARISONS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  "<": (one, other) => one < other,
  ">": (one, other) => one > other,
  "<=": (one, other) => one <= other,
  ">=": (one, other) => one >= other,
};

function oneOf<Item>(value: Field<Item>["value"], text: string): Test<Item> {
  // A list in brackets is one value.
  const choices = (text.startsWith("[") ? [text] : text.split(",")).map(choice);
  return (item) => {
    const found = value(item);
    return found !== undefined && choices.some((matches) => matches(found));
  };
}

function choice(text: string): (found: number | string) => boolean {
  const [, low, high] = /^(-?[\d.]*\d)\.\.(-?[\d.]*\d)$/.exec(text) ?? [];
  if (low !== undefined && high !== undefined) {
    return (found) => typeof found === "number" && found >= Number(low) && found <= Number(high);
  }
  const plain = text.replaceAll(" ", "");
  return (found) =>
    typeof found === "number"
      ? found === Number(text)
      : found.toLowerCase().replaceAll(" ", "") === plain;
}
