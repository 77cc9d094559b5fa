import { sanitise } from "../nodes/sanitise.ts";

/** The program as the person started it; set-up says so (src/setup/command-name.mjs). */
export const programName = process.env.PAXY_COMMAND || "paxy";

/** A command that can be pasted into a shell here, whatever its arguments hold. */
export const commandText = (...args: readonly string[]): string =>
  [programName, ...args.map(asArgument)].join(" ");

/**
 * A text quoted as one shell argument. Control characters are escaped in the form that bash and zsh
 * read.
 */
export function asArgument(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (sanitise(text) !== text) return `$'${[...Buffer.from(text)].map(escaped).join("")}'`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  if (/[\w@%+=:,./ -]/.test(character)) return character;
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
