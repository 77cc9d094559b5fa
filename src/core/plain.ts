// The one rule for text of others: C0 and C1 controls, characters that change the direction of
// text or are invisible, line and paragraph separators, lone surrogates.
const CONTROL = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]";
const CONTROLS = new RegExp(CONTROL, "gu");
const RUNS = new RegExp(`${CONTROL}+`, "gu");

/** The text of a control character's place. */
type Instead = (character: string) => string;

/**
 * The text without anything that moves a cursor or changes a colour or the direction of text;
 * `?`, or the text that `instead` gives, replaces each such character.
 */
export const plain = (text: string, instead: Instead = () => "?"): string =>
  text.replace(CONTROLS, instead);

/** The same in one line, with a space for each run of control characters. */
export const oneLine = (text: string): string => text.replace(RUNS, " ").trim();
