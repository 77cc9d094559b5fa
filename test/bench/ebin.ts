import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EBIN } from "../nodes/trials.ts";

/** Calls an expression on a node; the words of each line that it prints. */
type Says = (call: string) => string[][];

/** Hands over a node with paxy's modules and these (paths below test/), and a folder that is gone afterwards. */
export function withModules<Result>(
  sources: readonly string[],
  use: (says: Says, folder: string) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), "bench-modules-"));
  const files = sources.map((source) => resolve("test", source));
  const says: Says = (call) => {
    const args = ["-noshell", "-pa", EBIN, folder, "-eval", `${call}, halt().`];
    const env = { ...process.env, ERL_CRASH_DUMP_SECONDS: "0" };
    const text = execFileSync("erl", args, { encoding: "utf8", env });
    return text
      .trim()
      .split("\n")
      .map((line) => line.split(" "));
  };
  try {
    execFileSync("erlc", ["-pa", EBIN, "-o", folder, ...files]);
    return use(says, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Hands over a folder of the compiled modules in which one is that of test/bench/engines. */
export async function withEngine<Result>(
  module: string,
  use: (ebin: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "bench-ebin-"));
  try {
    for (const name of readdirSync(EBIN)) {
      if (name !== `${module}.beam`)
        symlinkSync(join(realpathSync(EBIN), name), join(folder, name));
    }
    execFileSync("erlc", ["-Werror", "-o", folder, resolve(`test/bench/engines/${module}.erl`)]);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
