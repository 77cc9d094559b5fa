import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { median } from "simple-statistics";

const TIMES = 5;
const TARGET_MS = 2_000;

/** From the command to the start of its first run, when set-up has nothing to do; beside npm alone. */
export default function secondStart() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-second-start-"));
  try {
    firstRunMs(folder);
    const startMs = median(Array.from({ length: TIMES }, () => firstRunMs(folder)));
    const npmMs = median(Array.from({ length: TIMES }, () => npmAloneMs(folder)));
    return [
      {
        figure: "second npm start, command to first run started",
        measured: `${Math.round(startMs)} ms`,
        reference: `${Math.round(npmMs)} ms (npm alone)`,
        ratio: (startMs / npmMs).toFixed(2),
        target: `<= ${TARGET_MS} ms`,
        ok: startMs <= TARGET_MS,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function firstRunMs(folder: string): number {
  const options = ["--set", "sleep=[0]", "--repeat", "1", "--name", "start", "--out", folder];
  const begin = Date.now();
  npm(["start", "--", "run", ...options], process.cwd());
  const csv = readFileSync(join(folder, "start", "latest", "runs.csv"), "utf8");
  const [first] = parse(csv, { columns: true }) as { started_at: string }[];
  return Date.parse(first?.started_at ?? "") - begin;
}

function npmAloneMs(folder: string): number {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts: { start: "true" } }));
  const begin = performance.now();
  npm(["start"], folder);
  return performance.now() - begin;
}

function npm(args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync("npm", ["-s", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}: ${stderr}`);
}
