import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";

const COUNT = 50;
const TARGET_S = 300;
const BUDGET_S = 10;

/** A course of the test folders, with and without faults, each as often as the others. */
export default function gradeOfACourse() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-"));
  try {
    const kinds = readdirSync(resolve("test/lab/folders"));
    for (let index = 0; index < COUNT; index++) {
      const kind = kinds[index % kinds.length] ?? "";
      const to = join(folder, "course", `${kind}_${index}`);
      cpSync(resolve("test/lab/folders", kind), to, { recursive: true });
    }
    const startedAt = performance.now();
    const options = ["--budget", String(BUDGET_S), "--json", "all.json"];
    const args = [resolve("src/setup/paxy.mjs"), "grade", "course", ...options];
    const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: "ignore" });
    // Some of them are wrong.
    if (status !== 1) throw new Error(`paxy grade ended with ${status}`);
    const seconds = (performance.now() - startedAt) / 1000;
    const { submissions } = JSON.parse(readFileSync(join(folder, "all.json"), "utf8"));
    const times = submissions.map((row: { elapsedMs: number }) => row.elapsedMs / 1000);
    const longest = Math.max(...times);
    const onTwo = (seconds * availableParallelism()) / 2;
    return [
      {
        figure: `paxy grade, ${COUNT} submissions, as on 2 processors`,
        measured: `${Math.round(onTwo)} s`,
        reference: `${(COUNT * BUDGET_S) / 2} s if each took its budget`,
        target: `<= ${TARGET_S} s`,
        ok: onTwo <= TARGET_S,
      },
      {
        figure: "the longest of them",
        measured: `${longest.toFixed(1)} s`,
        reference: `a budget of ${BUDGET_S} s`,
        target: "<= 1.10 times",
        ok: longest <= 1.1 * BUDGET_S,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
