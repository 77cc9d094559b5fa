import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";

export type Row = Readonly<Record<string, string>>;

/** Runs a batch with the built program in a folder of its own, and hands over the rows of its runs.csv. */
export function runBatch(options: readonly string[], env: NodeJS.ProcessEnv = {}): readonly Row[] {
  const out = mkdtempSync(join(tmpdir(), "paxy-bench-"));
  try {
    const args = [
      resolve("src/setup/paxy.mjs"),
      "run",
      ...options,
      "--name",
      "bench",
      "--out",
      out,
    ];
    const { status, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...env },
    });
    if (status !== 0) throw new Error(`paxy run ended with ${status}: ${stderr}`);
    return parse(readFileSync(join(out, "bench", "latest", "runs.csv"), "utf8"), { columns: true });
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** ms of wall clock from the start of the first run to that of the last, per run. */
export function msPerRun(rows: readonly Row[]): number {
  const starts = rows.map((row) => Date.parse(row.started_at ?? "")).sort((a, b) => a - b);
  return ((starts.at(-1) ?? 0) - (starts[0] ?? 0)) / (rows.length - 1);
}
