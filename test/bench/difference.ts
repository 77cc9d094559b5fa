import { median, quantileSorted } from "simple-statistics";

const RESAMPLES = 4000;

/**
 * A percentile bootstrap interval of median(b) - median(a), where a and b of a
 * pair belong together: pairs are resampled, so that what they share does not
 * blur the difference. The resamples are the same in every call.
 */
export function differenceOfMedians(
  pairs: readonly (readonly [a: number, b: number])[],
  confidence = 0.99,
): readonly [low: number, high: number] {
  const draw = mulberry32(1);
  const differences = Array.from({ length: RESAMPLES }, () => {
    const drawn = resample(pairs, draw);
    return median(drawn.map(([, b]) => b)) - median(drawn.map(([a]) => a));
  }).sort((x, y) => x - y);
  const tail = (1 - confidence) / 2;
  return [quantileSorted(differences, tail), quantileSorted(differences, 1 - tail)];
}

const resample = <Value>(values: readonly Value[], draw: () => number): Value[] =>
  values.map(() => values[Math.floor(draw() * values.length)] as Value);

/** A small generator of well-mixed draws from 0 to 1 (mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
