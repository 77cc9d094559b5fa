/**
 * A list of numbers that only grows at its end, with the semantics of a plain
 * immutable list: appending leaves every earlier version as it was. Versions
 * share one buffer, so that appending a million values one by one is linear.
 */
export interface Series {
  readonly length: number;
  /** Only the first `length` entries belong to this version. */
  readonly buffer: number[];
}

export const emptySeries = (): Series => ({ length: 0, buffer: [] });

export function append(series: Series, value: number): Series {
  const { buffer, length } = series;
  const own = buffer.length === length ? buffer : buffer.slice(0, length);
  own.push(value);
  return { length: length + 1, buffer: own };
}

export const values = (series: Series): number[] => series.buffer.slice(0, series.length);

/** A series of these values; the list is the series' own from now on. */
export const seriesOf = (buffer: number[]): Series => ({ length: buffer.length, buffer });
