import { closest, distance } from "fastest-levenshtein";

/** The known name that was probably meant, or undefined if none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || name.length > 100) return undefined;
  const lower = name.toLowerCase().replaceAll("_", "");
  const found = closest(lower, known.map(plain));
  const index = known.map(plain).indexOf(found);
  return distance(lower, found) <= Math.max(2, Math.floor(found.length / 3))
    ? known[index]
    : undefined;
}

/** "is not a field of a trial; did you mean drop?" */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined
    ? `is not ${what}; there are ${known.join(", ")}`
    : `is not ${what}; did you mean ${meant}?`;
}

const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");
