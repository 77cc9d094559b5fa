/**
 * Why something could not be written: a plain sentence, and a kind for code that waits for the
 * cause to go away.
 */
export interface DiskProblem {
  readonly kind: "full" | "read-only" | "denied" | "gone" | "other";
  readonly reason: string;
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly problem: DiskProblem };

export const WRITTEN: Written = { ok: true };

const KINDS: Readonly<Record<string, readonly [DiskProblem["kind"], string]>> = {
  ENOSPC: ["full", "the disk is full"],
  EDQUOT: ["full", "disk quota exceeded"],
  EFBIG: ["full", "file size limit reached"],
  EROFS: ["read-only", "the file system is read-only"],
  EACCES: ["denied", "permission denied"],
  EPERM: ["denied", "permission denied"],
  ENOENT: ["gone", "not found"],
  ENOTDIR: ["gone", "part of its path is not a folder"],
  ELOOP: ["gone", "its path is a loop of links"],
  EISDIR: ["gone", "a folder is in its place"],
  EMFILE: ["full", "too many open files (ulimit -n)"],
  ENFILE: ["full", "too many open files on this computer"],
  ESTALE: ["gone", "it was deleted"],
};

/** "cannot write runs.csv: the disk is full". */
export function diskProblem(what: string, error: unknown): DiskProblem {
  const { code, message } = error as NodeJS.ErrnoException;
  const [kind, why] = KINDS[code ?? ""] ?? (["other", message ?? String(error)] as const);
  return { kind, reason: `cannot write ${what}: ${why}` };
}

/** Does something that must succeed at once; its errors become sentences for people. */
export async function orReason<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw inWords(what, error);
  }
}

/** The same for synchronous work. */
export function orReasonSync<T>(what: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw inWords(what, error);
  }
}

/** The same for reading; the error names the file if it is known. */
export async function readOrReason<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(what, error);
  }
}

export function readOrReasonSync<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(what, error);
  }
}

function unreadable(what: string, error: unknown): unknown {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new Error(`cannot read ${path ?? what}: ${KINDS[code]?.[1] ?? message}.`);
}

function inWords(what: string, error: unknown): unknown {
  const isOfTheDisk = (error as NodeJS.ErrnoException).code !== undefined;
  return isOfTheDisk ? new Error(`${diskProblem(what, error).reason}.`) : error;
}

const notWritten = (problem: DiskProblem): Written => ({ ok: false, problem });

/** Runs something that writes and turns what it throws into a problem. */
export async function attempted(what: string, write: () => Promise<unknown>): Promise<Written> {
  try {
    await write();
    return WRITTEN;
  } catch (error) {
    return notWritten(diskProblem(what, error));
  }
}
