import { rmSync } from "node:fs";

/** Most of a minute: a busy machine lets a process that was killed end late. */
const TRIES = 600;

/** Removes a folder, though a process that is about to end may still write into it. */
export function removeFolder(folder: string): void {
  for (let left = TRIES; ; left--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY" || left === 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}
