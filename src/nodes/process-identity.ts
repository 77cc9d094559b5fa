import { processStat } from "./process-group.ts";

/** With its pid this names a process for good; "0" where there is no /proc to tell. */
export const startTimeOf = (pid: number): string => processStat(pid)?.startTime ?? "0";

/** Whether the process of a pid and a start time still runs. */
export function isAlive(pid: number, startTime: string): boolean {
  if (startTime === "0") return answersSignals(pid);
  const stat = processStat(pid);
  return stat?.startTime === startTime && stat.state !== "Z";
}

/** Where there is no /proc to tell start times. */
function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
