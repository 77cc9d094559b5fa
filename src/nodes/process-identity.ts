import { processStat } from "./process-group.ts";

/** With its pid, this identifies a process uniquely; "0" without /proc. */
export const startTimeOf = (pid: number): string => processStat(pid)?.startTime ?? "0";

/** Whether the process of a pid and a start time still runs. */
export function isAlive(pid: number, startTime: string): boolean {
  if (startTime === "0") return answersSignals(pid);
  const stat = processStat(pid);
  return stat?.startTime === startTime && stat.state !== "Z";
}

/** For systems without /proc. */
function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
