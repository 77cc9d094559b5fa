import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeInUseFolder } from "../console/places.ts";
import { startTimeOf } from "../nodes/process-identity.ts";

/**
 * Notes that this process uses folders of compiled modules until it ends, so
 * that set-up does not delete them (src/setup/code-in-use.mjs). A node that is
 * started again loads from them.
 */
export function noteCodeInUse(folders: readonly string[]): void {
  const note = join(codeInUseFolder, `${process.pid}-${startTimeOf(process.pid)}`);
  mkdirSync(codeInUseFolder, { recursive: true });
  writeFileSync(note, folders.map((folder) => `${folder}\n`).join(""));
  process.once("exit", () => rmSync(note, { force: true }));
}
