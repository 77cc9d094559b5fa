import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EBIN } from "../nodes/trials.ts";

/** Each rule of the proposer is dropped or weakened in turn; the checker or the judge catches every such core. */
export default function mutants() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-mutants-"));
  const sources = ["core_mutants", "paxy_mutants_tests"].map((it) => `test/erlang/check/${it}.erl`);
  try {
    execFileSync("erlc", ["+debug_info", "-pa", EBIN, "-o", folder, ...sources]);
    execFileSync(
      "erl",
      ["-noshell", "-pa", EBIN, folder, "-eval", "paxy_mutants_tests:proposer(), halt()."],
      { stdio: "pipe" },
    );
    return [
      { figure: "mutants of the proposer", measured: "all caught", target: "all caught", ok: true },
    ];
  } catch (error) {
    const measured = String((error as { stdout?: Buffer }).stdout ?? error).slice(0, 500);
    return [{ figure: "mutants of the proposer", measured, target: "all caught", ok: false }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
