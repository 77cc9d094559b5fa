import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ebin } from "../console/places.ts";
import {
  makeStorageFolder,
  removeLeftovers,
  removeStorageFolder,
} from "../nodes/storage-folder.ts";

/** Where submissions run: a copy of paxy's code that everybody may read, and a room for each. */
export class Rooms {
  readonly #folder: string;
  readonly ebin: string;
  readonly #onExit = (): void => this.close();

  constructor() {
    removeLeftovers();
    this.#folder = makeStorageFolder();
    process.once("exit", this.#onExit);
    chmodSync(this.#folder, 0o711);
    this.ebin = join(this.#folder, "ebin");
    mkdirSync(this.ebin);
    for (const name of readdirSync(ebin)) {
      copyFileSync(join(ebin, name), join(this.ebin, name));
      chmodSync(join(this.ebin, name), 0o644);
    }
    chmodSync(this.ebin, 0o755);
  }

  /** A folder with these files below `code/`, for a user alone where there is one. */
  open(files: ReadonlyMap<string, Buffer>, uid: number | undefined): Room {
    const folder = join(this.#folder, randomBytes(8).toString("hex"));
    const room: Room = {
      folder,
      code: join(folder, "code"),
      packed: join(folder, "packed"),
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
    const made = [room.folder, room.code, room.packed];
    for (const each of made) mkdirSync(each, { mode: 0o700 });
    for (const [name, bytes] of files) {
      const path = join(room.code, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
      writeFileSync(path, bytes, { mode: 0o644 });
    }
    if (uid !== undefined) for (const each of made) chownSync(each, uid, uid);
    return room;
  }

  close(): void {
    process.removeListener("exit", this.#onExit);
    removeStorageFolder(this.#folder);
  }
}

export interface Room {
  /** All that a submission may write to. */
  readonly folder: string;
  readonly code: string;
  readonly packed: string;
  close(): void;
}
