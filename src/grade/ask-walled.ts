import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type Asked, ask, type Place } from "../nodes/erlang-answer.ts";
import { killGroup } from "../nodes/process-group.ts";
import type { Answer } from "../wire/records.ts";
import { endAll } from "./sweep.ts";
import { emptyEnvironment, uidOf, type Walls, walled } from "./walls.ts";

/** Where the Erlangs of one submission run. */
export interface WalledPlace {
  readonly walls: Walls;
  /** The folder that they may write to. */
  readonly room: string;
  /**
   * Its number among the submissions graded at the same time; each has its own user if possible.
   */
  readonly slot: number;
  readonly ebin: string;
  readonly codePaths: readonly string[];
  readonly schedulers: number;
  /** Of address space. */
  readonly bytesMax: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

const ANSWER_BYTES_MAX = 64_000_000;
const HEAP_WORDS_MAX = 100_000_000;
const CPU_SECONDS_SPARE = 5;

/**
 * Asks an Erlang behind walls. After the answer, or after `killMs`, kills it and everything that it
 * started.
 */
export function askWalled(
  at: WalledPlace,
  { term, killMs }: { term: string; killMs: number },
  onAnswer: (answer: Answer) => void,
): Asked & { isLate(): boolean } {
  const cookie = randomBytes(16).toString("hex");
  let end = (): void => {};
  at.signal.throwIfAborted();
  const place: Place = {
    mark: randomBytes(16).toString("hex"),
    bytesMax: ANSWER_BYTES_MAX,
    start(erl, args) {
      const child = start(at, killMs, cookie, [erl, ...schedulerFlags(at), ...args]);
      end = () => endGroup(at, child.pid, cookie);
      return { child, kill: end };
    },
  };
  const code = { erl: at.walls.erl, ebin: at.ebin, codePaths: at.codePaths };
  const asked = ask(code, term, onAnswer, place);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end();
  }, killMs);
  process.once("exit", end);
  at.signal.addEventListener("abort", end);
  const answered = asked.answered
    .catch((error: Error) => {
      throw late
        ? new Error(`did not finish within ${Math.round(killMs / 1000)} s and was stopped`)
        : error;
    })
    .finally(() => {
      clearTimeout(timer);
      process.removeListener("exit", end);
      at.signal.removeEventListener("abort", end);
      end();
    });
  return { ...asked, answered, isLate: () => late };
}

const schedulerFlags = ({ schedulers }: WalledPlace): readonly string[] => [
  ...["+S", `${schedulers}:${schedulers}`, "+SDcpu", `${schedulers}:${schedulers}`, "+SDio", "1"],
  ...["+A", "1", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none", "-nocookie"],
  // A single process that grows too large ends with a reason, even without a limit on the whole.
  ...["+hmax", String(HEAP_WORDS_MAX), "+hmaxel", "false"],
  // The answer tells why the code's processes died, so Erlang's own crash reports are not needed.
  ...["-kernel", "logger_level", "none"],
];

function start(
  { walls, room, slot, schedulers, bytesMax }: WalledPlace,
  killMs: number,
  cookie: string,
  program: readonly string[],
): ChildProcessWithoutNullStreams {
  const seconds = Math.ceil((killMs / 1000) * schedulers) + CPU_SECONDS_SPARE;
  const limits = { bytesMax, cpuSecondsMax: seconds };
  const [file = "", ...args] = walled(walls, { room, slot, limits }, program);
  return spawn(file, args, { cwd: room, env: emptyEnvironment(room, cookie), detached: true });
}

/** In a namespace, all processes end with the first one, which ends with this group. */
function endGroup({ walls, slot }: WalledPlace, group: number | undefined, cookie: string): void {
  if (group === undefined) return;
  if (walls.namespaces) killGroup(group, "SIGKILL");
  else endAll({ group, cookie, uid: uidOf(walls, slot) });
}
