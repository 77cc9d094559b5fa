const VALUES_MAX = 1_000_000;
const DEPTH_MAX = 50;

/** Says which part of an export is not plain data. */
export class NotPlain extends Error {}

/**
 * A copy of plain data (anything that JSON can hold). Other values are refused, with their place,
 * and not dropped.
 */
export function plainCopy(exported: unknown): unknown {
  let left = VALUES_MAX;

  const copy = (value: unknown, place: string, depth: number): unknown => {
    left -= 1;
    if (left < 0) throw new NotPlain(`more than ${VALUES_MAX} values`);
    if (depth > DEPTH_MAX)
      throw new NotPlain(`${start(place)} is nested too deeply, or contains itself`);
    if (isScalar(value)) return value;
    if (Array.isArray(value))
      return Array.from(value, (item, index) => copy(item, `${place}[${index}]`, depth + 1));
    if (!isPlainObject(value)) throw new NotPlain(`${place} is ${nameOf(value)}`);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => [
          name,
          copy(field, place === "it" ? name : `${place}.${name}`, depth + 1),
        ]),
    );
  };
  return copy(exported, "it", 0);
}

const PLACE_LENGTH_MAX = 40;

/** Endless nesting has no last place worth naming, so long places are cut. */
const start = (place: string): string =>
  place.length > PLACE_LENGTH_MAX ? `${place.slice(0, PLACE_LENGTH_MAX)}...` : place;

function isScalar(value: unknown): boolean {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    Number.isFinite(value)
  );
}

/** Files are evaluated in this realm, but their imports need not be: the prototype's own shape is what counts. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value === "number" || value === undefined) return String(value);
  if (typeof value === "object") return `an object of the class ${value?.constructor?.name ?? "?"}`;
  return `a ${typeof value}`;
}
