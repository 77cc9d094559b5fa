import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Signals every process of a group; a group that has ended is not an error. */
export function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It is gone.
  }
}

/** A dead process that nobody has waited for yet (a zombie) counts as gone. */
export function groupIsGone(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return true;
  }
  const states = statesOfGroup(group);
  return states?.every((state) => state === "Z" || state === "X") === true;
}

/** Where there is no /proc, undefined. */
function statesOfGroup(group: number): string[] | undefined {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => processStat(Number(pid)))
      .flatMap((stat) => (stat?.group === group ? [stat.state] : []));
  } catch {
    return undefined;
  }
}

export interface ProcessStat {
  readonly state: string;
  readonly group: number;
  /** Clock ticks since boot; with the pid it names a process for good. */
  readonly startTime: string;
}

/** proc(5), /proc/PID/stat; undefined when there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is a name in parentheses that may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: Number(fields[2]), startTime: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** False when the condition was not met in time. */
export async function waitUntil(condition: () => boolean, mostMs: number): Promise<boolean> {
  const deadline = performance.now() + mostMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await pause(10);
  }
  return true;
}
