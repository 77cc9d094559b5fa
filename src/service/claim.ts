import { readFileSync, readlinkSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { commandText } from "../console/command-text.ts";
import { pathHere } from "../console/shown-path.ts";
import { isAlive, startTimeOf } from "../nodes/process-identity.ts";

/** The claim lies in the folder itself, so that every paxy that could write there finds it. */
const CLAIM_FILE = "claim.json";

const claimFile = z.object({
  /** The scope of `pid`: host, its start, and on Linux the container. */
  computer: z.string(),
  host: z.string(),
  pid: z.int().positive(),
  startTime: z.string(),
  /** ISO 8601 */
  since: z.string(),
});
type ClaimFile = z.infer<typeof claimFile>;

/** The right of this process to write a batch's folder. */
export interface Claim {
  /** Whether this process still has it; restores it if it was deleted with the folder. */
  holds(): boolean;
  release(): void;
}

/** A claim is made and filled within this time; an unreadable one that is older was damaged. */
const FILL_MS_MAX = 3000;

/**
 * Makes this process the only one that writes a batch's folder; throws where
 * another does. The claim of a process that is gone is taken over. paxy cannot see whether a
 * process on another computer is gone; `takeOver` says that it is.
 */
export function claim(path: string, { takeOver }: { readonly takeOver: boolean }): Claim {
  const file = join(realpathSync(path), CLAIM_FILE);
  const text = `${JSON.stringify(ownClaim())}\n`;
  for (let tries = 0; !make(file, text); tries++) {
    const found = textOf(file);
    if (found === undefined) continue;
    const holder = holderIn(found);
    const taken = whyTaken(file, path, holder, takeOver);
    if (taken !== undefined) throw new Error(taken);
    if (!removeOnce(file, found) && tries > 0) throw new Error(BEING_TAKEN);
  }
  const release = (): void => {
    process.off("exit", release);
    if (textOf(file) === text) rmSync(file, { force: true });
  };
  process.once("exit", release);
  return { holds: () => textOf(file) === text || putBack(file, text), release };
}

/** A deleted folder belongs to no other process. */
function putBack(file: string, text: string): boolean {
  try {
    return make(file, text);
  } catch {
    return true;
  }
}

/** A sentence about the process that writes a batch's folder now; undefined if there is none. */
export function writerOf(path: string): string | undefined {
  const file = join(realpathSync(path), CLAIM_FILE);
  const found = textOf(file);
  return found === undefined ? undefined : whyTaken(file, path, holderIn(found), false);
}

const BEING_TAKEN = "another paxy is resuming this batch now";

const ownClaim = (): ClaimFile => ({
  computer: computer(),
  host: hostname(),
  pid: process.pid,
  startTime: startTimeOf(process.pid),
  since: new Date().toISOString(),
});

function whyTaken(
  file: string,
  path: string,
  holder: ClaimFile | undefined,
  takeOver: boolean,
): string | undefined {
  if (holder === undefined) return ageOf(file) > FILL_MS_MAX ? undefined : BEING_TAKEN;
  const { pid, startTime, since, host } = holder;
  if (holder.computer === computer()) {
    return isAlive(pid, startTime)
      ? `another paxy is running this batch (process ${pid}, since ${since})`
      : undefined;
  }
  // The computer was started again since, and its processes are gone.
  if (host === hostname() && hasRestarted(holder.computer)) return undefined;
  if (takeOver) return undefined;
  const again = commandText("resume", pathHere(path), "--take-over");
  return `another computer or container is running this batch (process ${pid} on ${host}, since ${since}). If that process is gone: ${again}`;
}

/** Boot and container decide which process a number means. Without /proc the host's name has to do. */
const computer = (): string => [hostname(), bootId(), pidNamespace()].join(" ");

/** Another start of the same host; containers of one start differ in the last part alone. */
function hasRestarted(other: string): boolean {
  const [, boot] = other.split(" ");
  return boot !== undefined && boot !== "" && bootId() !== "" && boot !== bootId();
}

const bootId = (): string =>
  orEmpty(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());

const pidNamespace = (): string => orEmpty(() => readlinkSync("/proc/self/ns/pid"));

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function make(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    if (textOf(file) === "") rmSync(file, { force: true });
    throw error;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function holderIn(text: string): ClaimFile | undefined {
  try {
    return claimFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const ageOf = (file: string): number =>
  Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

/**
 * Removes a claim that says `text`. Of several processes that found it free
 * only the one that makes the marker may, so that none removes the claim which
 * another has made meanwhile.
 */
function removeOnce(file: string, text: string): boolean {
  const marker = `${file}.tmp`;
  if (!make(marker, "removing\n")) {
    if (ageOf(marker) > FILL_MS_MAX) rmSync(marker, { force: true });
    return false;
  }
  if (textOf(file) === text) rmSync(file, { force: true });
  rmSync(marker, { force: true });
  return true;
}
