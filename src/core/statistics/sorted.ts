import type { Series } from "./series.ts";

interface Sorted {
  readonly length: number;
  readonly values: Float64Array;
}

const known = new WeakMap<number[], Sorted>();

/**
 * The values of a series in ascending order; do not change them. Versions of a series share the
 * part that is already sorted, so that following a growing one costs a merge and not a sort.
 */
export function sorted({ buffer, length }: Series): Float64Array {
  const before = known.get(buffer);
  if (before?.length === length) return before.values;
  if (before !== undefined && before.length > length) return ascending(buffer, 0, length);
  const rest = ascending(buffer, before?.length ?? 0, length);
  const values = before === undefined ? rest : merge(before.values, rest);
  known.set(buffer, { length, values });
  return values;
}

function ascending(buffer: readonly number[], from: number, to: number): Float64Array {
  const own = new Float64Array(to - from);
  for (let i = from; i < to; i++) own[i - from] = buffer[i] as number;
  return own.sort();
}

function merge(one: Float64Array, other: Float64Array): Float64Array {
  const all = new Float64Array(one.length + other.length);
  for (let i = 0, j = 0, k = 0; k < all.length; k++) {
    const takeOne =
      j >= other.length || (i < one.length && (one[i] as number) <= (other[j] as number));
    all[k] = (takeOne ? one[i++] : other[j++]) as number;
  }
  return all;
}
