import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { delimiter, join } from "node:path";
import { InputError } from "../console/problems.ts";

/** The walls that the system allows around a submission's Erlang. */
export interface Walls {
  /** Own lists of processes, mounts and network: nothing outside is seen, all but its room is read-only. */
  readonly namespaces: boolean;
  /** prlimit(1); else the shell's ulimit, which knows no address space on macOS. */
  readonly prlimit: boolean;
  /** A user of its own for each submission; undefined if this process may not change users. */
  readonly firstUid: number | undefined;
  /** `erl` itself, found before its environment is taken away. */
  readonly erl: string;
}

/** Limits of one Erlang. */
export interface Limits {
  readonly bytesMax: number;
  readonly cpuSecondsMax: number;
}

const FILE_BYTES_MAX = 16_000_000;
const FILES_MAX = 256;
const PROCESSES_MAX = 128;

/**
 * The first process in the namespaces: it makes everything but the room
 * read-only, and stays, so that all others end with it. Its own parent's end
 * reaches it by a signal, which a change of users would lose.
 */
const FIRST_PROCESS = [
  'mount --make-rprivate / && mount --bind "$1" "$1" || exit 125',
  "while read -r _ at _; do",
  '  at=$(printf %b "$at")',
  '  case "$at" in',
  '    "$1" | "$1"/* | /proc | /proc/*) ;;',
  '    *) mount -o remount,bind,ro "$at" || exit 125 ;;',
  "  esac",
  "done </proc/self/mounts",
  'cd "$1" || exit 125',
  "shift",
  '"$@"',
  "exit $?",
].join("\n");

/** The command line of a program behind the walls. `room`: the one folder that it may write to. */
export function walled(
  walls: Walls,
  { room, slot, limits }: { room: string; slot: number; limits: Limits },
  program: readonly string[],
): readonly string[] {
  return [...apart(walls, room), ...asUser(walls, slot), ...limited(walls, limits), ...program];
}

const isLinux = process.platform === "linux";
const isRoot = process.getuid?.() === 0;

const apart = ({ namespaces }: Walls, room: string): readonly string[] => [
  ...(isLinux ? ["setpriv", "--pdeathsig", "KILL"] : []),
  ...(namespaces
    ? [
        ...["unshare", "--mount", "--pid", "--net", "--ipc", "--uts", "--mount-proc"],
        ...(isRoot ? [] : ["--user", "--map-current-user", "--keep-caps"]),
        ...["--fork", "--kill-child", "sh", "-c", FIRST_PROCESS, "sh", room],
      ]
    : []),
];

/** The user of a submission; undefined if it is the user of this process. */
export const uidOf = ({ firstUid }: Pick<Walls, "firstUid">, slot: number): number | undefined =>
  firstUid === undefined ? undefined : firstUid + slot;

const NO_RIGHTS = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];

function asUser(walls: Walls, slot: number): readonly string[] {
  const uid = uidOf(walls, slot);
  if (uid !== undefined) {
    const id = String(uid);
    return ["setpriv", "--reuid", id, "--regid", id, "--clear-groups", ...NO_RIGHTS];
  }
  return walls.namespaces ? ["setpriv", "--ambient-caps=-all", ...NO_RIGHTS] : [];
}

/**
 * Processes are counted by user, so the teacher's other programs would count if the user is the
 * teacher.
 */
function limited(walls: Walls, { bytesMax, cpuSecondsMax }: Limits): readonly string[] {
  const counted = walls.namespaces || walls.firstUid !== undefined;
  if (walls.prlimit) {
    return [
      ...["prlimit", `--as=${bytesMax}`, `--cpu=${cpuSecondsMax}`, `--fsize=${FILE_BYTES_MAX}`],
      ...[`--nofile=${FILES_MAX}`, "--core=0", ...(counted ? [`--nproc=${PROCESSES_MAX}`] : [])],
    ];
  }
  const blocks = Math.ceil(FILE_BYTES_MAX / 512);
  const script = `ulimit -t ${cpuSecondsMax}; ulimit -f ${blocks}; ulimit -n ${FILES_MAX}; ulimit -c 0; exec "$@"`;
  return ["sh", "-c", script, "sh"];
}

