import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const PROGRAM = join(process.cwd(), ".build", "cli.js");
const SEEDS = Number(process.env.PAXY_SEEDS ?? 20);

/** A check that found nothing by then is stopped. */
const FIRST_SECONDS_MAX = 30;

/** The JSON of `paxy check`, as far as figures need it. */
export interface Answer {
  readonly ending: string;
  readonly states: number;
  readonly transitions: number;
  /** ms */
  readonly elapsed: number;
  /** Bytes of the whole Erlang node, at most. */
  readonly memory: number;
  readonly bytes_state: number;
  readonly missed: number;
}

/** `paxy check` as a command, start-up included; stopped with its findings after so many seconds. */
export function checked(args: readonly string[], secondsMax = 120) {
  const began = performance.now();
  const text = output(["check", ...args, "--json"], secondsMax);
  const seconds = (performance.now() - began) / 1000;
  return { answer: JSON.parse(text.trim().split("\n").at(-1) ?? "") as Answer, seconds };
}

/** A row: how soon it shows that this version is broken, over seeds. */
export function firstViolation(name: string, args: readonly string[]) {
  const took = seeds()
    .map((seed) => secondsToViolation(args, seed))
    .sort((one, other) => one - other);
  const median = took[Math.floor(took.length / 2)] ?? 0;
  const worst = took.at(-1) ?? 0;
  const command = startUp();
  return {
    figure: `check, first violation, ${name}, median of ${SEEDS} seeds (worst)`,
    measured: `${secondsText(median)} (${secondsText(worst)})`,
    reference: `${command.toFixed(2)} s (paxy --help)`,
    ratio: (median / command).toFixed(1),
    target: "<= 2 s (<= 5 s)",
    ok: median <= 2 && worst <= 5,
  };
}

/** `paxy --help` in the same turn tells how busy the machine is. */
function startUp(): number {
  const began = performance.now();
  output(["--help"], FIRST_SECONDS_MAX);
  return (performance.now() - began) / 1000;
}

function secondsToViolation(args: readonly string[], seed: number): number {
  const { answer, seconds } = checked([...args, "--seed", String(seed)], FIRST_SECONDS_MAX);
  if (answer.ending === "violation") return seconds;
  if (answer.ending === "stopped") return Number.POSITIVE_INFINITY;
  throw new Error(`${args.join(" ")}, seed ${seed}: ${answer.ending}`);
}

const secondsText = (seconds: number): string =>
  Number.isFinite(seconds) ? `${seconds.toFixed(1)} s` : `> ${FIRST_SECONDS_MAX} s`;

/** Whatever its exit code: a violation ends with 1. (Node's own time-out closes the pipes before the findings come.) */
function output(args: readonly string[], secondsMax: number): string {
  const command = ["-s", "INT", String(secondsMax), process.execPath, PROGRAM, ...args];
  const { stdout, stderr } = spawnSync("timeout", command, { encoding: "utf8" });
  if (stdout === "") throw new Error(`paxy ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const seeds = (): number[] => Array.from({ length: SEEDS }, (_, index) => index + 1);
