import { recordProperties } from "../nodes/record-properties.ts";
import { seedFor } from "../seed.ts";

const CASES = 1_000_000;

/** The parser of what nodes send, on random streams. */
export default async function records() {
  const seed = seedFor("records");
  return recordProperties(CASES, seed).map(({ name, check }) => {
    const started = performance.now();
    const figure = `${name}, ${CASES} streams (PAXY_SEED=${seed})`;
    try {
      check();
    } catch (error) {
      console.error(error);
      return { figure, measured: "a stream breaks it", ok: false };
    }
    const seconds = (performance.now() - started) / 1000;
    return { figure, measured: `${seconds.toFixed(0)} s`, ok: true };
  });
}
