import { readFileSync } from "node:fs";
import { isAlive } from "./alive.mjs";

const POLL_MS = 250;

/**
 * npm keeps SIGTERM to itself when it has no terminal, and a killed npm says
 * nothing at all: under npm the program is told that its parent has died by a
 * SIGTERM of its own. Elsewhere a dead parent means nothing (nohup, disown).
 */
export function endWithNpm(env = process.env) {
  if (!env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const npm = shellAbove(parent) ?? parent;
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(npm)) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, POLL_MS);
  timer.unref();
}

/**
 * npm runs scripts through a shell. Most shells become the script, others stay
 * between the two and outlive npm: then npm is the parent of the parent.
 * @param {number} pid
 */
function shellAbove(pid) {
  try {
    const [, name, rest] = readFileSync(`/proc/${pid}/stat`, "utf8").match(/\((.*)\) (.*)/s) ?? [];
    return name && /^(ba|da|z|k|a)?sh$|^busybox$/.test(name)
      ? Number(rest?.split(" ")[1])
      : undefined;
  } catch {
    return undefined; // No /proc: on such systems the shell becomes the script.
  }
}
