import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

export const ip = (...args: readonly string[]): void =>
  void execFileSync("ip", args, { stdio: "pipe" });

/** Processes whose network is the namespace's. */
export function pidsIn(space: string): readonly number[] {
  const found = spawnSync("ip", ["netns", "pids", space], { encoding: "utf8" });
  return found.stdout.split("\n").filter(Boolean).map(Number);
}

/** proc(5), /proc/net/tcp: state 0A listens. */
export function portsIn(space: string): readonly number[] {
  const [pid] = pidsIn(space);
  if (pid === undefined) return [];
  const lines = readFileSync(`/proc/${pid}/net/tcp`, "utf8").trim().split("\n").slice(1);
  const listening = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[3] === "0A");
  const ports = listening.map((cells) => Number.parseInt(cells[1]?.split(":")[1] ?? "", 16));
  return ports.filter((port) => port !== 22);
}

export function commandOf(pid: number): string {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
    if (state === "Z") return "";
    readlinkSync(`/proc/${pid}/exe`);
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}
