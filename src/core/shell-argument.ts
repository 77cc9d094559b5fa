import { plain } from "./plain.ts";

/**
 * A text quoted as one shell argument. Control characters are escaped in the form that bash and
 * zsh read.
 */
export function shellArgument(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (plain(text) !== text)
    return `$'${[...new TextEncoder().encode(text)].map(escaped).join("")}'`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  if (/[\w@%+=:,./ -]/.test(character)) return character;
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
