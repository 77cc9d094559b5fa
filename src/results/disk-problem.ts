/** Why something could not be written, in a plain sentence, and by kind for whoever waits for the cause to go. */
export interface DiskProblem {
  readonly kind: "full" | "read-only" | "denied" | "gone" | "other";
  readonly reason: string;
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly problem: DiskProblem };

export const WRITTEN: Written = { ok: true };

const KINDS: Readonly<Record<string, readonly [DiskProblem["kind"], string]>> = {
  ENOSPC: ["full", "the disk is full"],
  EDQUOT: ["full", "the disk quota is used up"],
  EFBIG: ["full", "the file is as large as it may be"],
  EROFS: ["read-only", "the file system is read-only"],
  EACCES: ["denied", "the permission is missing"],
  EPERM: ["denied", "the permission is missing"],
  ENOENT: ["gone", "it is not there, or was deleted"],
  ENOTDIR: ["gone", "a part of its path is not a folder"],
  ESTALE: ["gone", "it was deleted"],
};

/** "runs.csv can't be written: the disk is full". */
export function diskProblem(what: string, error: unknown): DiskProblem {
  const { code, message } = error as NodeJS.ErrnoException;
  const [kind, why] = KINDS[code ?? ""] ?? (["other", message ?? String(error)] as const);
  return { kind, reason: `${what} can't be written: ${why}` };
}

/** Does something that must succeed at once; what it throws is a sentence for people. */
export async function orReason<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const isOfTheDisk = (error as NodeJS.ErrnoException).code !== undefined;
    throw isOfTheDisk ? new Error(`${diskProblem(what, error).reason}.`) : error;
  }
}

export const notWritten = (problem: DiskProblem): Written => ({ ok: false, problem });

/** Runs something that writes and turns what it throws into a problem. */
export async function attempted(what: string, write: () => Promise<unknown>): Promise<Written> {
  try {
    await write();
    return WRITTEN;
  } catch (error) {
    return notWritten(diskProblem(what, error));
  }
}
