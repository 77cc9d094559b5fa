/** The text of a sleep list: "[10, 100]". Parsed by this grammar and by nothing else. */
export const sleepText = (sleep: readonly number[]): string => `[${sleep.join(", ")}]`;

const TEXT_LENGTH_MAX = 20_000;

/** The list, or undefined where the text is none. */
export function parseSleep(text: string): number[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > TEXT_LENGTH_MAX || !trimmed.startsWith("[") || !trimmed.endsWith("]")) {
    return undefined;
  }
  const inner = trimmed.slice(1, -1).trim();
  if (inner === "") return [];
  const entries = inner.split(",").map((entry) => entry.trim());
  return entries.every((entry) => /^-?\d+$/.test(entry)) ? entries.map(Number) : undefined;
}
