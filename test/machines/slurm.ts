import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { removeFolder } from "../remove-folder.ts";
import { hasProgram } from "./needs.ts";

/** What a Slurm of the test's own needs and is not here; undefined where nothing is missing. */
export const whyNoSlurm = (): string | undefined => {
  const programs = ["munged", "slurmctld", "slurmd", "sbatch"];
  const missing = programs.filter((name) => !hasProgram(name));
  if (missing.length > 0) return `${missing.join(", ")} (Debian: slurm-wlm, munge)`;
  return process.getuid?.() === 0 ? undefined : "root, for slurmd";
};

export interface Slurm {
  /** For the programs of Slurm. */
  readonly environment: NodeJS.ProcessEnv;
  /** Resolves when no job is left. */
  idle(): Promise<void>;
}

/** A controller, a node and their munge, with sockets, keys and spool of their own; they end with the test. */
export async function startSlurm(): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), "paxy-slurm-"));
  chmodSync(folder, 0o755);
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children.toReversed()) await ended(child);
    removeFolder(folder);
  });
  const start = (program: string, args: readonly string[]): void => {
    const path = `${process.env.PATH}:/usr/sbin`;
    const environment = { ...process.env, PATH: path };
    children.push(spawn(program, args, { env: environment, stdio: "ignore", cwd: folder }));
  };
  const config = join(folder, "slurm.conf");
  writeFileSync(config, configuration(folder, await freePort(), await freePort()));
  for (const name of ["munge", "state", "spool"]) mkdirSync(join(folder, name), { mode: 0o755 });
  const munge = join(folder, "munge");
  writeFileSync(join(munge, "key"), randomBytes(1024), { mode: 0o400 });
  const files = ["key-file", "socket", "log-file", "pid-file", "seed-file"];
  const own = files.map((name) => `--${name}=${join(munge, name.split("-")[0] ?? "")}`);
  start("munged", ["--foreground", "--force", ...own]);
  const environment = { ...process.env, SLURM_CONF: config };
  const said = (program: string, ...args: string[]): string =>
    spawnSync(program, args, { env: environment, encoding: "utf8" }).stdout;
  start("slurmctld", ["-D", "-f", config]);
  start("slurmd", ["-D", "-f", config, "-N", hostname().split(".")[0] ?? ""]);
  await vi.waitUntil(() => said("sinfo", "-h", "-o", "%T").includes("idle"), WAIT);
  return {
    environment,
    idle: () => vi.waitUntil(() => said("squeue", "-h").trim() === "", WAIT).then(() => undefined),
  };
}

const WAIT = { timeout: 60_000, interval: 250 };

/** Without systemd, cgroups or an accounting daemon (slurm.conf(5)). */
const configuration = (folder: string, controller: number, node: number): string => {
  const host = hostname().split(".")[0];
  const user = userInfo().username;
  return `ClusterName=paxy
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
SlurmctldPort=${controller}
SlurmdPort=${node}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
};

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

/** Asked to end, and after a while made to. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("close", done));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(late);
}
