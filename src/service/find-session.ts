import { commandText } from "../console/command-text.ts";
import { InputError } from "../console/problems.ts";
import { isSame, listSessions, type Session } from "./sessions.ts";

/**
 * The running batch that the user means: by name, id or folder of results;
 * without any of these, the only one.
 */
export async function findSession(which: string | undefined): Promise<Session> {
  const alive = (await listSessions()).filter(({ state }) => state !== "gone");
  if (alive.length === 0) {
    throw new InputError(`no batch is running. Recent ones: ${commandText("ls")}`);
  }
  const meant = which === undefined ? alive : alive.filter((session) => isMeant(session, which));
  const [session, ...others] = meant;
  if (session === undefined) {
    throw new InputError(`no batch named "${which}" is running. Running: ${listed(alive)}.`);
  }
  if (others.length > 0) {
    throw new InputError(
      `several batches are running; name one of them or its id: ${listed(meant)}.`,
    );
  }
  return session;
}

const isMeant = ({ id, name, directory }: Session, which: string): boolean =>
  which === id || which === name || isSame(which, directory);

const listed = (sessions: readonly Session[]): string =>
  sessions.map(({ id, name }) => `${name} (${id})`).join(", ");
