import type { LostMessage } from "../core/run/changes.ts";
import type { Span } from "../core/run/spans.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import type { Macros } from "../core/trial/macros.ts";
import type { Trial } from "../core/trial/trial.ts";
import { type DrawnTrial, macrosTerm, trialTerm } from "./requests.ts";
import { atom, binary, whole } from "./term.ts";

/** The system and the bounds of `paxy check`. */
export interface CheckBounds {
  readonly proposers: number;
  readonly acceptors: number;
  readonly version: number | string;
  readonly rounds: number;
  readonly duplicates: number;
  readonly crashes: number;
  /** Whether each proposer waits before it tries again; a check needs no wait. */
  readonly backoff?: boolean | undefined;
  /** How a proposer's wait ends; `silence` if missing. */
  readonly deadline?: Trial["deadline"] | undefined;
}

export interface CheckLimits {
  /** Bytes of the whole Erlang node. */
  readonly memoryMax: number;
  /** Of the samples. */
  readonly seed: number;
  /** Hashes where a state does not fit a word. */
  readonly compact: boolean;
  /** Every schedule, in order of their length, and nothing before that. */
  readonly shortest: boolean;
}

/** Questions to an Erlang of their own (erlang/node/paxy_oneshot.erl). */
export const checkTerm = (bounds: CheckBounds, limits: CheckLimits): string =>
  `{check,${boundsTerm(bounds)},#{${[
    `memory_max=>${whole(limits.memoryMax)}`,
    `seed=>${whole(limits.seed)}`,
    `compact=>${limits.compact}`,
    ...(limits.shortest ? ["sample_ms=>0", "widen=>false"] : []),
  ].join()}}}`;

export const showTerm = (bounds: CheckBounds, words: readonly string[]): string =>
  `{show,${boundsTerm(bounds)},[${words.map(binary)}]}`;

/** Begins a conversation about a system (paxy_explore); each question that follows is one of the next three. */
export const exploreTerm = (bounds: CheckBounds): string => `{explore,${boundsTerm(bounds)}}`;

export const atTerm = (words: readonly string[]): string => `{at,[${words.map(binary)}]}`;

/** Continues by itself, at random or by the simulator's clock. */
export const onTerm = (
  words: readonly string[],
  { how, steps, seed }: { how: "random" | "clock"; steps: number; seed: number },
): string => `{on,[${words.map(binary)}],${how},${whole(steps)},${whole(seed)}}`;

/** The steps of a run's events that are possible in the system. */
export const followTerm = (events: readonly TraceEvent[]): string =>
  `{follow,[${events.map(
    ({ kind, actor, peer, message }) =>
      `{${atom(kind)},${atom(actor)},${atom(peer)},${binary(JSON.stringify(message))}}`,
  )}]}`;

/** A run again, with the draws of `trial` and some messages lost. */
export const replayTerm = (
  trial: DrawnTrial,
  run: number,
  lost: readonly LostMessage[] = [],
): string => `{replay,${withLost(trialTerm(trial), lost)},${whole(run)}}`;

/** A violation made smaller, within some ms. */
export const shrinkTerm = (trial: DrawnTrial, run: number, budgetMs: number): string =>
  `{shrink,${trialTerm(trial)},${whole(run)},${whole(budgetMs)}}`;

const withLost = (trial: string, lost: readonly LostMessage[]): string =>
  lost.length === 0 ? trial : `${trial.slice(0, -1)},lost=>[${lost.map(lostTerm)}]}`;

const lostTerm = ({ from, to, kind, round }: LostMessage): string =>
  `{${[from, to, kind].map(atom)},${round === null ? "none" : whole(round)}}`;

/** After each event of the run, how many of this many futures violate. */
export const chanceTerm = (trial: DrawnTrial, run: number, draws: number): string =>
  `{chance,${trialTerm(trial)},${whole(run)},${whole(draws)}}`;

/** How many of the trial's first runs reached each of these events of interest (paxy_witness). */
export const countTerm = (
  trial: DrawnTrial,
  spans: readonly Span[],
  names: readonly string[],
): string =>
  `{count,${trialTerm(trial)},[${spans.map(([first, count]) => `{${whole(first)},${whole(count)}}`)}],[${names.map(atom)}]}`;

export const compileTerm = (file: string, folder: string): string =>
  `{compile,${binary(file)},${binary(folder)}}`;

/** A folder of process-style modules, and where its package goes. */
export interface FolderSource {
  readonly path: string;
  readonly name: string;
  readonly roles: Readonly<Partial<Record<"acceptor" | "proposer", string>>>;
  /** The macros that replace its own, in every trial. */
  readonly macros?: Macros;
}

export const folderTerm = (
  { path, name, roles, macros = {} }: FolderSource,
  into: string,
): string => {
  const chosen = Object.entries(roles).map(([role, module]) => `,${role}=>${atom(module)}`);
  const options = `name=>${binary(name)}${chosen.join("")},macros=>${macrosTerm(macros)}`;
  return `{folder,${binary(path)},#{${options}},${binary(into)}}`;
};

function boundsTerm(bounds: CheckBounds): string {
  const { version, backoff = false, deadline, ...numbers } = bounds;
  const fields = Object.entries(numbers).map(([name, value]) => `${name}=>${whole(value)}`);
  const name = typeof version === "number" ? whole(version) : atom(version);
  return `#{${fields.join()},version=>${name}${backoff ? ",backoff=>true" : ""}${deadline === undefined ? "" : `,deadline=>${atom(deadline)}`}}`;
}

/** A number of runs of each trial in virtual time, within `ms`. */
export const runsTerm = (trials: readonly DrawnTrial[], count: number, ms: number): string =>
  `{runs,#{trials=>[${trials.map(trialTerm)}],count=>${whole(count)},ms=>${whole(ms)}}}`;

/** A question that is answered with the findings so far after a given time. */
export const untilTerm = (ms: number, term: string): string => `{until,${whole(ms)},${term}}`;

/** Several questions to one Erlang, which answers each in its turn. */
export const inTurnTerm = (terms: readonly string[]): string => `{in_turn,[${terms}]}`;

/** The calls that a folder's code may make, as a text for people. */
export const callsTerm = "lab_calls";
