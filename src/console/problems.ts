import type { Problem } from "../core/problem.ts";

/** Bad input: said in plain sentences, exit code 2, nothing started. */
export class InputError extends Error {}

const PROBLEMS_SHOWN_MAX = 5;

/** What is wrong with a file or the command line, one sentence a line. */
export function inputError(where: string, problems: readonly Problem[]): InputError {
  const shown = problems
    .slice(0, PROBLEMS_SHOWN_MAX)
    .map(({ message }) => sentence(`${where}${message}`));
  const more = problems.length - shown.length;
  return new InputError([...shown, ...(more > 0 ? [`${where}and ${more} more.`] : [])].join("\n"));
}

const sentence = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`);
