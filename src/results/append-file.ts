import { constants, statSync, writeSync } from "node:fs";
import { type FileHandle, mkdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { attempted, type Written } from "./disk-problem.ts";
import { openRegular } from "./regular-file.ts";

/** Others may read the files of a batch; only the owner may write, whatever the umask. */
export const FILE_MODE = 0o644;
export const DIRECTORY_MODE = 0o755;

const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND;
const COPY_CHUNK = 1 << 20;

/**
 * A file that only grows, by whole texts: a partly written text is cut off again, at the latest
 * before the next text. Use one at a time.
 */
export class AppendFile {
  readonly path: string;
  readonly #header: string;
  #handle: FileHandle;
  #inode: number;
  /** Up to here the file holds whole texts. */
  #length: number;
  #torn = false;

  private constructor(
    path: string,
    header: string,
    { handle, inode, length }: { handle: FileHandle; inode: number; length: number },
  ) {
    this.path = path;
    this.#header = header;
    this.#handle = handle;
    this.#inode = inode;
    this.#length = length;
  }

  /** Opens or creates the file; a new or empty one starts with `header`. Throws as open does. */
  static async open(path: string, header = ""): Promise<AppendFile> {
    const handle = await openRegular(path, FLAGS, FILE_MODE);
    const { ino, size } = await handle.stat();
    const file = new AppendFile(path, header, { handle, inode: ino, length: size });
    if (size > 0 || header === "") return file;
    const written = await file.append(header);
    if (written.ok) return file;
    await handle.close();
    throw new Error(written.problem.reason);
  }

  get length(): number {
    return this.#length;
  }

  /** Writes the whole text or, as far as anyone can tell afterwards, nothing. */
  append(text: string): Promise<Written> {
    return attempted(basename(this.path), async () => {
      this.#mustBeThere();
      await this.#repair();
      await this.#write(Buffer.from(text));
    });
  }

  /** Takes back texts, down to a `length` that the file had between two of them. */
  cutTo(length: number): Promise<Written> {
    return attempted(basename(this.path), async () => {
      this.#length = length;
      this.#torn = true;
      await this.#repair();
    });
  }

  /**
   * Puts a deleted file back with all that was in it: the open handle still
   * has it. A file that another took the place of is given up for that one,
   * if that one is empty or has the same header.
   */
  async recover(): Promise<Written> {
    const there = await this.#place();
    if (there === "ours") return attempted(basename(this.path), () => this.#repair());
    return attempted(basename(this.path), async () => {
      await mkdir(dirname(this.path), { recursive: true, mode: DIRECTORY_MODE });
      const handle = await openRegular(this.path, FLAGS, FILE_MODE);
      if (there === "nowhere") await copy(this.#handle, handle, this.#length);
      else await this.#adopt(handle);
      const { ino, size } = await handle.stat();
      await this.#handle.close();
      [this.#handle, this.#inode, this.#length, this.#torn] = [handle, ino, size, false];
    });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #place(): Promise<"ours" | "another" | "nowhere"> {
    try {
      return (await stat(this.path)).ino === this.#inode ? "ours" : "another";
    } catch {
      return "nowhere";
    }
  }

  /** A file that is not one of ours stays as it is; closed if it cannot be used. */
  async #adopt(handle: FileHandle): Promise<void> {
    const header = Buffer.from(this.#header);
    const { size } = await handle.stat();
    if (size === 0) return handle.appendFile(header);
    const start = Buffer.alloc(header.length);
    await handle.read(start, 0, start.length, 0);
    if (start.equals(header)) return;
    await handle.close();
    throw new Error("another file has taken its place");
  }

  /** Writing to a deleted file succeeds but saves nothing; after a write of another program, one of the two rows is torn. */
  #mustBeThere(): void {
    const { ino, size } = statSync(this.path);
    if (ino !== this.#inode) throw new Error("another file has taken its place");
    if (size === this.#length || this.#torn) return;
    throw new Error(
      `another program changed it (${size} bytes, not ${this.#length}); put it back, or stop the batch`,
    );
  }

  /**
   * Without the thread pool: a row is some hundred bytes for the page cache,
   * and the way to another thread and back costs ten times as much.
   */
  async #write(bytes: Buffer): Promise<void> {
    this.#torn = true;
    try {
      for (let from = 0; from < bytes.length; ) {
        from += writeSync(this.#handle.fd, bytes, from);
      }
    } catch (error) {
      await this.#unwrite(error);
    }
    this.#length += bytes.length;
    this.#torn = false;
  }

  async #unwrite(error: unknown): Promise<never> {
    await this.#repair().catch(() => undefined);
    throw error;
  }

  async #repair(): Promise<void> {
    if (!this.#torn) return;
    await this.#handle.truncate(this.#length);
    this.#torn = false;
  }
}

async function copy(from: FileHandle, to: FileHandle, length: number): Promise<void> {
  const chunk = Buffer.alloc(Math.min(COPY_CHUNK, Math.max(1, length)));
  for (let position = 0; position < length; ) {
    const { bytesRead } = await from.read(
      chunk,
      0,
      Math.min(chunk.length, length - position),
      position,
    );
    if (bytesRead === 0) return;
    await to.writeFile(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
}
