import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median } from "simple-statistics";
import { schedulerFlags } from "../../src/nodes/erlang-command.ts";
import { msPerRun, runBatch } from "./paxy.ts";

const RUNS = 500;
const PAIRS = 3;
/** Of an epmd of its own, so that nodes of these names elsewhere are no matter. */
const EPMD_PORT = String(20_000 + (process.pid % 20_000));
const TARGET = 1.5;

const TINY = ["numProposers=1", "numAcceptors=3", "drop=0", "delay=0", "sleep=[0]"];

/** The same 500 tiny runs through paxy, and in a plain loop inside a run node of the same kind, in turn. */
export default async function batchCost() {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-loop-"));
  try {
    const pairs = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      pairs.push({ paxy: throughPaxy(), loop: await inLoop(folder) });
    }
    const ratio = median(pairs.map(({ paxy, loop }) => paxy / loop));
    return [
      {
        figure: `cost of the whole harness, ${RUNS} tiny runs`,
        measured: `${median(pairs.map(({ paxy }) => paxy)).toFixed(2)} ms a run`,
        reference: `${median(pairs.map(({ loop }) => loop)).toFixed(2)} ms (loop in the run node)`,
        ratio: ratio.toFixed(2),
        target: `<= ${TARGET}`,
        ok: ratio <= TARGET,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const throughPaxy = (): number =>
  msPerRun(runBatch([...TINY.flatMap((field) => ["--set", field]), "--repeat", String(RUNS)]));

async function inLoop(folder: string): Promise<number> {
  const ebin = realpathSync(".build/ebin");
  const { status } = spawnSync("erlc", ["-o", folder, resolve("test/bench/erlang/bench_loop.erl")]);
  if (status !== 0) throw new Error("bench_loop.erl does not compile");
  const others = [
    node("paxy-acc", folder, schedulerFlags("acceptors")),
    node("paxy-pro", folder, schedulerFlags("proposers")),
  ];
  try {
    const loop = node("paxy-run", folder, [
      ...["-pa", ebin, folder, "-s", "bench_loop", "start", "-extra", String(RUNS), ebin],
    ]);
    let output = "";
    loop.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    await ended(loop);
    return Number(output);
  } finally {
    for (const other of others) other.kill();
    await Promise.all(others.map(ended));
    spawnSync("epmd", ["-port", EPMD_PORT, "-kill"]);
  }
}

/** With the flags that paxy gives to its own nodes. */
function node(name: string, folder: string, more: readonly string[]): ChildProcess {
  const flags = ["+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none", "+zdbbl", "65536"];
  return spawn(
    "erl",
    [...flags, "-noinput", "-name", `${name}@127.0.0.1`, "-setcookie", "bench", ...more],
    {
      cwd: folder,
      env: {
        ...process.env,
        ERL_EPMD_PORT: EPMD_PORT,
        ERL_EPMD_ADDRESS: "127.0.0.1",
        HOME: folder,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));
