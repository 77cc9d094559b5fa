import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { filesBelow } from "../../src/setup/hash.mjs";
import { SEED } from "../seed.ts";

const ROUNDS = 5;

/** The tests that draw, each with other seeds than `npm test` has. */
export default function otherSeeds() {
  const tests = testsThatDraw();
  return Array.from({ length: ROUNDS }, (_, round) => {
    const seed = String(SEED + round);
    const program = [resolve("src/setup/paxy.mjs"), "--task", "test", ...tests];
    const env = { ...process.env, PAXY_SEED: seed };
    const { status } = spawnSync(process.execPath, program, { env, stdio: "inherit" });
    const figure = `${tests.length} files of tests that draw, with another seed`;
    return { figure, measured: `PAXY_SEED=${seed}`, ok: status === 0 };
  });
}

const testsThatDraw = (): readonly string[] =>
  filesBelow("test", [".test.ts", ".test.tsx", "_tests.erl"]).filter((file) =>
    /\/seed\.ts"|\btest_seed:/.test(readFileSync(file, "utf8")),
  );
