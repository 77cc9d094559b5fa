import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { onTestFinished, vi } from "vitest";
import { batchFile, type Ended, type Row, rows } from "../commands/paxy.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type HostOptions, type Network, startHosts as startHostsOf } from "./hosts.ts";

/** Hosts that are gone when the test has ended. */
export const startHosts = (...options: readonly HostOptions[]): Promise<Network> =>
  startHostsOf((remove) => onTestFinished(() => void remove()), options);

/** Five short runs. */
export const BATCH = {
  name: "apart",
  repeat: 5,
  seed: 3,
  timeLimit: 10,
  trials: [{ numProposers: 3, numAcceptors: 5, drop: 0, delay: 5 }],
};

/** paxy with the hosts of a network, and a folder with the batch. */
export function world({ environment }: Network, batch: object = BATCH) {
  const folder = temporaryFolder();
  batchFile(folder, "apart.json", JSON.stringify(batch));
  let running: ChildProcess | undefined;
  const made = (): readonly Row[] => {
    const file = join(folder, "out", "apart", "latest", "runs.csv");
    return existsSync(file) ? rows(folder, "apart") : [];
  };
  const paxy = (...args: readonly string[]): Promise<Ended> => {
    const child = spawn(process.execPath, [resolve(".build/cli.js"), ...args], {
      cwd: folder,
      env: { ...environment, XDG_STATE_HOME: join(folder, "state") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    running = child;
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    return new Promise((end) => child.on("close", (code) => end({ code, stdout, stderr })));
  };
  return {
    folder,
    paxy,
    stop: () => running?.kill("SIGINT"),
    kill: () => running?.kill("SIGKILL"),
    count: () => made().length,
    run: (...args: readonly string[]) => paxy("run", "apart.json", ...args),
    manifest: () =>
      JSON.parse(readFileSync(join(folder, "out", "apart", "latest", "manifest.json"), "utf8")),
    rows: made,
    output: () => readFileSync(join(folder, "out", "apart", "latest", "output.log"), "utf8"),
  };
}

/** What comes of `BATCH`. */
export const AGREED = Array(BATCH.repeat).fill("agreed");

const LONG = { ...BATCH, repeat: 400, trials: [{ ...BATCH.trials[0], sleep: [50] }] };

/** A batch that has begun, and its rows so far. */
export async function begun(network: Network, ...options: readonly string[]) {
  const made = world(network, LONG);
  const ended = made.run("--place", "acceptors=host1,proposers=host2", ...options);
  await vi.waitUntil(() => made.count() > 5, { timeout: 120_000, interval: 50 });
  return { ...made, ended };
}
