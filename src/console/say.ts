import { sanitise } from "../nodes/sanitise.ts";

/**
 * Prints a sentence for people on standard error, each line by itself. Control sequences, for
 * instance in names of files, do not reach the terminal.
 */
export function say(sentences: string): void {
  for (const line of sentences.split("\n")) process.stderr.write(`paxy: ${sanitise(line)}\n`);
}
