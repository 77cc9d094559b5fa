/** Something that the user has to do; its message is one or two sentences for people. */
export class SetupError extends Error {}

/**
 * Says on stderr what set-up is doing: stdout belongs to results.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`paxy: ${text}\n`);
}
