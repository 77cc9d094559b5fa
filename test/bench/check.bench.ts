import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const PROGRAM = join(process.cwd(), ".build", "cli.js");
const SEEDS = 20;

const BROKEN = [
  { version: "stale_promises", crashes: 0 },
  { version: "stale_votes", crashes: 0 },
  { version: "amnesia", crashes: 1 },
] as const;

/**
 * `paxy check` as a command, start-up included: how soon it shows a broken
 * version broken (2 proposers, 3 acceptors, 2 rounds), and what a search of
 * every schedule of version 2 costs. `paxy --help` in the same turn tells how
 * busy the machine is.
 */
export default function check() {
  return [...BROKEN.map(firstViolation), ...everySchedule()];
}

function firstViolation({ version, crashes }: (typeof BROKEN)[number]) {
  const took = seeds().map((seed) => {
    const { answer, seconds } = checked(version, crashes, "--seed", String(seed));
    if (answer.ending !== "violation")
      throw new Error(`${version}, seed ${seed}: ${answer.ending}`);
    return seconds;
  });
  const sorted = took.sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const worst = sorted.at(-1) ?? 0;
  return {
    figure: `check, first violation, ${version} 2/3/2, median of ${SEEDS} seeds (worst)`,
    measured: `${median.toFixed(1)} s (${worst.toFixed(1)} s)`,
    reference: `${startUp().toFixed(2)} s (paxy --help)`,
    ratio: (median / startUp()).toFixed(1),
    target: "<= 2 s (<= 5 s)",
    ok: median <= 2 && worst <= 5,
  };
}

function everySchedule() {
  const { answer, seconds } = checked("2", 0);
  const perSecond = Math.round((answer.transitions / answer.elapsed) * 1000);
  const state = `${answer.states.toLocaleString("en")} states in ${seconds.toFixed(1)} s`;
  return [
    {
      figure: "check, memory of 2/3/2, every state held exactly",
      measured: `${Math.round(answer.memory / 1e6)} MB`,
      reference: `${answer.bytes_state.toFixed(1)} bytes a state`,
      ratio: "",
      target: "<= 200 MB",
      ok: answer.memory <= 200e6,
    },
    {
      figure: "check, transitions a second from command to verdict, 2/3/2",
      measured: perSecond.toLocaleString("en"),
      reference: state,
      ratio: "",
      target: ">= 400,000",
      ok: perSecond >= 400_000,
    },
  ];
}

interface Answer {
  readonly ending: string;
  readonly states: number;
  readonly transitions: number;
  readonly elapsed: number;
  readonly memory: number;
  readonly bytes_state: number;
}

function checked(version: string, crashes: number, ...options: string[]) {
  const system = ["--set", `moduleVersion=${version}`, "--crashes", String(crashes)];
  const began = performance.now();
  const text = output("check", ...system, "--json", ...options);
  const seconds = (performance.now() - began) / 1000;
  return { answer: JSON.parse(text.trim().split("\n").at(-1) ?? "") as Answer, seconds };
}

/** A violation ends with 1, which is an error to execFileSync. */
function output(...args: string[]): string {
  try {
    return execFileSync(process.execPath, [PROGRAM, ...args], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

function startUp(): number {
  const began = performance.now();
  output("--help");
  return (performance.now() - began) / 1000;
}

const seeds = (): number[] => Array.from({ length: SEEDS }, (_, index) => index + 1);