/** The strongest walls behind which Erlang runs here. Throws an InputError where root can't become someone else. */
export function strongestWalls(room: string): Walls {
  const erl = erlItself();
  for (const walls of candidates(erl)) if (holds(walls, room)) return walls;
  throw new InputError(
    isRoot
      ? "paxy grade can't give up root's rights here for the code of others (setpriv or the folder for temporary files does not allow it); run it as an ordinary user."
      : `Erlang does not start behind any limit of this system (tried in ${room}).`,
  );
}

function candidates(erl: string): readonly Walls[] {
  if (!isLinux) return [{ namespaces: false, prlimit: false, firstUid: undefined, erl }];
  const uids = isRoot ? [UID_FIRST, NOBODY] : [undefined];
  const all = [true, false].flatMap((namespaces) =>
    uids.map((firstUid) => ({ namespaces, prlimit: true, firstUid, erl })),
  );
  return isRoot ? all : [...all, { namespaces: false, prlimit: false, firstUid: undefined, erl }];
}

/**
 * User numbers from the range that systemd also uses for temporary users; another grading uses
 * others.
 */
const UID_FIRST = 61_184 + ((process.pid * 64) % 4096);
/** Used if only 65,536 user numbers exist. */
const NOBODY = 65_470;

function holds(walls: Walls, room: string): boolean {
  const limits = { bytesMax: addressSpaceMax(1), cpuSecondsMax: 20 };
  const halt = [walls.erl, "-noshell", "-boot", "no_dot_erlang", "-eval", "halt(7)"];
  const [file = "", ...args] = walled(walls, { room, slot: 0, limits }, halt);
  const ended: SpawnSyncReturns<Buffer> = spawnSync(file, args, {
    ...{ cwd: room, env: emptyEnvironment(room, "probe"), timeout: 20_000, stdio: "ignore" },
  });
  return ended.status === 7;
}

/** Of address space; Erlang reserves 1.5 GB of it that it does not use. */
const RESERVED = 1_600_000_000;
const USED_MIN = 600_000_000;
const USED_MAX = 1_900_000_000;
/** Of this computer's memory, for all submissions that run at the same time. */
const MEMORY_SHARE = 0.7;

/** The address space of each Erlang if this many run at the same time. */
export function addressSpaceMax(jobs: number, memory = totalmem()): number {
  const share = Math.floor((MEMORY_SHARE * memory) / jobs);
  return RESERVED + Math.min(USED_MAX, Math.max(USED_MIN, share));
}

/** From the user's environment, only the path to programs. */
export const emptyEnvironment = (room: string, cookie: string): Record<string, string> => ({
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  ...{ HOME: room, TMPDIR: room, LANG: "C.UTF-8", TERM: "dumb" },
  ...{ ERL_CRASH_DUMP: "/dev/null", ERL_CRASH_DUMP_BYTES: "0", ERL_CRASH_DUMP_SECONDS: "0" },
  [COOKIE]: cookie,
});

/** This variable identifies a process of a submission, whatever name it takes. */
export const COOKIE = "PAXY_GRADE";

/** A shim of a version manager needs the user's environment; the program behind it does not. */
function erlItself(): string {
  const found = (process.env.PATH ?? "").split(delimiter).some((at) => existsSync(join(at, "erl")));
  if (!found) throw new InputError("Erlang (erl) was not found; paxy doctor says how to get it.");
  const ask = [
    "-noshell",
    "-boot",
    "no_dot_erlang",
    "-eval",
    "io:put_chars(code:root_dir()),halt()",
  ];
  const root = execFileSync("erl", ask, { encoding: "utf8" });
  return join(root, "bin", "erl");
}

/** A description of the walls, for people. */
export function wallsText({ namespaces, prlimit, firstUid }: Walls): string {
  const user = firstUid === undefined ? "your own user's rights" : "users without rights";
  const limits = prlimit ? "limits on memory, processor, files" : "limits on processor and files";
  return namespaces
    ? `each submission runs apart (own processes, no network, all but its own folder read-only), with ${user} and ${limits}`
    : `each submission runs with ${user} and ${limits}; this system does not let paxy hide processes, files and network from it`;
}
