import { createQueue, update } from "../../src/core/queue/queue.ts";
import { refusal } from "../../src/core/queue/refusal.ts";
import type { BatchSettings, Effect, QueueEvent, QueueState } from "../../src/core/queue/state.ts";
import type { NodeHealth, OutputLine } from "../../src/core/run/health.ts";
import type { RunRecord, RunRequest, Verdict } from "../../src/core/run/run.ts";
import type { TraceEvent, TraceKind } from "../../src/core/run/trace-event.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import type { Trial } from "../../src/core/trial/trial.ts";
import type { EngineClient, Snapshot } from "../../src/engine/client.ts";

/**
 * An engine without nodes: the real queue, and runs whose ends are made up from
 * a seed. What the screen shows of it is exactly what it would show of a real
 * one.
 */
export interface FakeEngine extends EngineClient {
  /** Ends the oldest run that is going, or the one given, and starts what comes next. */
  endRun(record?: Partial<RunRecord>): RunRecord | undefined;
  print(...lines: readonly (Partial<OutputLine> & { readonly text: string })[]): void;
  setNodes(nodes: readonly NodeHealth[]): void;
  /** Runs end by themselves from now on, after about so many ms. */
  live(runMs: number): void;
  /** So many lines a second from now on. */
  flood(linesPerSecond: number): void;
  /** The engine is gone; an empty reason: as it should. */
  close(reason: string): void;
  /** All commands so far. */
  readonly commands: readonly unknown[];
}

export interface FakeBatch {
  readonly settings?: Partial<BatchSettings>;
  readonly trials: readonly Partial<Trial>[];
  readonly seed?: number;
}

const SETTINGS: BatchSettings = {
  name: "quickstart",
  repeat: 5,
  timeLimitMs: 30_000,
  jobs: 1,
  seed: 42,
  attemptsMax: 2,
};

export const QUICK_START: FakeBatch = {
  trials: [
    {
      sleep: [10, 100, 10, 20, 50],
      numProposers: 5,
      numAcceptors: 10,
      drop: 2,
      delay: 100,
      propTimeout: 500,
      propBackoff: 50,
    },
    {
      sleep: [20, 50, 30, 60, 80],
      numProposers: 3,
      numAcceptors: 8,
      drop: 1,
      delay: 150,
      propTimeout: 600,
      propBackoff: 30,
    },
    {
      sleep: [15, 30, 25, 40, 55],
      numProposers: 7,
      numAcceptors: 12,
      drop: 3,
      delay: 200,
      propTimeout: 700,
      propBackoff: 40,
    },
  ],
};

const PROPOSERS = [
  ["fry", "{255,0,0}"],
  ["bender", "{0,255,0}"],
  ["leela", "{0,0,255}"],
  ["zoidberg", "{255,128,0}"],
  ["amy", "{255,0,255}"],
  ["hermes", "{0,255,255}"],
  ["farnsworth", "{255,255,0}"],
] as const;

export const START_MS = Date.UTC(2026, 10, 22, 18, 0, 0);

