/** "a, b or c". */
export function oneOf(names: readonly (number | string)[]): string {
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
