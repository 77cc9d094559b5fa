import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";

/**
 * Opens what must be a regular file: a named pipe would wait for its other
 * end, and a device may never come to one. Throws as open does, and a sentence
 * where it is anything else.
 */
export async function openRegular(path: string, flags = 0, mode?: number): Promise<FileHandle> {
  const handle = await open(path, flags | constants.O_NONBLOCK, mode).catch((error) => {
    // What open says of a pipe that nobody reads, or of a socket.
    throw error.code === "ENXIO" ? notRegular(path) : error;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw notRegular(path);
}

const notRegular = (path: string): Error => new Error(`${basename(path)} is not a regular file`);

/** The text of a regular file. Throws as `openRegular` does. */
export async function readRegular(path: string): Promise<string> {
  const handle = await openRegular(path);
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
