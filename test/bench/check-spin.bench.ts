import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { checked } from "./checked.ts";

const MODEL = resolve("test/bench/native/paxos.pml");
/** So much longer than paxy Spin may run before it is stopped. */
const PATIENCE = 1.5;
const PAXY_SECONDS_MAX = 120;
const MEMORY_MB = 8000;

const SYSTEMS = [
  { acceptors: 3, rounds: 2 },
  { acceptors: 3, rounds: 3 },
  { acceptors: 5, rounds: 2 },
].filter(
  ({ acceptors, rounds }) =>
    (process.env.PAXY_SYSTEM ?? `2/${acceptors}/${rounds}`) === `2/${acceptors}/${rounds}`,
);

type System = (typeof SYSTEMS)[number];

/**
 * Every schedule of version 2, from command to verdict, beside Spin on a model of
 * the same protocol with the same bounds (test/bench/native/paxos.pml). Both hold all
 * states exactly. They differ: paxy also shows that one more proposer can decide from every
 * state, and takes acceptors that can be exchanged for one another, with proof; Spin has
 * no such reduction. PAXY_SYSTEM=2/3/3 measures one system.
 */
export default function checkSpin() {
  if ([runs("spin", ["-V"]), runs("gcc", ["--version"])].some(({ status }) => status !== 0))
    return [{ figure: "check beside Spin", measured: "skipped: needs spin and gcc" }];
  const folder = mkdtempSync(join(tmpdir(), "bench-spin-"));
  try {
    return [sameVerdict(folder), ...SYSTEMS.flatMap((system) => beside(system, folder))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A proposer that adopts no vote: both must find two decisions. */
function sameVerdict(folder: string) {
  const system = { acceptors: 3, rounds: 2 };
  built(system, folder, "-DADOPTS_NO_VOTE");
  const spin = searched(folder, 60);
  const code = resolve("test/lab/folders/adopts_no_vote");
  const { answer } = checked(["--code", code]);
  const ending = spin.violation ? "violation" : "none found";
  return {
    figure: "verdict on a proposer that adopts no vote, 2/3/2",
    measured: answer.ending,
    reference: `${ending} (Spin)`,
    target: "both violation",
    ok: spin.violation && answer.ending === "violation",
  };
}

function beside(system: System, folder: string) {
  const name = `2/${system.acceptors}/${system.rounds}`;
  const { answer, seconds } = checked(
    [
      "--set",
      "moduleVersion=2",
      "--acceptors",
      String(system.acceptors),
      "--rounds",
      String(system.rounds),
      "--memory",
      String(MEMORY_MB),
    ],
    PAXY_SECONDS_MAX,
  );
  const compiled = built(system, folder);
  const spin = searched(folder, Math.ceil(PATIENCE * seconds));
  if (spin.violation) throw new Error(`Spin found a violation of ${name}`);
  const ended = answer.ending === "complete";
  const row = (what: string, spinSeconds: number) => ({
    figure: `check, every schedule of ${name}, beside Spin ${what}`,
    measured: ended
      ? `${seconds.toFixed(1)} s, ${answer.states.toLocaleString("en")} states`
      : `${answer.ending} after ${seconds.toFixed(0)} s`,
    reference: `${spin.complete ? "" : "> "}${spinSeconds.toFixed(1)} s, ${spin.states} states${spin.complete ? "" : `, ${spin.ending}`} (Spin)`,
    ratio: ended ? `${spin.complete ? "" : "< "}${(seconds / spinSeconds).toFixed(2)}` : "",
    target: "< 1",
    ok: ended && seconds < spinSeconds,
  });
  return [row("with its compilation", compiled + spin.seconds), row("alone", spin.seconds)];
}

/** Seconds that Spin and the compiler take. */
function built({ acceptors, rounds }: System, cwd: string, ...defines: string[]): number {
  const began = performance.now();
  must(runs("spin", ["-DP=2", `-DA=${acceptors}`, `-DR=${rounds}`, ...defines, "-a", MODEL], cwd));
  const options = ["-O3", "-DSAFETY", "-DNOREDUCE", `-DMEMLIM=${MEMORY_MB}`];
  must(runs("gcc", [...options, "-w", "-o", "pan", "pan.c"], cwd));
  return (performance.now() - began) / 1000;
}

/** One run of Spin's search. Uncompressed, it is twice as fast here as with -DCOLLAPSE. */
function searched(cwd: string, secondsMax: number) {
  const began = performance.now();
  const { stdout } = runs("timeout", [String(secondsMax), "./pan", "-m1000000", "-w26"], cwd);
  const seconds = (performance.now() - began) / 1000;
  const errors = /errors: (\d+)/.exec(stdout)?.[1];
  const complete = errors === "0" && !stdout.includes("Search not completed");
  const last =
    /([\d.e+]+) states, stored/.exec(stdout)?.[1] ??
    stdout
      .match(/States= +[\d.e+]+/g)
      ?.at(-1)
      ?.slice(8);
  return {
    seconds,
    complete,
    violation: errors !== undefined && errors !== "0",
    states: Number(last ?? 0).toLocaleString("en"),
    ending: seconds >= secondsMax ? "stopped" : "out of memory",
  };
}

function must({ status, stderr, stdout }: SpawnSyncReturns<string>): void {
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}

const runs = (command: string, args: readonly string[], cwd?: string) =>
  spawnSync(command, args, { encoding: "utf8", cwd });
