import type { Problem } from "../core/problem.ts";

/** Bad input: it is reported in plain sentences, with exit code 2, and nothing starts. */
export class InputError extends Error {}

const PROBLEMS_SHOWN_MAX = 5;

/** The problems of a file or of the command line, one sentence per line. */
export function inputError(where: string, problems: readonly Problem[]): InputError {
  const shown = problems
    .slice(0, PROBLEMS_SHOWN_MAX)
    .map(({ message }) => sentence(`${where}${message}`));
  const more = problems.length - shown.length;
  return new InputError([...shown, ...(more > 0 ? [`${where}and ${more} more.`] : [])].join("\n"));
}

const sentence = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`);
