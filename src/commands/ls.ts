import { existsSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../console/exit-code.ts";
import { shownPath } from "../console/shown-path.ts";
import { durationText } from "../core/duration-text.ts";
import { sanitise } from "../nodes/sanitise.ts";
import { type BatchRow, listText } from "../report/batch-list.ts";
import {
  MANIFEST_FILE,
  type Manifest,
  type ManifestTotals,
  manifestTotals,
  readManifest,
} from "../results/manifest.ts";
import { type ListedSession, listSessions, type Session } from "../service/sessions.ts";
import { attach, NotAnswering } from "../service/socket/client.ts";

/** A batch that was resumed is listed once. */
const isLatest = (session: Session, index: number, newestFirst: readonly Session[]): boolean =>
  newestFirst.findIndex(({ directory }) => directory === session.directory) === index;

/**
 * A batch whose results were deleted is left out, unless it runs, since it then writes them again.
 */
const isThere = ({ state, directory }: ListedSession): boolean =>
  state !== "gone" || existsSync(join(directory, MANIFEST_FILE));

type Listed = readonly [status: string, totals?: ManifestTotals, etaMs?: number | null];

/** `paxy ls`: the batches that run, and those that ran in the last days. */
export async function ls(): Promise<number> {
  const sessions = (await listSessions()).filter(isThere).filter(isLatest);
  if (sessions.length === 0) {
    console.log("No batches yet.");
    return EXIT.ok;
  }
  const { isTTY, columns } = process.stdout;
  const rows = await Promise.all(sessions.map(row));
  console.log(listText(rows, isTTY ? columns : Number.POSITIVE_INFINITY).join("\n"));
  return EXIT.ok;
}

async function row(session: ListedSession): Promise<BatchRow> {
  const [status, totals, etaMs] = await standing(session);
  return {
    batch: sanitise(session.name),
    status,
    runs: totals === undefined ? "" : `${totals.done}/${totals.runs}`,
    violations: String(totals?.violations ?? ""),
    left: typeof etaMs === "number" ? durationText(Math.max(1000, etaMs)) : "",
    started: new Date(session.startedAtMs).toLocaleString("sv-SE"),
    id: session.id,
    results: sanitise(shownPath(session.directory)),
  };
}

async function standing(session: ListedSession): Promise<Listed> {
  if (session.state === "gone") return ended(session);
  if (session.state === "silent") return written("not answering", session);
  try {
    const client = await attach(session.socket, { readOnly: true });
    const { queue, totals, etaMs } = client.snapshot();
    client.detach();
    return [queue.status, manifestTotals(totals), queue.status === "running" ? etaMs : null];
  } catch (error) {
    return unattached(session, error);
  }
}

/** A service of another version of paxy cannot be asked for its progress, but it is running. */
async function unattached(session: Session, error: unknown): Promise<Listed> {
  if (error instanceof NotAnswering) return written("not answering", session);
  const isThere = (await listSessions()).some(
    ({ id, state }) => id === session.id && state !== "gone",
  );
  return isThere ? written("running", session) : ended(session);
}

/** The state of a batch, read from its files. */
async function written(status: string, { directory }: Session): Promise<Listed> {
  const manifest = await readManifest(directory);
  if (!manifest.ok) return [status];
  const { totals } = manifest.value;
  return [status, await progressOf(directory, manifest.value).catch(() => totals)];
}

/** A service that is gone without a recorded end has died. */
async function ended({ directory }: Session): Promise<Listed> {
  const manifest = await readManifest(directory);
  if (!manifest.ok) return ["unreadable"];
  const { endedAt, status, totals } = manifest.value;
  if (endedAt !== null) return [status, totals];
  return ["died", await progressOf(directory, manifest.value).catch(() => totals)];
}

/** The rows of unfinished batches are read by code that the list alone does not need. */
async function progressOf(directory: string, manifest: Manifest): Promise<ManifestTotals> {
  const unfinished = await import("../results/unfinished.ts");
  return unfinished.progressOf(directory, manifest);
}
