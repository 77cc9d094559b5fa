import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EBIN } from "../nodes/trials.ts";

const SOURCES = ["paxy_check_tests", "picky_core"].map((name) => `test/erlang/check/${name}.erl`);

/** The shortest violations among three acceptors, out of every schedule that is shorter. */
export default function checkShortest() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-shortest-"));
  const figure = "steps of the shortest violations";
  const target = "stale_promises 19, stale_votes 28";
  try {
    execFileSync("erlc", ["-pa", EBIN, "-o", folder, ...SOURCES]);
    const program = "ok = paxy_check_tests:long(), halt().";
    execFileSync("erl", ["-noshell", "-pa", EBIN, folder, "-eval", program], { stdio: "pipe" });
    return [{ figure, measured: target, target, ok: true }];
  } catch (error) {
    const measured = String((error as { stdout?: Buffer }).stdout ?? error).slice(0, 500);
    return [{ figure, measured, target, ok: false }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
