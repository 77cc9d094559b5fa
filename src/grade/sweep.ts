import { readdirSync, readFileSync, statSync } from "node:fs";
import { killGroup, processStat } from "../nodes/process-group.ts";
import { COOKIE } from "./walls.ts";

/** The marks by which the processes of a submission are found. */
export interface Marks {
  readonly group: number;
  readonly cookie: string;
  /** The submission's user, if it has one of its own. */
  readonly uid: number | undefined;
}

/**
 * Ends the processes of a submission that has no namespace, until none is left: its group,
 * processes of its user, and processes with its cookie in their environment (found only with
 * /proc).
 */
export function endAll({ group, cookie, uid }: Marks): void {
  killGroup(group, "SIGKILL");
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const left = [...withCookie(cookie), ...(uid === undefined ? [] : ofUser(uid))];
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
  }
}

/** Repeated looks find a process even if it keeps starting others. */
const ROUNDS_MAX = 100;

/** Processes with this cookie in their environment, and not yet dead. */
export function withCookie(cookie: string): readonly number[] {
  const entry = `${COOKIE}=${cookie}`;
  return processes().filter((pid) => environmentOf(pid).includes(entry));
}

/** Processes of a user, and not yet dead. */
export const ofUser = (uid: number): readonly number[] =>
  processes().filter((pid) => {
    const found = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
    return found?.uid === uid && !isDead(pid);
  });

function isDead(pid: number): boolean {
  const state = processStat(pid)?.state;
  return state === undefined || state === "Z" || state === "X";
}

function processes(): readonly number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty for a process of another user, or one that is dead. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}
