import { CHOICE_KINDS } from "../core/run/explored.ts";
import { type Data, TRACE_KINDS, type TraceEvent } from "../core/run/trace-event.ts";
import { isVerdict } from "../core/run/verdicts.ts";

/** A check of one field of a record. */
type Check<T> = (value: unknown) => value is T;
type Checks = Readonly<Record<string, Check<unknown>>>;
type Checked<Of extends Checks> = {
  readonly [Name in keyof Of]: Of[Name] extends Check<infer T> ? T : never;
};

const isWhole = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isAmount = (value: unknown): value is number => Number.isFinite(value);
const isWholeOrNull = (value: unknown): value is number | null => value === null || isWhole(value);

const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);

const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(check);

/** An object with fields of any name. */
const recordOf =
  <T>(check: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    typeof value === "object" && value !== null && Object.values(value).every(check);

const oneOf =
  <const T extends string>(...words: readonly T[]): Check<T> =>
  (value): value is T =>
    words.includes(value as T);

/** An object with these fields and no others. */
const object =
  <Of extends Checks>(checks: Of): Check<Checked<Of>> =>
  (value): value is Checked<Of> =>
    typeof value === "object" && value !== null && faultIn(value, checks) === undefined;

type Decided = readonly [proposer: string, value: string, round: number, elapsedMs: number];

const isDecided = (value: unknown): value is Decided =>
  Array.isArray(value) &&
  value.length === 4 &&
  isText(value[0]) &&
  isText(value[1]) &&
  isWhole(value[2]) &&
  isWhole(value[3]);

type Unbacked = readonly [proposer: string, value: string];

const isUnbacked = (value: unknown): value is Unbacked =>
  Array.isArray(value) && value.length === 2 && value.every(isText);

/** Of a record `runs`: eight cells and the time, then four more for each decision (paxy_runs_record, Erlang). */
const isRow = (value: unknown): value is readonly (number | null)[] =>
  Array.isArray(value) &&
  value.length >= 9 &&
  value.length % 4 === 1 &&
  value.every((cell, at) => (at === 4 || at === 5 ? isWholeOrNull(cell) : isWhole(cell)));

const isAnything = (value: unknown): value is unknown => value !== undefined;

const isData = isAnything as Check<Data>;

const isField = (value: unknown): value is readonly [name: string, value: Data] =>
  Array.isArray(value) && value.length === 2 && isText(value[0]);

const isEvent = object({
  clock: isWhole,
  at: isWhole,
  actor: isText,
  role: oneOf("proposer", "acceptor", "other"),
  index: isWhole,
  kind: oneOf(...TRACE_KINDS),
  peer: isText,
  message: isAnything,
  where: optional(isText),
  state: optional(isAnything),
}) as Check<TraceEvent>;

const attempt = { trial: isWhole, run: isWhole, attempt: isWhole };

const isSample = object({
  name: isText,
  up: isFlag,
  uptime_ms: optional(isWhole),
  processes: optional(isWhole),
  memory: optional(isWhole),
  run_queue: optional(isWhole),
  round_trip_ms: optional(isAmount),
});

/** The records of a node's agent (paxy_wire:record(), Erlang) and of the shell around it. */
export const RECORDS = {
  ready: { port: isWhole, otp: isText },
  there: { folder: isText, address: isText, caller: isText },
  unpacked: {},
  refused: { reason: isText },
  exit: { status: isWhole },
  not_understood: { request: isText },
  run: {
    ...attempt,
    verdict: isVerdict,
    decision: isText,
    rounds: isWholeOrNull,
    elapsed: isWholeOrNull,
    reason: isText,
    decisions: listOf(isDecided),
    messages: isWhole,
    dropped: isWhole,
    winner: isText,
    late: isWholeOrNull,
    started_at: isWhole,
  },
  runs: { ...attempt, step: isWhole, texts: listOf(isText), rows: listOf(isRow) },
  trace: { ...attempt, events: listOf(isEvent) },
  ended: { ...attempt, verdict: oneOf("failed", "cancelled"), reason: isText },
  done: attempt,
  out: { trial: isWhole, run: isWhole, node: isText, text: isText },
  health: { ref: isWhole, nodes: listOf(isSample) },
  connected: { ref: isWhole, nodes: listOf(object({ name: isText, connected: isFlag })) },
  pinged: {
    ref: isWhole,
    from: isText,
    links: listOf(object({ name: isText, round_trips_ms: listOf(isAmount) })),
  },
  borrowed: { nodes: listOf(object({ name: isText, problem: isText })) },
  node_down: { node: isText, reason: isText },
} as const satisfies Record<string, Checks>;

const within = { rounds: isWhole, crashes: isWhole, duplicates: isWhole };
const figures = { states: isWhole, transitions: isWhole, frontier: isWhole, depth: isWhole };
/** The progress of a check; unknown and inapplicable fields are absent. */
const stage = {
  elapsed: isWhole,
  memory: optional(isWhole),
  phase: optional(oneOf("tables", "sample", "shorter", "search")),
  within: optional(object(within)),
  own_states: optional(isWhole),
  sampled: optional(isWhole),
  growth: optional(isAmount),
  bytes_state: optional(isAmount),
  missed: optional(isAmount),
};
const system = {
  ...{ ...within, proposers: isWhole, acceptors: isWhole },
  version: (value: unknown): value is number | string => isWhole(value) || isText(value),
  backoff: optional(isFlag),
  deadline: optional(oneOf("silence", "phase")),
};

/** The property that a violation breaks. */
const flaw = oneOf("agreement", "validity", "progress", "crash");

/** Narrower bounds in which every schedule was tried. */
const closed = listOf(object({ ...within, states: isWhole }));

/** The answers of an Erlang that was asked one question (paxy_wire:answer(), Erlang). */
export const ANSWERS = {
  event: { event: isEvent },
  progress: {
    ...stage,
    ...{ states: optional(isWhole), transitions: optional(isWhole) },
    ...{ frontier: optional(isWhole), depth: optional(isWhole), closed: optional(closed) },
  },
  checked: {
    ...stage,
    ...figures,
    closed,
    bounds: object(system),
    shortest: optional(isFlag),
    ending: oneOf("complete", "violation", "states_max", "memory_max", "stopped"),
    schedule: optional(listOf(isText)),
    flaw: optional(flaw),
    reason: optional(isText),
  },
  shown: { verdict: oneOf("violation", "safe"), flaw: optional(flaw), reason: isText },
  chance: { events: isWhole, violations: isWhole },
  counted: { runs: isWhole, counts: recordOf(isWhole) },
  replayed: { verdict: isVerdict, reason: isText, decisions: listOf(isDecided) },
  explored: {
    ...{ words: listOf(isText), at: isWhole, events: listOf(isEvent) },
    actors: listOf(
      object({
        name: isText,
        role: oneOf("proposer", "acceptor"),
        waits: listOf(isData),
        fields: listOf(isField),
        decided: listOf(isData),
      }),
    ),
    choices: listOf(
      object({
        ...{ word: isText, kind: oneOf(...CHOICE_KINDS), actor: isText, peer: isText },
        ...{ message: isData, at: isWhole, effects: isWhole },
      }),
    ),
    properties: listOf(object({ name: isText, holds: isFlag, why: isText })),
  },
  shrunk: {
    ...{ run: isWhole, proposers: isWhole, acceptors: isWhole, sleep: listOf(isWhole) },
    ...{ drop: isWhole, duplicate: isWhole, request_drop: isWhole, request_duplicate: isWhole },
    ...{ time_limit: isWhole, faults: listOf(listOf(isAnything)), lost: listOf(isText) },
    ...{ tried: isWhole, finished: isFlag, reason: isText },
  },
  compiled: { module: isText, role: oneOf("proposer", "acceptor") },
  folder: {
    ...{ name: isText, hash: isText, files: recordOf(isText), constants: recordOf(isText) },
    ...{ variables: listOf(isText), conditions: listOf(isText), stores: isFlag },
    arguments: object({ acceptor: listOf(isText), proposer: listOf(isText) }),
    ...{ notes: listOf(isText), warnings: listOf(isText) },
  },
  calls: { text: isText },
  tried: {
    ...{ load: isWhole, runs: isWhole, counts: recordOf(isWhole), unbacked: isWhole },
    causes: listOf(isText),
    first: optional(
      object({
        ...{ run: isWhole, verdict: isVerdict, reason: isText },
        unbacked: listOf(isUnbacked),
      }),
    ),
  },
  refused: { reasons: listOf(isText) },
  crashed: { reason: isText },
} as const satisfies Record<string, Checks>;

type Union<Of extends Readonly<Record<string, Checks>>> = {
  readonly [T in keyof Of]: { readonly t: T } & Checked<Of[T]>;
}[keyof Of];

export type NodeRecord = Union<typeof RECORDS>;
export type Answer = Union<typeof ANSWERS>;
export type RecordOf<T extends NodeRecord["t"]> = Extract<NodeRecord, { readonly t: T }>;
export type AnswerOf<T extends Answer["t"]> = Extract<Answer, { readonly t: T }>;
export type NodeSample = RecordOf<"health">["nodes"][number];

/** Erlang and this program disagree about the wire; the message names the record. */
export class WireError extends Error {}

/** The record of a node; throws a WireError that names anything else. */
export const nodeRecord = (data: unknown): NodeRecord => read(data, RECORDS) as NodeRecord;

/** The same for an answer. */
export const answer = (data: unknown): Answer => read(data, ANSWERS) as Answer;

/** The reasons of a refusal or crash, a line each. */
export function reasonsOf(given: Answer | undefined): readonly string[] {
  if (given?.t === "refused") return given.reasons;
  if (given?.t === "crashed") return [`Erlang crashed: ${given.reason}`];
  return [`Erlang answered with ${given?.t ?? "nothing"}`];
}

function read(data: unknown, known: Readonly<Record<string, Checks>>): unknown {
  const { t } = data as { readonly t?: unknown };
  const checks = typeof t === "string" && Object.hasOwn(known, t) ? known[t] : undefined;
  if (checks === undefined) {
    throw new WireError(`sent a record ${text(t)}, which this version of paxy does not know`);
  }
  const fault = faultIn(data as object, checks, 1);
  if (fault === undefined) return data;
  const value = text((data as Record<string, unknown>)[fault]);
  throw new WireError(`sent a record ${t} whose field ${fault} is ${value}`);
}

/** The first field that is missing, is of another kind, or is not known; `others` fields are known besides. */
function faultIn(data: object, checks: Checks, others = 0): string | undefined {
  const fields = data as Readonly<Record<string, unknown>>;
  let present = others;
  for (const name in checks) {
    const value = fields[name];
    if (!(checks[name] as Check<unknown>)(value)) return name;
    if (value !== undefined) present++;
  }
  const names = Object.keys(fields);
  return names.length === present
    ? undefined
    : names.find((name) => name !== "t" && !Object.hasOwn(checks, name));
}

const text = (value: unknown): string => (JSON.stringify(value) ?? "missing").slice(0, 100);
