import { execFileSync } from "node:child_process";

/** No file of this process can grow beyond so many bytes: a real "disk full", by the kernel's limit. */
export function limitFileSize(bytes: number | "unlimited"): void {
  execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:unlimited`]);
}
