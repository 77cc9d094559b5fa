import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EBIN } from "../nodes/trials.ts";

const PROGRAM = `[io:format("~s ~w ~w~n", [N, E, S]) || {N, E, S} <- paxy_lab_expected_tests:long()], halt().`;

/** The test folders whose checks take long for every day: each ends as test/erlang/lab/lab_expected.erl says. */
export default function labFolders() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-lab-folders-"));
  const sources = ["lab_version", "lab_expected", "paxy_lab_expected_tests"];
  try {
    const files = sources.map((it) => `test/erlang/lab/${it}.erl`);
    execFileSync("erlc", ["-pa", EBIN, "-o", folder, ...files]);
    const said = execFileSync("erl", ["-noshell", "-pa", EBIN, folder, "-eval", PROGRAM], {
      encoding: "utf8",
    });
    return said
      .trim()
      .split("\n")
      .map((line) => {
        const [name = "", measured = "", target = ""] = line.split(" ");
        return { figure: `check of ${name}`, measured, target, ok: measured === target };
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
