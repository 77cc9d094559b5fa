import { sanitise } from "../nodes/sanitise.ts";

/**
 * A sentence for people, on standard error; several are lines of their own.
 * Names of files and what is wrong in them are text of others: nothing in it
 * reaches the terminal as a control sequence.
 */
export function say(sentences: string): void {
  for (const line of sentences.split("\n")) process.stderr.write(`paxy: ${sanitise(line)}\n`);
}
