import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MILLION = 1_000_000;
const SWEEPS = ["acceptors", "delay", "drop", "proposers"].map((name) => `trials/${name}.ts`);
const SAMPLE_INTERVAL_MS = 250;

/** Whole batches in virtual time, from the command to the finished CSV. */
export default async function simBatches() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-sim-batches-"));
  try {
    const quick = await batch(["trials/quickstart.ts", "--repeat", "1000"], folder);
    const sweeps = await batch([...SWEEPS, "--repeat", "100"], folder);
    const million = await batch([largeTrial(folder), "--repeat", String(MILLION)], folder);
    const runsPerSecond = Math.round(MILLION / million.seconds);
    return [
      seconds("three quick-start trials, 1,000 runs each, to finished CSV", quick.seconds, 5),
      seconds("all sweeps in trials/, 100 runs each", sweeps.seconds, 30),
      {
        figure: "a batch of 1,000,000 simulated runs",
        measured: `${million.seconds.toFixed(0)} s, ${runsPerSecond.toLocaleString("en")} runs/s`,
      },
      megabytes("its peak memory in one process of the runner", million.nodeMb, 300),
      megabytes("its peak memory in one process of Erlang", million.erlangMb, 500),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const seconds = (figure: string, measured: number, most: number) => ({
  ...{ figure, measured: `${measured.toFixed(1)} s`, target: `<= ${most} s`, ok: measured <= most },
});

const megabytes = (figure: string, measured: number, most: number) => ({
  ...{ figure, measured: `${measured.toFixed(0)} MB`, target: `<= ${most} MB` },
  ok: measured > 0 && measured <= most,
});

/** Of 5 proposers and 10 acceptors, as the figures of virtual time are. */
function largeTrial(folder: string): string {
  const file = join(folder, "million.json");
  const trial = { numProposers: 5, numAcceptors: 10, drop: 1, delay: 10 };
  writeFileSync(file, JSON.stringify({ name: "million", trials: [trial] }));
  return file;
}

interface Took {
  readonly seconds: number;
  /** Peak of the largest process of each kind, resident. */
  readonly nodeMb: number;
  readonly erlangMb: number;
}

async function batch(args: readonly string[], folder: string): Promise<Took> {
  const options = ["--module", "paxy_sim", "--seed", "1", "--jobs", "2", "--out", folder];
  const began = performance.now();
  const child = spawn(process.execPath, [join(".build", "cli.js"), "run", ...args, ...options], {
    stdio: "ignore",
  });
  const peaks = watchPeaks(child);
  const status = await new Promise((ended) => child.once("close", ended));
  const took = (performance.now() - began) / 1000;
  const { nodeMb, erlangMb } = peaks.end();
  if (status !== 0) throw new Error(`paxy run ${args.join(" ")} ended with ${status}`);
  return { seconds: took, nodeMb, erlangMb };
}

/** What the kernel says of the processes below a child, as long as they are there. */
function watchPeaks({ pid = 0 }: ChildProcess) {
  const peaks = { nodeMb: 0, erlangMb: 0 };
  const timer = setInterval(() => {
    for (const each of descendants(pid)) {
      const kind = each.name.startsWith("beam") ? "erlangMb" : "nodeMb";
      peaks[kind] = Math.max(peaks[kind], each.peakMb);
    }
  }, SAMPLE_INTERVAL_MS);
  return {
    end: () => {
      clearInterval(timer);
      return peaks;
    },
  };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly peakMb: number;
}

function descendants(root: number): Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)));
  const found = all.filter(({ pid }) => pid === root);
  for (const each of found) found.push(...all.filter(({ parent }) => parent === each.pid));
  return found;
}

/** proc(5), /proc/PID/status. */
function processOf(pid: number): Process[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string): string =>
      new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(status)?.[1] ?? "";
    const peakMb = Number(field("VmHWM")) / 1024;
    return [{ pid, parent: Number(field("PPid")), name: field("Name"), peakMb }];
  } catch {
    return [];
  }
}
