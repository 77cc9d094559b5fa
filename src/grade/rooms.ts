import { randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  lchownSync,
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

/**
 * The folders of submissions: a copy of paxy's code that every user may read, and a room for each.
 */
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

  /** A folder with these files below `code/`, for one user only if there is one. */
  open(files: ReadonlyMap<string, Buffer>, uid: number | undefined): Room {
    const folder = join(this.#folder, randomBytes(8).toString("hex"));
    const room: Room = {
      folder,
      code: join(folder, "code"),
      packed: join(folder, "packed"),
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
    const folders = [...files.keys()].map((name) => join(room.code, dirname(name)));
    const made = [...new Set([room.folder, room.code, room.packed, ...folders])].sort();
    for (const each of made) mkdirSync(each, { recursive: true, mode: 0o700 });
    for (const [name, bytes] of files) writeFileSync(join(room.code, name), bytes, { mode: 0o600 });
    if (uid !== undefined) own(room.folder, uid);
    return room;
  }

  close(): void {
    process.removeListener("exit", this.#onExit);
    removeStorageFolder(this.#folder);
  }
}

/** Gives a folder and all in it to a user. */
function own(path: string, uid: number): void {
  for (const each of readdirSync(path, { withFileTypes: true })) {
    const below = join(path, each.name);
    if (each.isDirectory()) own(below, uid);
    else lchownSync(below, uid, uid);
  }
  lchownSync(path, uid, uid);
}

export interface Room {
  /** All that a submission may write to. */
  readonly folder: string;
  readonly code: string;
  readonly packed: string;
  close(): void;
}
