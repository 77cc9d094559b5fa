import { fuzzFolders } from "../fuzz/folders.ts";
import { fuzzInputs } from "../fuzz/inputs.ts";
import { fuzzKeys } from "../fuzz/keys.ts";
import { fuzzMessages } from "../fuzz/messages.ts";
import { fuzzRecords } from "../fuzz/records.ts";
import { seedFor } from "../seed.ts";

/** The fuzzers of test/fuzz, for as long as it takes to find what is rare. */
const FUZZERS = [
  ["streams of a node's output", 1_000_000, fuzzRecords],
  ["streams of key input", 1_000_000, fuzzKeys],
  ["batch files, --set and sleep texts", 200_000, fuzzInputs],
  ["clients that say anything", 20_000, fuzzMessages],
  ["damaged folders of results", 5_000, fuzzFolders],
] as const;

export default async function fuzz() {
  const rows = [];
  for (const [what, cases, run] of FUZZERS) {
    const seed = seedFor(what);
    const begin = performance.now();
    await run(cases, seed);
    const seconds = Math.round((performance.now() - begin) / 1000);
    rows.push({
      figure: `fuzzing: ${what}`,
      measured: `${cases} cases in ${seconds} s, seed ${seed}`,
      target: "none fails",
      ok: true,
    });
  }
  return rows;
}
