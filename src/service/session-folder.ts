import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { orReasonSync } from "../results/disk-problem.ts";
import { privateFolder, socketPath, stateFolder } from "./state-folder.ts";

/** Every session has a folder of its own in here. */
export const sessionsFolder = () => privateFolder(join(privateFolder(stateFolder()), "sessions"));

/** A place for a new session. */
export interface NewSession {
  readonly id: string;
  readonly folder: string;
  /** Path of its socket. */
  readonly socket: string;
}

/** Throws with a reason for people where the state folder cannot be written. */
export function newSession(): NewSession {
  const id = randomBytes(6).toString("hex");
  return orReasonSync(stateFolder(), () => {
    const folder = privateFolder(join(sessionsFolder(), id));
    return { id, folder, socket: socketPath(folder, id) };
  });
}

/** Removes a session that failed to start or is no longer needed. */
export const forget = (folder: string): void => rmSync(folder, { recursive: true, force: true });
