import { open, rename, rm } from "node:fs/promises";
import { FILE_MODE } from "./append-file.ts";

/** The ending of a draft's name; a draft left by a kill is replaced, or removed by a repair. */
export const DRAFT = ".tmp";

/**
 * Replaces a file so that every reader, even after kill -9 or a power cut, finds either the old or
 * the new text, whole. One call at a time for each file.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}${DRAFT}`;
  try {
    await writeThrough(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const handle = await open(path, "w", FILE_MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
