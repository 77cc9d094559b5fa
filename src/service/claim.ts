import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { isAlive, startTimeOf } from "../nodes/process-identity.ts";

const CLAIM_FILE = "claim.json";

const claimFile = z.strictObject({
  directory: z.string(),
  pid: z.int().positive(),
  startTime: z.string(),
});

/**
 * Makes this process the only one that writes a batch's folder; throws where
 * another does. Said first and then looked for, so that of two at the same
 * moment at least one sees the other. A process that is gone claims nothing.
 */
export function claim(sessionFolder: string, path: string): void {
  const directory = realpathSync(path);
  const own = { directory, pid: process.pid, startTime: startTimeOf(process.pid) };
  writeFileSync(join(sessionFolder, CLAIM_FILE), JSON.stringify(own), { mode: 0o600 });
  const sessions = dirname(sessionFolder);
  for (const id of readdirSync(sessions)) {
    if (id === basename(sessionFolder)) continue;
    const pid = holder(join(sessions, id, CLAIM_FILE), directory);
    if (pid !== undefined) throw new Error(`this batch is being run by another paxy (${pid})`);
  }
}

function holder(file: string, directory: string): number | undefined {
  try {
    const other = claimFile.parse(JSON.parse(readFileSync(file, "utf8")));
    const holds = other.directory === directory && isAlive(other.pid, other.startTime);
    return holds ? other.pid : undefined;
  } catch {
    return undefined;
  }
}