export function createFakeEngine({ settings, trials, seed = 1 }: FakeBatch): FakeEngine {
  const draw = random(seed);
  let queue: QueueState = createQueue(
    { ...SETTINGS, ...settings },
    trials.map((trial) => ({ ...DEFAULT_TRIAL, ...trial })),
  );
  let nodes: readonly NodeHealth[] = NODES;
  let snapshot: Snapshot | undefined;
  let runMs: number | undefined;
  let notified = false;
  let isClosed = false;
  const going: RunRequest[] = [];
  const ended: RunRecord[] = [];
  const commands: unknown[] = [];
  const listeners = new Set<() => void>();
  const outputListeners = new Set<(lines: readonly OutputLine[]) => void>();
  const past: OutputLine[] = [];
  const closing = withResolvers<string>();

  const changed = (): void => {
    snapshot = undefined;
    if (notified) return;
    notified = true;
    setImmediate(() => {
      notified = false;
      for (const listener of listeners) listener();
    });
  };
  const handle = (event: QueueEvent): void => {
    const [next, effects] = update(queue, event);
    queue = next;
    for (const effect of effects) obey(effect);
    changed();
  };
  const obey = (effect: Effect): void => {
    if (effect.type === "start") {
      going.push(effect.request);
      if (runMs !== undefined) setTimeout(endLater, runMs * (0.5 + draw()), effect.request).unref();
    }
    if (effect.type === "cancel") {
      setImmediate(() => end({ ...effect, verdict: "cancelled", reason: "by the user" }));
    }
  };
  const endLater = (request: RunRequest): void => {
    for (let run = request.run; run < request.run + request.count; run++) {
      end({ trial: request.trial, run, attempt: request.attempt });
    }
  };
  const end = (given: Partial<RunRecord> = {}): RunRecord | undefined => {
    const request =
      given.trial === undefined
        ? going[0]
        : going.find(
            (each) =>
              each.trial === given.trial && (given.run === undefined || each.run === given.run),
          );
    if (request === undefined || isClosed) return undefined;
    going.splice(going.indexOf(request), 1);
    const record = { ...madeUp(request, draw), ...given };
    ended.push(record);
    print(...linesOf(record));
    handle({ type: "ended", records: [record] });
    return record;
  };
  const print = (...lines: readonly (Partial<OutputLine> & { readonly text: string })[]): void => {
    const whole = lines.map((line) => ({
      atMs: START_MS,
      node: "paxy-pro@127.0.0.1",
      trial: 0,
      run: 0,
      ...line,
    }));
    past.push(...whole);
    if (past.length > 100_000) past.splice(0, past.length - 100_000);
    for (const listener of outputListeners) listener(whole);
  };
  let floodTimer: NodeJS.Timeout | undefined;
  const flood = (linesPerSecond: number): void => {
    clearInterval(floodTimer);
    if (linesPerSecond === 0) return;
    let count = 0;
    const startMs = performance.now();
    floodTimer = setInterval(() => {
      const due = Math.floor(((performance.now() - startMs) / 1000) * linesPerSecond);
      const lines: OutputLine[] = [];
      for (; count < due; count++) lines.push(floodLine(count));
      for (const listener of outputListeners) listener(lines);
    }, 10);
  };
  handle({ type: "begin" });
  return {
    commands,
    closed: closing.promise,
    snapshot() {
      const known = snapshot ?? {
        queue,
        nodes,
        directory: "out/quickstart/20261122-180000",
        totals: queue.totals,
        trouble: "",
        etaMs: queue.status === "running" ? (queue.totals.runs - queue.totals.done) * 400 : null,
        startedAtMs: START_MS,
      };
      snapshot = known;
      return known;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOutput(listener) {
      outputListeners.add(listener);
      if (past.length > 0) listener([...past]);
      return () => outputListeners.delete(listener);
    },
    async dispatch(command) {
      commands.push(command);
      const reason = refusal(queue, command);
      if (reason === undefined) handle({ type: "command", command });
      return reason;
    },
    async recentRuns(trial, most) {
      return ended
        .filter((record) => record.trial === trial)
        .slice(-most)
        .reverse();
    },
    async trace(trial, run) {
      return { events: EVENTS, said: `run ${run} of trial ${trial}: agreed.` };
    },
    endRun: end,
    print,
    flood,
    setNodes(next) {
      nodes = next;
      changed();
    },
    live(ms) {
      runMs = ms;
      for (const request of going) setTimeout(endLater, ms * (0.5 + draw()), request).unref();
    },
    close(reason) {
      isClosed = true;
      closing.resolve(reason);
    },
  };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Mostly agreed, in plausible figures; drop and delay make it worse. */
function madeUp(request: RunRequest, draw: () => number): RunRecord {
  const { trial, run, attempt, config } = request;
  const chance = draw();
  const isUndecided = chance < config.drop / 150;
  const verdict: Verdict = isUndecided ? "undecided" : "agreed";
  const proposers = Array.from(
    { length: config.numProposers },
    (_, index) => PROPOSERS[index % PROPOSERS.length],
  );
  const winner = proposers[Math.floor(draw() * proposers.length)];
  const rounds = Math.floor(-Math.log(1 - draw()) * 1.6);
  const base = 4 * config.delay * (0.6 + draw()) + rounds * (config.propTimeout * 0.4 + 20);
  const decisions = (isUndecided ? proposers.slice(1) : proposers).map((proposer, index) => ({
    proposer: proposer?.[0] ?? "",
    value: winner?.[1] ?? "",
    round: Math.max(0, rounds - (index % 2)),
    elapsedMs: Math.round(base * (0.7 + 0.3 * draw())),
  }));
  const elapsedMs = Math.max(...decisions.map((each) => each.elapsedMs));
  return {
    trial,
    run,
    attempt,
    verdict,
    decision: isUndecided ? "" : (winner?.[1] ?? ""),
    rounds: isUndecided ? null : Math.max(...decisions.map((each) => each.round)),
    elapsedMs: isUndecided ? null : elapsedMs,
    decisions,
    messages: 4 * config.numProposers * config.numAcceptors * (rounds + 1),
    dropped: Math.round((4 * config.numProposers * config.numAcceptors * config.drop) / 100),
    startedAt: new Date(START_MS + 1000 * run).toISOString(),
    reason: "",
  };
}

const linesOf = ({ trial, run, decisions, elapsedMs }: RunRecord) => [
  ...decisions.flatMap(({ proposer, value, round, elapsedMs: ms }) => [
    { trial, run, text: `[Proposer ${proposer}] Phase 1: round {${round},${proposer}}` },
    {
      trial,
      run,
      text: `[Proposer ${proposer}] Phase 2: round {${round},${proposer}} proposal ${value}`,
    },
    {
      trial,
      run,
      text: `[Proposer ${proposer}] DECIDED ${value} in round {${round},${proposer}} after ${ms} ms`,
    },
  ]),
  ...(elapsedMs === null
    ? []
    : [{ trial, run, text: `[Paxy] Total elapsed time: ${elapsedMs} ms` }]),
];

function floodLine(count: number): OutputLine {
  const [name, value] = PROPOSERS[count % PROPOSERS.length] ?? PROPOSERS[0];
  const round = Math.floor(count / 7) % 50;
  const text =
    count % 10 === 0
      ? `[Proposer ${name}] DECIDED ${value} in round {${round},${name}} after ${(count * 7919) % 3000} ms`
      : `[Proposer ${name}] Phase ${1 + (count % 2)}: round {${round},${name}} message ${(count * 7919) % 1_000_003}`;
  return {
    atMs: START_MS,
    node: "paxy-pro@127.0.0.1",
    trial: 1 + (count % 3),
    run: 1 + (round % 5),
    text,
  };
}

const node = (
  name: string,
  role: NodeHealth["role"],
  figures: Partial<NodeHealth>,
): NodeHealth => ({
  name: `${name}@127.0.0.1`,
  role,
  state: "up",
  reason: "",
  roundTripMs: 0.3,
  uptimeMs: 72_000,
  processes: 61,
  memoryBytes: 32_000_000,
  runQueue: 0,
  restarts: 0,
  ...figures,
});

export const NODES: readonly NodeHealth[] = [
  node("paxy-run", "run", {}),
  node("paxy-acc", "acceptors", { roundTripMs: 0.4, processes: 73, memoryBytes: 33_400_000 }),
  node("paxy-pro", "proposers", { roundTripMs: 0.4, processes: 68, memoryBytes: 31_900_000 }),
];

/** A small generator (mulberry32): the same seed makes the same session. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const happened = (at: number, actor: string, kind: TraceKind, peer = "none", message = "none") => ({
  ...{ clock: at, at, actor, kind, peer, message },
});

/** The same for every run. */
const EVENTS: readonly TraceEvent[] = [
  happened(0, "fry", "start"),
  happened(0, "fry", "send", "acceptors", "{prepare,{0,fry}}"),
  ...["homer", "marge", "bart"].flatMap((name) => [
    happened(0, name, "receive", "fry", "{prepare,{0,fry}}"),
    happened(0, name, "send", "fry", `{promise,${name},{0,fry},null,none}`),
  ]),
  ...Array.from({ length: 60 }, (_, index) =>
    happened(10 + index, "fry", "receive", "homer", `{promise,homer,{${index},fry},null,none}`),
  ),
  happened(80, "fry", "decided", "none", "{{255,0,0},0}"),
];
