import { createQueue, update } from "../../src/core/queue/queue.ts";
import { refusal } from "../../src/core/queue/refusal.ts";
import type { BatchSettings, Effect, QueueEvent, QueueState } from "../../src/core/queue/state.ts";
import type { NodeHealth, OutputLine } from "../../src/core/run/health.ts";
import type { RunRecord, RunRequest } from "../../src/core/run/run.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import type { Trial } from "../../src/core/trial/trial.ts";
import type { BatchClient, Snapshot } from "../../src/service/client.ts";
import { NODES } from "./fake-nodes.ts";
import { floodLine, linesOf, madeUp, START_MS } from "./fake-runs.ts";
import { EVENTS, SOURCES, VIOLATION } from "./fake-trace.ts";
import { random } from "./random.ts";

/**
 * A service without nodes: the real queue, and runs whose ends are made up from
 * a seed. What the screen shows of it is exactly what it would show of a real
 * one.
 */
export interface FakeService extends BatchClient {
  /** Ends the oldest run that is going, or the one given, and starts what comes next. */
  endRun(record?: Partial<RunRecord>): RunRecord | undefined;
  print(...lines: readonly (Partial<OutputLine> & { readonly text: string })[]): void;
  setNodes(nodes: readonly NodeHealth[]): void;
  /** Runs end by themselves from now on, after about so many ms. */
  live(runMs: number): void;
  /** So many lines a second from now on. */
  flood(linesPerSecond: number): void;
  /** The service is gone; an empty reason: as it should. */
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

export function createFakeService({ settings, trials, seed = 1 }: FakeBatch): FakeService {
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
    const [next, effects] = update(queue, event, Date.now());
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
      const isViolation = ended.some(
        (each) => each.trial === trial && each.run === run && each.verdict === "violation",
      );
      if (isViolation) return { events: VIOLATION, verdict: "violation", said: "violation: both." };
      return { events: EVENTS, verdict: "agreed", said: "agreed.", sources: SOURCES };
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
