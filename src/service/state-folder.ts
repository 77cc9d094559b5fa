import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Linux allows 107 bytes for the path of a Unix socket, macOS 103. */
const SOCKET_PATH_BYTES_MAX = 103;

/** The folder for data that outlives a login: XDG's state folder, which no logout deletes. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), ".local", "state");
  return join(base, "paxy");
}

/** Makes a folder that only this user can enter. Throws if it belongs to another user. */
export function privateFolder(path: string): string {
  makeFolders(path);
  const stat = lstatSync(path);
  if (!stat.isDirectory()) throw new Error(`${path} is not a folder`);
  if (stat.uid !== ownUid()) throw new Error(`${path} belongs to another user`);
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
  return path;
}

/** One by one: Node's recursive mkdir never ends below /proc. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** The path of a socket named `id`: in the state folder, or in a private temporary one where that path is too long. */
export function socketPath(sessionFolder: string, id: string): string {
  const path = join(sessionFolder, "service.sock");
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX) return path;
  return join(privateFolder(join(tmpdir(), `paxy-${ownUid()}`)), `${id}.sock`);
}

/** Also of a user without an entry in the password file, as in a container. */
const ownUid = (): number => process.getuid?.() ?? 0;
