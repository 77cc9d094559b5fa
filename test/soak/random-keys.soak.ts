import { seedFor } from "../seed.ts";
import { pressRandomKeys } from "../tui/random-keys.ts";

const [ROUNDS, KEYS] = [6, 20_000];

/** Random keys on the screen for minutes; a failure names its seed. */
export default async function soak() {
  const seed = seedFor("random keys");
  for (let round = 0; round < ROUNDS; round++) {
    await pressRandomKeys({ seed: seed + round, keys: KEYS });
  }
  return [{ figure: "random keys survived", measured: String(ROUNDS * KEYS), ok: true }];
}
