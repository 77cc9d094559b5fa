import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** The user's home folder; a user without an entry in the password file, as in a container, gets a temporary one. */
export const home = homeFolder();

function homeFolder() {
  try {
    return homedir();
  } catch {
    return join(tmpdir(), `paxy-home-${process.getuid?.()}`);
  }
}
