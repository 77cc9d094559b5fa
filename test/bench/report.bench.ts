import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROGRAM = resolve("src/setup/paxy.mjs");

/** Pages and comparisons of real folders, from the command to the finished file. */
export default async function report() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-report-"));
  try {
    await batch(folder, "small", { trials: 60, runs: 100 });
    await batch(folder, "large", { trials: 500, runs: 1000 });
    await batch(folder, "one", { trials: 100, runs: 1000 });
    await batch(folder, "other", { trials: 100, runs: 1000, seed: 2 });
    const small = await page(folder, "small");
    const large = await page(folder, "large");
    const compared = await timed(["compare", join(folder, "one"), join(folder, "other"), "--json"]);
    return [
      limit("page of 60 trials x 100 runs", small.kB, 300, "kB"),
      limit("its time", small.seconds, 2, "s"),
      limit("page of 500 trials x 1,000 runs", large.kB, 2000, "kB"),
      limit("its time", large.seconds, 10, "s"),
      limit("its memory", large.mB, 400, "MB"),
      limit("compare of two folders of 100,000 runs", compared.seconds, 3, "s"),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const limit = (figure: string, measured: number, most: number, unit: string) => ({
  figure,
  measured: `${measured.toFixed(unit === "s" ? 1 : 0)} ${unit}`,
  ...{ target: `<= ${most} ${unit}`, ok: measured <= most },
});

/** Runs that are simulated of each trial; the rest are copies of their rows under further numbers. */
const SIMULATED = 20;

/** A grid of delays and losses, for both versions. */
async function batch(
  folder: string,
  name: string,
  { trials, runs, seed = 1 }: { trials: number; runs: number; seed?: number },
): Promise<void> {
  const delays = Array.from({ length: trials / 10 }, (_, index) => 1 + index);
  const file = join(folder, `${name}.json`);
  const sweep = { delay: delays, drop: [0, 5, 10, 15, 20], moduleVersion: [1, 2] };
  const base = { moduleName: "paxy_sim", numProposers: 2, numAcceptors: 3 };
  const settings = { name, repeat: SIMULATED, seed, jobs: 2 };
  writeFileSync(file, JSON.stringify({ ...settings, trials: [{ ...base, sweep }] }));
  await timed(["run", file, "--out", folder]);
  grow(join(folder, name, "latest"), runs);
}

/** Gives each trial of a folder as many runs, by copies of those that it has. */
function grow(folder: string, runs: number): void {
  const file = join(folder, "runs.csv");
  const [header, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
  const copies = Array.from({ length: runs / SIMULATED }, (_, copy) =>
    rows.map((row) =>
      row.replace(
        /^(\d+),(\d+),/,
        (_, trial, run) => `${trial},${Number(run) + copy * SIMULATED},`,
      ),
    ),
  );
  writeFileSync(file, `${[header, ...copies.flat()].join("\n")}\n`);
  const manifest = join(folder, "manifest.json");
  const grown = readFileSync(manifest, "utf8")
    .replace(`"repeat": ${SIMULATED}`, `"repeat": ${runs}`)
    .replaceAll(`"runs":${SIMULATED}`, `"runs":${runs}`);
  writeFileSync(manifest, grown);
}

async function page(folder: string, name: string) {
  const file = join(folder, `${name}.html`);
  const took = await timed(["report", join(folder, name), "--html", file]);
  return { ...took, kB: statSync(file).size / 1000 };
}

async function timed(args: readonly string[]): Promise<{ seconds: number; mB: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: "ignore" });
  const peak = watchPeak(child);
  const status = await new Promise((ended) => child.once("close", ended));
  const mB = peak.end();
  if (status !== 0) throw new Error(`paxy ${args.join(" ")} ended with ${status}`);
  return { seconds: (performance.now() - began) / 1000, mB };
}

/** What the kernel says of the process's memory, as long as it is there (proc(5), VmHWM). */
function watchPeak({ pid }: ChildProcess) {
  let most = 0;
  const timer = setInterval(() => {
    try {
      const [, kB] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      most = Math.max(most, Number(kB ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 50);
  return {
    end: () => {
      clearInterval(timer);
      return most;
    },
  };
}
