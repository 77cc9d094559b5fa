import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { removeFolder } from "../remove-folder.ts";

/** A directory of the test's own, gone after it. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "paxy-results-"));
  onTestFinished(() => removeFolder(directory));
  return directory;
}

/** No file of this process can grow beyond so many bytes: a real "disk full", by the kernel's limit. */
export function limitFileSize(bytes: number | "unlimited"): void {
  execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:unlimited`]);
}
