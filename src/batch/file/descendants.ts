import { readdirSync, readFileSync } from "node:fs";

/**
 * Kills all descendants of a process, with their process groups. Without /proc it does nothing.
 */
export function killDescendants(pid: number): void {
  for (const child of childrenOf(pid)) {
    killDescendants(child);
    for (const target of [-child, child]) kill(target);
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
        .split(" ")
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

function kill(target: number): void {
  try {
    process.kill(target, "SIGKILL");
  } catch {
    // It is gone, or no group of its own.
  }
}
