import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A million on a machine of its own; fewer with PAXY_RUNS where it is shared. */
const RUNS = Number(process.env.PAXY_RUNS ?? 1_000_000);
const SPEED_MIN = 0.95;
const MERGE_S_MAX = 10;
const MERGE_MB_MAX = 200;
const SAMPLE_EVERY_MS = 50;
const CPU_EVERY_MS = 300;

/** A million simulated runs as two shards beside one process that has the machine to itself, and their merge. */
export default async function shards() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-shards-"));
  const trial = { moduleName: "paxy_sim", numProposers: 2, numAcceptors: 3, drop: 1, delay: 10 };
  const batch = { name: "million", repeat: RUNS, seed: 1, trials: [trial] };
  writeFileSync(join(folder, "million.json"), JSON.stringify(batch));
  try {
    const one = await took(folder, [["run", "million.json", "--out", "one"]]);
    const two = await took(
      folder,
      [1, 2].map((k) => ["run", "million.json", "--out", "parts", "--shard", `${k}/2`]),
    );
    const merge = await took(folder, [["merge", "joined", "parts/million"]]);
    const file = (name: string) => readFileSync(join(folder, name, "runs.csv"));
    if (!file("one/million/latest").equals(file("joined"))) throw new Error("the shards differ");
    const speed = one.seconds / two.seconds;
    return [
      {
        figure: `${RUNS.toLocaleString("en")} simulated runs as 2 shards`,
        measured: `${two.seconds.toFixed(1)} s`,
        reference: `one process: ${one.seconds.toFixed(1)} s`,
        ratio: speed.toFixed(2),
        target: `>= ${SPEED_MIN} of its speed`,
        ok: speed >= SPEED_MIN,
      },
      {
        figure: "the same in seconds of CPU, nodes included",
        measured: `${two.cpuS.toFixed(1)} s`,
        reference: `one process: ${one.cpuS.toFixed(1)} s`,
        ratio: (one.cpuS / two.cpuS).toFixed(2),
      },
      {
        figure: "merge of the 2 shards",
        measured: `${merge.seconds.toFixed(1)} s, ${merge.megabytes.toFixed(0)} MB`,
        target: `<= ${MERGE_S_MAX} s, <= ${MERGE_MB_MAX} MB`,
        ok: merge.seconds <= MERGE_S_MAX && merge.megabytes <= MERGE_MB_MAX,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Commands side by side: how long until the last has ended, and the most memory that one of them took. */
async function took(folder: string, commands: readonly (readonly string[])[]) {
  const from = performance.now();
  let megabytes = 0;
  const mark = `PAXY_BENCH=${commands.flat().join("-")}-${process.pid}`;
  const cpu = new Map<string, number>();
  const all = commands.map((args) => start(folder, args, mark));
  const timer = setInterval(() => {
    for (const { child } of all) megabytes = Math.max(megabytes, peakOf(child));
  }, SAMPLE_EVERY_MS);
  const slow = setInterval(() => {
    for (const pid of readdirSync("/proc")) {
      if (isMarked(pid, mark)) cpu.set(pid, Math.max(cpu.get(pid) ?? 0, cpuOf(pid)));
    }
  }, CPU_EVERY_MS);
  const codes = await Promise.all(all.map(({ ended }) => ended));
  clearInterval(timer);
  clearInterval(slow);
  if (codes.some((code) => code !== 0)) throw new Error(`a command ended with ${codes}`);
  const cpuS = [...cpu.values()].reduce((sum, each) => sum + each, 0);
  return { seconds: (performance.now() - from) / 1000, cpuS, megabytes };
}

function start(folder: string, args: readonly string[], mark: string) {
  const [name = "", value] = mark.split("=");
  const child = spawn(process.execPath, [join(process.cwd(), ".build", "cli.js"), ...args], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: join(folder, "state"), [name]: value },
    stdio: "ignore",
  });
  return { child, ended: new Promise<number | null>((end) => child.on("close", end)) };
}

/** Whether a process comes of a command that was started with this variable. */
function isMarked(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${mark}\0`);
  } catch {
    return false;
  }
}

const TICKS_PER_S = 100;

/** proc(5), /proc/pid/stat: utime and stime, s. */
function cpuOf(pid: string): number {
  try {
    const cells = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(cells[11]) + Number(cells[12])) / TICKS_PER_S;
  } catch {
    return 0;
  }
}

/** proc(5), VmHWM: the peak of the resident set. */
function peakOf({ pid }: ChildProcess): number {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
