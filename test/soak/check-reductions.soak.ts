import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EBIN } from "../nodes/trials.ts";

const CORES = 1000;
const SOURCES = [
  "test_seed",
  "check/paxy_check_reductions_tests",
  "check/every_schedule",
  "check/random_proposer",
  "check/random_acceptor",
].map((name) => `test/erlang/${name}.erl`);

/** A thousand random cores, each with every reduction alone and with all of them: the verdicts of a search that has none. */
export default function checkReductions() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-reductions-"));
  const figure = `${CORES} random cores, reduced as unreduced`;
  try {
    execFileSync("erlc", ["-I", "erlang", "-pa", EBIN, "-o", folder, ...SOURCES]);
    const program = `paxy_check_reductions_tests:cores(${CORES}), halt().`;
    execFileSync("erl", ["-noshell", "-pa", EBIN, folder, "-eval", program], { stdio: "pipe" });
    return [{ figure, measured: "the same verdicts", target: "the same verdicts", ok: true }];
  } catch (error) {
    const measured = String((error as { stdout?: Buffer }).stdout ?? error).slice(0, 500);
    return [{ figure, measured, target: "the same verdicts", ok: false }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
