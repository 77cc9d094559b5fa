import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { isAlive, startTimeOf } from "./process-identity.ts";

const NAME = "PAXY_OWNER";

/**
 * A variable for the environment of a command: whatever comes of the command
 * inherits it. Erlang gives each process that a user's code starts (a port)
 * a session of its own, so that no process group finds them.
 */
export const ownerMark = (): Readonly<Record<string, string>> => ({
  [NAME]: `${process.pid}-${startTimeOf(process.pid)}-${randomBytes(6).toString("hex")}`,
});

/** Kills the processes with this mark. Where there is no /proc to tell, nothing. */
export function killMarked(mark: Readonly<Record<string, string>>): void {
  killThose((value) => value === mark[NAME]);
}

/** Kills the processes with any mark of this process. */
export function killOwned(): void {
  const own = `${process.pid}-${startTimeOf(process.pid)}-`;
  killThose((value) => value.startsWith(own));
}

/** Kills what processes that were killed themselves have left behind. */
export function killOrphans(): void {
  killThose((value) => {
    const [, pid, startTime] = /^(\d+)-(\d+)-\w+$/.exec(value) ?? [];
    return pid !== undefined && startTime !== undefined && !isAlive(Number(pid), startTime);
  });
}

function killThose(isMeant: (value: string) => boolean): void {
  for (const pid of pids()) {
    const value = markOf(pid);
    if (value === undefined || !isMeant(value)) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone.
    }
  }
}

function pids(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Only the environment of the user's own processes can be read. */
function markOf(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return variables.find((each) => each.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
  } catch {
    return undefined;
  }
}
