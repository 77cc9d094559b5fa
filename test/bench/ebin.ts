import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EBIN } from "../nodes/trials.ts";

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
