import { pressRandomKeys } from "../tui/random-keys.ts";

/** Random keys on the screen for minutes; a failure names its seed. */
export default async function soak() {
  let count = 0;
  for (let round = 0; round < 6; round++) {
    const seed = Math.floor(Math.random() * 2 ** 31);
    count += await pressRandomKeys({ seed, ms: 30_000 });
  }
  return [{ figure: "random keys survived", measured: String(count), ok: true }];
}
