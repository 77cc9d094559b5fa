import { createQueue, update } from "../../../src/core/queue/queue.ts";
import type {
  BatchSettings,
  Command,
  Effect,
  QueueEvent,
  QueueState,
} from "../../../src/core/queue/state.ts";
import type { RunRecord, RunRequest } from "../../../src/core/run/run.ts";
import { DEFAULT_TRIAL } from "../../../src/core/trial/parameters.ts";
import type { Trial } from "../../../src/core/trial/trial.ts";

export const settings = (given: Partial<BatchSettings> = {}): BatchSettings => ({
  name: "test",
  repeat: 2,
  timeLimitMs: 30_000,
  jobs: 1,
  seed: 1,
  attemptsMax: 2,
  ...given,
});

export const trialOf = (given: Partial<Trial> = {}): Trial => ({ ...DEFAULT_TRIAL, ...given });

export const recordOf = (given: Partial<RunRecord> = {}): RunRecord => ({
  trial: 1,
  run: 1,
  attempt: 1,
  verdict: "agreed",
  decision: "{255,0,0}",
  rounds: 0,
  elapsedMs: 100,
  decisions: [],
  messages: 30,
  dropped: 0,
  winner: "fry",
  lateMs: null,
  load: null,
  startedAt: "2026-11-22T18:00:00.123Z",
  reason: "",
  ...given,
});

export const undecided = (given: Partial<RunRecord> = {}): RunRecord =>
  recordOf({ verdict: "undecided", decision: "", rounds: null, elapsedMs: null, ...given });

export const failed = (given: Partial<RunRecord> = {}): RunRecord =>
  recordOf({
    verdict: "failed",
    decision: "",
    rounds: null,
    elapsedMs: null,
    reason: "lost",
    ...given,
  });

/** A queue with its begin event done, and what that started. */
export function begun(
  given: Partial<BatchSettings>,
  trials: readonly Trial[],
): [QueueState, readonly Effect[]] {
  return update(createQueue(settings(given), trials), { type: "begin" });
}

/** Several events in a row: the last state and all effects. */
export function tell(
  state: QueueState,
  ...events: readonly (QueueEvent | Command | RunRecord)[]
): [QueueState, readonly Effect[]] {
  return events.reduce<[QueueState, readonly Effect[]]>(
    ([before, effects], event) => {
      const [next, more] = update(before, eventOf(event));
      return [next, [...effects, ...more]];
    },
    [state, []],
  );
}

const EVENTS = ["begin", "command", "ended", "fault", "recovered"];

function eventOf(given: QueueEvent | Command | RunRecord): QueueEvent {
  if ("verdict" in given) return { type: "ended", records: [given] };
  if (EVENTS.includes(given.type)) return given as QueueEvent;
  return { type: "command", command: given as Command };
}

/** The started attempts as short texts: "trial/run/attempt", with "xN" for a stretch. */
export const started = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === "start" ? [short(effect.request)] : []));

const short = ({ trial, run, attempt, count }: RunRequest): string =>
  `${trial}/${run}/${attempt}${count > 1 ? `x${count}` : ""}`;
