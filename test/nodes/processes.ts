import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { processStat } from "../../src/nodes/process-group.ts";

/** Process ids of a group, dead ones that nobody has waited for left out. */
export function processesOf(group: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = processStat(pid);
      return stat?.group === group && stat.state !== "Z";
    });
}

/** Processes whose working directory is in a folder. */
export function processesIn(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => linkOf(`/proc/${pid}/cwd`)?.startsWith(folder))
    .map(Number);
}

/** The Erlang machine in the group of a node. */
export function beamOf(group: number): number {
  const beam = processesOf(group).find((pid) => nameOf(pid) === "beam.smp");
  if (beam === undefined) throw new Error(`no Erlang in the process group ${group}`);
  return beam;
}

export const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, "utf8").trim();

export const commandLineOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, "utf8");

export function environmentOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
}

/** ms of processor time that a process has used, to 10 ms. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Addresses on which a process listens, as /proc/net writes them: hexadecimal, address:port. */
export function listeningAddresses(pid: number): string[] {
  const inodes = readdirSync(`/proc/${pid}/fd`).map((fd) => inodeOf(`/proc/${pid}/fd/${fd}`));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.includes(inode))
      .map(([, address]) => address ?? ""),
  );
}

const inodeOf = (link: string): string | undefined =>
  /^socket:\[(\d+)\]$/.exec(linkOf(link) ?? "")?.[1];

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
