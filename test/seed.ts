/**
 * The seed of every draw that a test makes. `npm test` has the same draws each
 * time, so it fails where a change broke something, not by bad luck.
 * `PAXY_SEED=N npm test` makes other draws; `npm run soak` looks for rare ones.
 */
const FIXED_SEED = 1;

/** The seed of this test run, printed with the name of the test that draws. */
export function seedFor(test: string): number {
  console.log(`${test}: PAXY_SEED=${SEED}`);
  return SEED;
}

export const SEED = seedIn(process.env.PAXY_SEED);

function seedIn(text: string | undefined): number {
  if (text === undefined || text === "") return FIXED_SEED;
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new Error(`PAXY_SEED is "${text}"; it can be a whole number from 0.`);
}
