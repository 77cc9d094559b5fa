import fc from "fast-check";

/**
 * Every draw that a test makes comes from one seed. `npm test` has the same draws
 * each time, so it fails where a change broke something and not by bad luck;
 * `PAXY_SEED=N npm test` makes other draws, and `npm run soak` draws a seed. What
 * real nodes do in real time is drawn by no seed. The EUnit modules have the same
 * from test/erlang/test_seed.erl.
 */
const FIXED_SEED = 1;

export const SEED = seedIn(process.env.PAXY_SEED);

fc.configureGlobal({ seed: SEED });

export { fc };

/** The seed, said with what draws from it. */
export function seedFor(what: string): number {
  console.log(`${what}: PAXY_SEED=${SEED}`);
  return SEED;
}

function seedIn(text: string | undefined): number {
  const seed = Number(text || FIXED_SEED);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31) return seed;
  throw new Error(`PAXY_SEED is "${text}"; it can be a whole number from 0 to ${2 ** 31 - 1}.`);
}
