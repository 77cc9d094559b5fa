import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import * as z from "zod";
import { forget, sessionsFolder } from "./session-folder.ts";
import { ANSWER_MS_MAX } from "./socket/client.ts";

/** A batch that a service process runs, or ran. */
export interface Session {
  readonly id: string;
  /** The batch's name. */
  readonly name: string;
  /** The results. */
  readonly directory: string;
  readonly socket: string;
  readonly startedAtMs: number;
}

const sessionFile = z.strictObject({
  id: z.string(),
  name: z.string(),
  directory: z.string(),
  socket: z.string(),
  startedAtMs: z.number(),
});

/** Sessions that ended are remembered this long, so that `paxy ls` can tell how they ended. */
const REMEMBERED_MS = 7 * 24 * 3600 * 1000;

/** Makes a session known to `ls`, `attach` and `stop`. */
export function announce(folder: string, session: Session): void {
  writeFileSync(join(folder, "session.json"), JSON.stringify(session), { mode: 0o600 });
}

/** `silent`: its process exists but does not answer, for instance because it is suspended. */
export type SessionState = "running" | "silent" | "gone";

export type ListedSession = Session & { readonly state: SessionState };

/** Every session that is remembered, newest first, and whether its service is there. */
export async function listSessions(nowMs = Date.now()): Promise<readonly ListedSession[]> {
  const folder = sessionsFolder();
  const ids = readdirSync(folder);
  const known = ids.flatMap((id) => readSession(join(folder, id)));
  const sessions = await Promise.all(
    known.map(async (session) => ({ ...session, state: await stateOf(session.socket) })),
  );
  const remembered = sessions.filter(
    ({ state, startedAtMs }) => state !== "gone" || nowMs - startedAtMs < REMEMBERED_MS,
  );
  for (const { state, socket } of sessions) if (state === "gone") rmSync(socket, { force: true });
  const kept = new Set(remembered.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.some((session) => session.id === id));
  for (const id of ids) {
    const starting = unknown.includes(id) && isYoung(join(folder, id), nowMs);
    if (!kept.has(id) && !starting) forget(join(folder, id));
  }
  return remembered.sort((a, b) => b.startedAtMs - a.startedAtMs);
}

/** The running session whose results are in a folder. */
export const sessionAt = async (directory: string): Promise<Session | undefined> =>
  (await listSessions()).find((each) => each.state !== "gone" && isSame(each.directory, directory));

/** Whether two paths are one folder; one of them may lead through a link. */
export const isSame = (one: string, other: string): boolean =>
  resolve(one) === resolve(other) ||
  (existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other));

/** No service takes so long to start. */
const STARTING_MS_MAX = 60 * 60 * 1000;

function isYoung(folder: string, nowMs: number): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat !== undefined && Math.abs(nowMs - stat.mtimeMs) < STARTING_MS_MAX;
}

/** A folder without a readable session file belongs to a service that is just starting, or never did. */
function readSession(folder: string): Session[] {
  try {
    const session = sessionFile.parse(
      JSON.parse(readFileSync(join(folder, "session.json"), "utf8")),
    );
    return [session];
  } catch {
    return [];
  }
}

/** Errors of a socket that nobody serves; others, such as a full queue, come from a process that is there. */
const NOBODY = ["ECONNREFUSED", "ENOENT", "ENOTSOCK", "ENOTDIR"];

function stateOf(socket: string): Promise<SessionState> {
  return new Promise((resolve) => {
    const attempt = connect(socket);
    const end = (state: SessionState): void => {
      clearTimeout(late);
      attempt.destroy();
      resolve(state);
    };
    const late = setTimeout(() => end("silent"), ANSWER_MS_MAX);
    attempt.once("connect", () => end("running"));
    attempt.once("error", ({ code = "" }: NodeJS.ErrnoException) =>
      end(NOBODY.includes(code) ? "gone" : "silent"),
    );
  });
}
